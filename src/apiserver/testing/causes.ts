interface Cause {
  readonly field: string;
  readonly message: string;
}

/** `field: message` of every cause that a refusal tells. */
export function causesOf({ body }: { readonly body: any }): readonly string[] {
  return (body.details?.causes ?? []).map(({ field, message }: Cause) => `${field}: ${message}`);
}
