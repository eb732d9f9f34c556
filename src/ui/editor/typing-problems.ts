import { create } from 'zustand';
import type { Problem } from '../../language';
import { activeFile, useFiles } from './files';
import { manifestLanguage } from './language-client';

/** What the newest look at a file found. */
export interface FileProblems {
  readonly file: string;
  /** The text that was looked at. */
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly more: number;
}

export const useTypingProblems = create<FileProblems>(() => ({ file: '', text: '', problems: [], more: 0 }));

const PAUSE_MILLISECONDS = 350;

/** Looks at the file that is open whenever typing pauses. Returns the function that ends it. */
export function watchTyping(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = '';
  const look = async () => {
    const { name, text } = activeFile(useFiles.getState());
    if (`${name}\n${text}` === asked) return;
    asked = `${name}\n${text}`;
    const checked = await manifestLanguage.check(text);
    const now = activeFile(useFiles.getState());
    if (now.name !== name || now.text !== text) return;
    useTypingProblems.setState({ file: name, text, problems: checked?.problems ?? [], more: checked?.more ?? 0 });
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), PAUSE_MILLISECONDS);
  };
  later();
  const stop = useFiles.subscribe(later);
  return () => {
    clearTimeout(timer);
    stop();
  };
}
