import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import type { HopView, Peeked } from '../../session/protocol';
import { awaitPeek } from '../state/peeks';
import { useScreen } from '../state/screen';
import { send } from '../state/session';
import { durationText } from '../text/figures';
import { addressTitle } from '../text/names';
import type { Step } from './steps';
import { say, useText } from '../text/language';
import { pageScale } from '../state/preferences';

/** So long the pointer rests before the simulation is asked. */
const PATIENCE_MILLISECONDS = 90;
const LINES = 12;
const CARD = { width: 372, height: 346 };

interface PeekCardProps {
  readonly step: Step;
  /** Where the pointer is, in the page. */
  readonly x: number;
  readonly y: number;
}

/** What is in the message that is pointed at: a sentence, then the first lines of what it carries. */
export function PeekCard({ step, x, y }: PeekCardProps) {
  const hop = step.kind === 'hop' ? step.hop : undefined;
  const answer = usePeek(hop?.id ?? 0);
  const scale = pageScale();
  const room = { width: innerWidth / scale, height: innerHeight / scale };
  const at = { x: x / scale, y: y / scale };
  const left = Math.max(8, Math.min(at.x + 14, room.width - CARD.width - 8));
  const below = at.y + CARD.height < room.height;
  const style = below ? { left, top: at.y + 16 } : { left, bottom: room.height - at.y + 14 };
  // On the page itself: panes contain what is fixed in them.
  return createPortal(
    <div className="peek-card" style={style} role="tooltip">
      {hop ? <HopWords hop={hop} answer={answer} /> : step.kind === 'group' && <GroupWords step={step} />}
    </div>,
    document.body,
  );
}

function usePeek(hop: number): Peeked | undefined {
  const [answer, setAnswer] = useState<Peeked>();
  useEffect(() => {
    if (hop === 0) return;
    const forget = awaitPeek(hop, setAnswer);
    const timer = setTimeout(() => send({ kind: 'peek', hop }), PATIENCE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      forget();
    };
  }, [hop]);
  return answer;
}

function HopWords({ hop, answer }: { readonly hop: HopView; readonly answer: Peeked | undefined }) {
  const text = useText();
  const since = useScreen((screen) => screen.world.hops.get(screen.following)?.sentAt ?? 0);
  const inspection = answer?.inspection;
  const lines = inspection ? linesOf(hop, inspection) : [];
  return (
    <>
      <b>{say(inspection?.sentence ?? hop.title)}</b>
      <span>
        {addressTitle(hop.from)} → {addressTitle(hop.to)} · {hop.protocol}
      </span>
      <span>
        {Number.isFinite(hop.arrivesAt)
          ? text('sequence.onItsWay', {
              since: durationText(hop.sentAt - since),
              took: durationText(hop.arrivesAt - hop.sentAt),
            })
          : text('sequence.forEver', { since: durationText(hop.sentAt - since) })}
      </span>
      {lines.length > 0 && <pre>{lines.slice(0, LINES).join('\n')}</pre>}
      {lines.length > LINES && <span>{text('sequence.more', { count: lines.length - LINES })}</span>}
    </>
  );
}

function linesOf(hop: HopView, inspection: NonNullable<Peeked['inspection']>): readonly string[] {
  const said = hop.kind === 'response' ? inspection.answer : inspection.request;
  const content =
    inspection.payload ?? (said ? [say(said.line), said.body].filter((part) => part !== '').join('\n') : '');
  return content === '' ? [] : content.trimEnd().split('\n');
}

function GroupWords({ step }: { readonly step: Extract<Step, { kind: 'group' }> }) {
  const text = useText();
  const { group } = step;
  return (
    <>
      <b>{group.kind === 'watch' ? text('sequence.toWatchers', { count: group.hops.length }) : group.title}</b>
      <span>{text(KIND_WORDS[group.kind])}</span>
      <pre>
        {group.hops
          .slice(0, LINES)
          .map((hop) => `${addressTitle(hop.from)} → ${addressTitle(hop.to)}: ${say(hop.title)}`)
          .join('\n')}
      </pre>
      {group.hops.length > LINES && <span>{text('sequence.more', { count: group.hops.length - LINES })}</span>}
      <span>{text('sequence.eachByItself')}</span>
    </>
  );
}

const KIND_WORDS = {
  raft: 'sequence.kindRaft',
  watch: 'sequence.kindWatch',
  event: 'sequence.kindEvent',
} as const;
