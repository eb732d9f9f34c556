import { create } from 'zustand';
import { useScreen } from '../state/screen';
import { send } from '../state/session';
import { pasted } from './paste-in-progress';
import { activeFile, settleTyping, useFiles } from './files';
import type { ManifestFile } from './kept-files';

/** What can be done with the manifest that is open. */
export type Deed = 'apply' | 'delete' | 'dry-run' | 'compare';

interface Sent {
  /** What was not sent since it is too long, as it was then. */
  readonly tooLong: ManifestFile | undefined;
  /** How many acts there were when it was sent, of which cluster: of the next, where none has been heard of. */
  readonly after: number;
  readonly generation: number;
}

const useSent = create<Partial<Sent>>(() => ({}));

/** No manifest so long is read: what marks problems says so at its line, and the text need not travel. */
export const LONGEST_TEXT = 8_000_000;

/** Sends the file as it is now. While the cluster comes up the worker keeps it until it is there. */
export async function doWithFile(deed: Deed): Promise<void> {
  await pasted();
  settleTyping();
  const screen = useScreen.getState();
  const file = activeFile(useFiles.getState());
  if (screen.crash !== null || file.name === '') return;
  const isTooLong = file.text.length > LONGEST_TEXT;
  useSent.setState({ tooLong: isTooLong ? file : undefined });
  if (isTooLong) return;
  const isUnheardOf = screen.world.machines.size === 0;
  useSent.setState({ after: screen.acts.length, generation: screen.generation + (isUnheardOf ? 1 : 0) });
  send({ kind: deed, file: file.name, text: file.text });
}

/** Whether the text that is open, as it stands, was not sent. */
export function useIsTooLong(): boolean {
  const tooLong = useSent((sent) => sent.tooLong);
  return useFiles((files) => tooLong !== undefined && activeFile(files) === tooLong);
}

/** Until the worker tells of a new act. */
export function useIsSending(): boolean {
  const sent = useSent();
  const generation = useScreen((screen) => screen.generation);
  const acts = useScreen((screen) => screen.acts.length);
  return sent.after !== undefined && generation <= (sent.generation ?? 0) && acts <= sent.after;
}
