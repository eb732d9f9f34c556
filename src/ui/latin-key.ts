/**
 * What a key says: of a letter its size is what Shift makes of it, whatever Caps Lock does, and of one that writes Hangul, Greek or
 * Cyrillic the Latin letter that has its place.
 */
export function latinKey({ key, code, shiftKey }: Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey'>): string {
  const [, place] = /^Key([A-Z])$/.exec(code) ?? [];
  const isAscii = key.length === 1 && key <= '~';
  const letter = /^[a-z]$/i.test(key) ? key : isAscii ? undefined : place;
  if (letter === undefined) return key;
  return shiftKey ? letter.toUpperCase() : letter.toLowerCase();
}
