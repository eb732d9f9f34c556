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

/** What this tab alone remembers, through reloads. */
export function recallInTab(key: string): string | undefined {
  try {
    return sessionStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function rememberInTab(key: string, text: string): void {
  try {
    sessionStorage.setItem(key, text);
  } catch {
    // A tab that can keep nothing is a new one after a reload.
  }
}
