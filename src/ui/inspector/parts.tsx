import type { ReactNode } from 'react';
import type { CauseLine, DecisionTable, HopView } from '../../session/protocol';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { clockText } from '../text/figures';
import { addressTitle, shortenName } from '../text/names';
import { say, text, useText } from '../text/language';

/** A titled part of the inspector. */
export function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="inspect-part">
      <h3 className="label">{title}</h3>
      {children}
    </section>
  );
}

/** How it was decided: one row a candidate, the winner marked, the refused with their reason instead of figures. */
export function Decision({ table, root }: { readonly table: DecisionTable; readonly root: number }) {
  useText();
  return (
    <Part title={say(table.title)}>
      <div className={useFollowed(root) ? 'decision-box followed' : 'decision-box'}>
        <table className="decision">
          <thead>
            <tr>
              {headings(table).map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <tr
                key={row.cells.join('|')}
                className={row.winner ? 'winner' : row.refused !== undefined ? 'refused' : ''}
              >
                {row.refused === undefined ? (
                  row.cells.map((cell, index) => <td key={index}>{cell}</td>)
                ) : (
                  <Refused cells={row.cells} reason={row.refused} columns={table.columns.length} />
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Part>
  );
}

/** Where nobody was scored, the figures' columns say nothing. */
function headings(table: DecisionTable): readonly string[] {
  const scored = table.rows.some((row) => row.refused === undefined);
  return scored ? table.columns.map(say) : [say(table.columns[0] ?? 'node'), text('inspector.refusedBecause')];
}

function Refused(props: { readonly cells: readonly string[]; readonly reason: string; readonly columns: number }) {
  return (
    <>
      <td>{props.cells[0]}</td>
      <td className="decision-reason" colSpan={Math.max(1, props.columns - 1)}>
        {props.reason}
      </td>
    </>
  );
}

interface WhyProps {
  readonly lines: readonly CauseLine[];
  /** The act that all this belongs to. */
  readonly root: number;
  readonly title?: string;
}

/** Orange is for the followed request alone. */
function useFollowed(root: number): boolean {
  return useScreen((screen) => root !== 0 && root === screen.following);
}

/** The chain back to the user's act, newest first; each link opens its message. */
export function Why({ lines, root, title }: WhyProps) {
  const text = useText();
  const followed = useFollowed(root);
  const isCut = root !== 0 && lines.at(-1)?.hop !== root;
  if (lines.length === 0 && !isCut) return null;
  return (
    <Part title={title ?? text('inspector.why')}>
      <ol className={followed ? 'why followed' : 'why'}>
        {lines.map((line) => (
          <li key={line.hop}>
            <button type="button" onClick={() => select({ kind: 'hop', id: line.hop })}>
              <span>{say(line.sentence)}</span> <span className="why-at">{clockText(line.at)}</span>
            </button>
          </li>
        ))}
      </ol>
      {isCut && <p className="inspect-quiet">{text('inspector.whyCut')}</p>}
    </Part>
  );
}

/** Hops in a short list, as buttons. */
export function HopButtons({ hops }: { readonly hops: readonly HopView[] }) {
  return (
    <ul className="hop-buttons">
      {hops.map((hop) => (
        <li key={hop.id}>
          <button type="button" onClick={() => select({ kind: 'hop', id: hop.id })}>
            <span className="hop-at">{clockText(hop.sentAt)}</span>
            <span>{shortenName(say(hop.title), 40)}</span>
            <span className="hop-ends">
              {addressTitle(hop.from)} → {addressTitle(hop.to)}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

export function Pairs({ pairs }: { readonly pairs: readonly { readonly name: string; readonly value: string }[] }) {
  return (
    <dl className="pairs">
      {pairs.map((pair) => (
        <div key={pair.name}>
          <dt>{pair.name}</dt>
          <dd>{pair.value}</dd>
        </div>
      ))}
    </dl>
  );
}
