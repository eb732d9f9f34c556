/** Local storage that may be full, forbidden or absent: then the page forgets, and works. */
export function recall(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // Nothing can be kept here; what is on the screen is all there is.
  }
}
