import { YamlError } from './yaml-error';
import { readYamlDocument } from './yaml-read';
import type { YamlDocument, YamlOptions } from './yaml-read';

/** The first document of a text; null where there is none. Throws YamlError. */
export function parseYaml(text: string, options: YamlOptions = {}): unknown {
  return readYamlDocument(text, 1, options)?.value ?? null;
}

export type ReadResult =
  | { readonly document: YamlDocument; readonly error?: undefined; readonly line: number }
  | { readonly document?: undefined; readonly error: YamlError; readonly line: number };

interface Chunk {
  readonly text: string;
  readonly line: number;
}

/** kubectl cuts a file at lines that begin with `---` and reads every piece by itself. */
function chunksOf(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  let current: string[] = [];
  let start = 1;
  text
    .replace(/^\ufeff/, '')
    .split('\n')
    .forEach((line, index) => {
      if (!line.startsWith('---')) {
        current.push(line);
        return;
      }
      chunks.push({ text: current.join('\n'), line: start });
      current = [];
      start = index + 2;
    });
  chunks.push({ text: current.join('\n'), line: start });
  return chunks;
}

function readChunk(chunk: Chunk, options: YamlOptions): ReadResult | undefined {
  try {
    const document = readYamlDocument(chunk.text, chunk.line, options);
    return document && document.value !== null ? { document, line: document.line } : undefined;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return {
      error,
      line:
        chunk.line +
        Math.max(
          0,
          chunk.text.split('\n').findIndex((line) => /^[^#\s]/.test(line)),
        ),
    };
  }
}

/** The documents of a file one after another: who has little time at once can stop between two of them. */
export function* eachYamlDocument(text: string, options: YamlOptions = {}): Generator<ReadResult> {
  for (const chunk of chunksOf(text)) {
    const result = readChunk(chunk, options);
    if (result) yield result;
  }
}

/** All documents of a file, those that can't be read too; empty ones and comments are left out. */
export function readYamlDocuments(text: string, options: YamlOptions = {}): ReadResult[] {
  return [...eachYamlDocument(text, options)];
}
