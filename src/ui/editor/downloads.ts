import { download, zipOf } from './archive';
import { activeFile, settleTyping, useFiles } from './files';

/** The file that is open, as it is now. */
export function downloadActive(): void {
  settleTyping();
  const { name, text } = activeFile(useFiles.getState());
  download(name, new Blob([text], { type: 'application/yaml' }));
}

export function downloadAll(): void {
  settleTyping();
  download('manifests.zip', zipOf(useFiles.getState().files));
}
