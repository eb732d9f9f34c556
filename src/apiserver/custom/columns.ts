/** What `kubectl get` prints of a custom kind. */
import { nameColumn, type CustomResourceVersion, type PrinterColumn } from '../../api';
import { canonicalJson, humanDuration, instantOf } from '../../apimachinery';
import { pathReader } from './json-path';

type Cell = ReturnType<PrinterColumn['cell']>;
type Column = NonNullable<CustomResourceVersion['additionalPrinterColumns']>[number];

const age: Column = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

export function columnsOf({ additionalPrinterColumns }: CustomResourceVersion): readonly PrinterColumn[] {
  const given = additionalPrinterColumns?.length ? additionalPrinterColumns : [age];
  return [nameColumn, ...given.map(columnOf)];
}

function columnOf({ name, type, format, description, priority, jsonPath }: Column): PrinterColumn {
  const read = pathReader(jsonPath);
  return {
    name,
    type: type as PrinterColumn['type'],
    format: (format ?? '') as PrinterColumn['format'],
    description: description || `Custom resource definition column (in JSONPath format): ${jsonPath}`,
    priority: (priority ?? 0) as PrinterColumn['priority'],
    cell: (object, now) => cellOf(read(object), type, now) as Cell,
  };
}

/** Null for a value that isn't there, or isn't what the column shows. */
function cellOf(value: unknown, type: string, now: number): Cell | null {
  if (value === undefined || value === null) return null;
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' ? since(value, now) : null;
    default:
      return typeof value === 'object' ? canonicalJson(value) : String(value);
  }
}

function since(text: string, now: number): string {
  const instant = instantOf(text);
  return instant === undefined ? '<invalid>' : humanDuration(now - instant);
}
