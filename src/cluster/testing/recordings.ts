import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
export const recordings = join(repository, '../shared/conformance');

/** What a real cluster did lies beside the repository where there is such a recording; tests that need it are skipped elsewhere. */
export const haveRecordings = existsSync(recordings);

export function recordedText(file: string): string {
  const bytes = readFileSync(join(recordings, file));
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** An empty list where there are no recordings. */
export function recordedList<T>(file: string): readonly T[] {
  return haveRecordings ? (JSON.parse(recordedText(file)) as readonly T[]) : [];
}

/** What docs/conformance.md tells people, however its lines are broken. */
export function conformancePage(): string {
  return readFileSync(join(repository, 'docs/conformance.md'), 'utf8').replace(/\s+/g, ' ');
}
