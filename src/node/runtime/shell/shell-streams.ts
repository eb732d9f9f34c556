import type { LiveInput } from '../live-input';

/** Where a command reads from and writes to. */
export interface Streams {
  readonly input: string;
  readonly output: (text: string) => void;
  readonly error: (text: string) => void;
  /** What `read` has left of the input. */
  readonly unread?: { text: string };
  /** What is typed, or comes out of a pipe, while the command runs. */
  readonly live?: LiveInput | undefined;
}

/** A text in the place of what was the input. */
export function inputOf(text: string): Pick<Streams, 'input' | 'unread' | 'live'> {
  return { input: text, unread: { text }, live: undefined };
}

export function nextLine(unread: Streams['unread']): string | undefined {
  if (!unread || unread.text === '') return undefined;
  const [line = ''] = unread.text.split('\n', 1);
  unread.text = unread.text.slice(line.length + 1);
  return line;
}
