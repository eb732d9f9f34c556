const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\u001b',
  '\\': '\\',
  '"': '"',
};

/** `\n`, `\t`, `\033` and the like as the characters they stand for. */
export function unescaped(text: string): string {
  return text.replace(
    /\\(?:0?([0-7]{2,3})|x([\da-fA-F]{1,2})|([\s\S]))/g,
    (whole, octal?: string, hex?: string, letter?: string) => {
      if (octal) return String.fromCharCode(Number.parseInt(octal, 8));
      return hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (ESCAPES[letter!] ?? whole);
    },
  );
}
