import { create } from 'zustand';
import { useScreen } from '../state/screen';
import { send } from '../state/session';
import { pasted } from './paste-in-progress';
import { activeFile, settleTyping, useFiles } from './files';

/** What can be done with the manifest that is open. */
export type Deed = 'apply' | 'delete' | 'dry-run' | 'compare';

interface Sent {
  /** How many acts there were when it was sent, of which cluster. */
  readonly after: number;
  readonly generation: number;
}

const useSent = create<Partial<Sent>>(() => ({}));

/** No manifest so long is read: what marks problems says so at its line, and the text need not travel. */
const LONGEST_TEXT = 8_000_000;

/** Sends the file as it is now; nothing happens while no cluster is there to hear of it. */
export async function doWithFile(deed: Deed): Promise<void> {
  await pasted();
  settleTyping();
  const screen = useScreen.getState();
  const file = activeFile(useFiles.getState());
  if (screen.clock.mode === 'booting' || screen.crash !== null || file.name === '') return;
  if (file.text.length > LONGEST_TEXT) return;
  useSent.setState({ after: screen.acts.length, generation: screen.generation });
  send({ kind: deed, file: file.name, text: file.text });
}

/** Until the worker tells of a new act. */
export function useIsSending(): boolean {
  const sent = useSent();
  const generation = useScreen((screen) => screen.generation);
  const acts = useScreen((screen) => screen.acts.length);
  return sent.after !== undefined && sent.generation === generation && acts <= sent.after;
}
