import type { CST } from 'yaml';

/**
 * Where Go's reader reads the same letters as other tokens than the `yaml` package does, the package's tokens are made to say what Go's would.
 * They are changed in place: they are this reading's own.
 */
export function asGoReads(item: CST.CollectionItem, collection: CST.Token): void {
  anchorsEnd(item);
  if (collection.type !== 'flow-collection') return;
  keyedByQuestionMark(item);
  colonBeforeBracket(item, collection.start.type === 'flow-map-start');
}

/** `{a:,b}`: a colon that no blank follows is part of the text. */
function colonBeforeBracket(item: CST.CollectionItem, inMap: boolean): void {
  const { key, sep, value } = item;
  if (key?.type !== 'scalar' || sep?.[0]?.type !== 'map-value-ind') return;
  if (sep.length > 1 || (value && !(value.type === 'scalar' && value.source === ''))) return;
  key.source += ':';
  delete item.value;
  if (inMap) item.sep = [];
  else {
    item.value = key;
    delete item.key;
    delete item.sep;
  }
}

/** `[?x]`: between brackets a question mark is a key's sign, with or without a blank behind it. */
function keyedByQuestionMark(item: CST.CollectionItem): void {
  const { value } = item;
  if (item.key || value?.type !== 'scalar' || !/^\?\S/.test(value.source)) return;
  const sign: CST.SourceToken = { type: 'explicit-key-ind', offset: value.offset, indent: value.indent, source: '?' };
  item.start.push(sign);
  item.key = { ...value, offset: value.offset + 1, source: value.source.slice(1) };
  delete item.value;
}

/** `&an:chor value`: an anchor's name ends where letters, digits and dashes do. */
function anchorsEnd({ start, sep, value }: CST.CollectionItem): void {
  for (const tokens of [start, sep ?? []]) {
    const at = tokens.findIndex(({ type }) => type === 'anchor');
    const found = at < 0 ? undefined : /^(&[\w-]+)(:.*)$/.exec(tokens[at]!.source);
    if (!found || value?.type !== 'scalar') continue;
    const between = tokens.slice(at + 1).map(({ source }) => source);
    tokens[at]!.source = found[1]!;
    // In quotes, for the package would not have text begin with a colon; what does is nothing but text.
    const source = JSON.stringify(`${found[2]}${between.join('')}${value.source}`);
    Object.assign(value, { type: 'double-quoted-scalar', source });
    tokens.splice(at + 1, tokens.length, { ...tokens[at]!, type: 'space', source: ' ' });
  }
}
