import { Fragment, type ReactNode } from 'react';
import { useText } from './language';
import type { ArgumentsOf, TextKey, ValuesOf } from './translation';

/** Private letters that stand for a value until the sentence's own marks have been read: no value is ever taken for a mark. */
const OPEN = '\uE000';
const CLOSE = '\uE001';
const PIECES = /<(b|kbd)>(.*?)<\/\1>/g;

/** A sentence of the catalogue with words in it that stand out: `Press <b>Apply</b>.` Only `b` and `kbd` are known. */
export function Rich<Key extends TextKey>(props: { readonly say: Key; readonly with?: ValuesOf<Key> }) {
  const text = useText();
  const values: Readonly<Record<string, string | number>> = props.with ?? {};
  const stand = Object.entries(values).map(([name, value]) => [
    name,
    name === 'count' ? value : `${OPEN}${name}${CLOSE}`,
  ]);
  const sentence = text(props.say, ...([Object.fromEntries(stand)] as unknown as ArgumentsOf<Key>));
  const filled = (piece: string) =>
    piece.replace(/\uE000(.*?)\uE001/g, (_whole, name: string) => String(values[name] ?? ''));
  return <>{pieces(sentence, filled)}</>;
}

function pieces(sentence: string, filled: (piece: string) => string): ReactNode[] {
  const nodes: ReactNode[] = [];
  let from = 0;
  for (const match of sentence.matchAll(PIECES)) {
    nodes.push(<Fragment key={from}>{filled(sentence.slice(from, match.index))}</Fragment>);
    const inner = filled(match[2] ?? '');
    nodes.push(match[1] === 'b' ? <b key={match.index}>{inner}</b> : <kbd key={match.index}>{inner}</kbd>);
    from = match.index + match[0].length;
  }
  nodes.push(<Fragment key={from}>{filled(sentence.slice(from))}</Fragment>);
  return nodes;
}
