/**
 * Keeps what is typed while the thing that will take it is still being fetched: else a slow line or machine would give the letters
 * to the page, whose keys do something else. Answers the function that ends it and gives what was typed; Enter is a line break.
 */
export function holdKeys(): () => string {
  let typed = '';
  const keep = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Backspace') typed = typed.slice(0, -1);
    else if (event.key === 'Enter') typed += '\n';
    else if (event.key.length === 1) typed += event.key;
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  addEventListener('keydown', keep, true);
  return () => {
    removeEventListener('keydown', keep, true);
    return typed;
  };
}

/** What was typed up to Enter, and whether Enter was pressed. */
export function lineOf(typed: string): readonly [line: string, entered: boolean] {
  const end = typed.indexOf('\n');
  return end < 0 ? [typed, false] : [typed.slice(0, end), true];
}
