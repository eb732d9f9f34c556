/** Law 14: what is published does not change. Looked after in tests and while developing; a built app takes it for granted. */
const CHECKED: boolean = (import.meta as { readonly env?: { readonly DEV?: boolean } }).env?.DEV ?? false;

/** Plain data that is sent or written belongs to all who hold it: where it is checked, changing it throws from now on. */
export function published<T>(value: T): T {
  if (CHECKED) freezeAll(value);
  return value;
}

function freezeAll(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freezeAll(part);
}
