import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import type { HopView, Peeked } from '../../session/protocol';
import { awaitPeek } from '../state/peeks';
import { useScreen } from '../state/screen';
import { send } from '../state/session';
import { countText, durationText } from '../text/figures';
import { addressTitle } from '../text/names';
import type { Step } from './steps';
import { say } from '../text/language';

/** So long the pointer rests before the simulation is asked. */
const PATIENCE_MILLISECONDS = 90;
const LINES = 12;
const CARD = { width: 372, height: 330 };

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
  const left = Math.max(8, Math.min(x + 14, innerWidth - CARD.width - 8));
  const below = y + CARD.height < innerHeight;
  const style = below ? { left, top: y + 16 } : { left, bottom: innerHeight - y + 14 };
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
  const since = useScreen((screen) => screen.world.hops.get(screen.following)?.sentAt ?? 0);
  const inspection = answer?.inspection;
  const lines = inspection ? firstLines(hop, inspection) : '';
  return (
    <>
      <b>{say(inspection?.sentence ?? hop.title)}</b>
      <span>
        {addressTitle(hop.from)} → {addressTitle(hop.to)} · {hop.protocol}
      </span>
      <span>
        +{durationText(hop.sentAt - since)}, on its way for{' '}
        {Number.isFinite(hop.arrivesAt) ? durationText(hop.arrivesAt - hop.sentAt) : 'ever'}
      </span>
      {lines !== '' && <pre>{lines}</pre>}
    </>
  );
}

function firstLines(hop: HopView, inspection: NonNullable<Peeked['inspection']>): string {
  const said = hop.kind === 'response' ? inspection.answer : inspection.request;
  const text = inspection.payload ?? (said ? [say(said.line), said.body].filter((part) => part !== '').join('\n') : '');
  const lines = text.trimEnd().split('\n');
  return lines.length <= LINES
    ? lines.join('\n')
    : `${lines.slice(0, LINES).join('\n')}\n… ${lines.length - LINES} more`;
}

function GroupWords({ step }: { readonly step: Extract<Step, { kind: 'group' }> }) {
  const { group } = step;
  return (
    <>
      <b>{group.kind === 'watch' ? `${countText(group.hops.length, 'message')} to watchers` : group.title}</b>
      <span>{KIND_WORDS[group.kind]}</span>
      <pre>
        {group.hops
          .slice(0, LINES)
          .map((hop) => `${addressTitle(hop.from)} → ${addressTitle(hop.to)}: ${say(hop.title)}`)
          .join('\n')}
        {group.hops.length > LINES && `\n… ${group.hops.length - LINES} more`}
      </pre>
      <span>Double click or Enter: each by itself.</span>
    </>
  );
}

const KIND_WORDS = {
  raft: 'What etcd’s members said to each other, so that a majority had it.',
  watch: 'Who was told of this write and did nothing about it.',
  event: 'A note for people, written beside the work.',
} as const;
