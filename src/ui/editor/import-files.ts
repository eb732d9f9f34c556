import { bytesText } from '../text/figures';
import { text } from '../text/language';
import { openText } from './files';

/** What no editor in a browser shows with pleasure. */
const LARGEST_BYTES = 16 * 1024 * 1024;
const manifestName = /\.(ya?ml|json)$/i;

/** Opens files from the person's own disk; answers what is to be said of those that were not opened. */
export async function importFiles(files: Iterable<File>): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const file of files) {
    const why = await importFile(file);
    if (why) refused.push(why);
  }
  return refused;
}

async function importFile(file: File): Promise<string | undefined> {
  const { name } = file;
  if (!manifestName.test(name)) return text('editor.notManifest', { name });
  if (file.size > LARGEST_BYTES) return text('editor.tooLarge', { name, limit: bytesText(LARGEST_BYTES) });
  try {
    const words = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    openText(name, words);
    return undefined;
  } catch {
    return text('editor.notText', { name });
  }
}
