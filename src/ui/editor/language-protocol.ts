import type { Caret, Completions, FieldFacts, Problem } from '../../language';

/** What the editor asks of the worker that reads manifests. */
export type Question =
  | { readonly kind: 'complete'; readonly id: number; readonly lines: readonly string[]; readonly caret: Caret }
  | { readonly kind: 'facts'; readonly id: number; readonly lines: readonly string[]; readonly caret: Caret }
  /** A newer one takes the place of an older one that is still being answered. */
  | { readonly kind: 'check'; readonly id: number; readonly text: string };

export interface Checked {
  readonly problems: readonly Problem[];
  /** So many more were found than are told. */
  readonly more: number;
  readonly documents: number;
}

export type Reply =
  | { readonly kind: 'complete'; readonly id: number; readonly completions: Completions | undefined }
  | { readonly kind: 'facts'; readonly id: number; readonly facts: FieldFacts | undefined }
  | { readonly kind: 'check'; readonly id: number; readonly checked: Checked };
