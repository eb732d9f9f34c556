/** Shorter ways to say a column of `kubectl get`. */
import type { KubeObject } from '../apimachinery';
import type { PrinterColumn } from './kind';

type Cell<T extends KubeObject> = PrinterColumn<T>['cell'];

export const textColumn = <T extends KubeObject>(
  name: string,
  description: string,
  cell: Cell<T>,
): PrinterColumn<T> => ({ name, type: 'string', format: '', priority: 0, description, cell });

/** When it was made: what a kind without columns of its own has beside its name. */
export const createdColumn: PrinterColumn<KubeObject> = {
  ...textColumn('Created At', 'When it was made.', ({ metadata }) => metadata.creationTimestamp ?? ''),
  type: 'date',
};

export const countColumn = <T extends KubeObject>(
  name: string,
  description: string,
  cell: Cell<T>,
): PrinterColumn<T> => ({ ...textColumn(name, description, cell), type: 'integer' });

/** Only with `-o wide`. */
export const wideColumn = <T extends KubeObject>(
  name: string,
  description: string,
  cell: Cell<T>,
): PrinterColumn<T> => ({ ...textColumn(name, description, cell), priority: 1 });

/** `a=1,b=2`, or `<none>`: how maps of labels are printed. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
}
