import { CommandError } from '../failure';
import { goValue } from '../go-value';
import type { JsonPath } from '../json-path';
import { relaxedPath } from '../json-path';
import { alignTabs, tableWriter } from '../tab-writer';

interface Column {
  readonly header: string;
  readonly path: JsonPath;
}

/** `NAME:.metadata.name,NODE:.spec.nodeName` */
function columnsOf(spec: string): Column[] {
  if (spec === '') throw new CommandError('custom-columns format specified but no custom columns given');
  return spec.split(/,(?![^[]*\])/).map((part) => {
    const at = part.indexOf(':');
    if (at < 0) throw new CommandError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    return { header: part.slice(0, at), path: relaxedPath(part.slice(at + 1)) };
  });
}

/** A line for each object; what is not there is `<none>`. */
export function customColumns(spec: string, objects: readonly unknown[], withHeader: boolean): string[] {
  const columns = columnsOf(spec);
  const rows = objects.map((object) =>
    columns
      .map(({ path }) => {
        const found = path.find(object);
        return found.length === 0 ? '<none>' : found.map(cellText).join(',');
      })
      .join('\t'),
  );
  const header = columns.map(({ header: name }) => name).join('\t');
  return alignTabs(withHeader ? [header, ...rows] : rows, tableWriter);
}

function cellText(value: unknown): string {
  return value === null || value === undefined ? '<none>' : goValue(value);
}
