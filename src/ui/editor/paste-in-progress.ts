let pasting: Promise<void> | undefined;

/** A large text is being put into the editor piece by piece. */
export function beginPaste(ended: Promise<void>): void {
  const mine = ended.finally(() => {
    if (pasting === mine) pasting = undefined;
  });
  pasting = mine;
}

export function isPasting(): boolean {
  return pasting !== undefined;
}

/** Until what was pasted is there as a whole. */
export async function pasted(): Promise<void> {
  await pasting;
}
