const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The text (UTF-8) that a secret's base64 stands for. */
export function base64Text(encoded: string): string {
  let escaped = '';
  let bits = 0;
  let buffer = 0;
  for (const character of encoded.replace(/[=\s]/g, '')) {
    buffer = ((buffer << 6) | ALPHABET.indexOf(character)) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    escaped += `%${((buffer >> bits) & 255).toString(16).padStart(2, '0')}`;
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    return '';
  }
}
