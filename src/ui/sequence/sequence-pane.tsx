import './sequence.css';
import { useCallback, useMemo, useState } from 'react';
import type { HopView } from '../../session/protocol';
import { usePreferences } from '../state/preferences';
import { useScreen } from '../state/screen';
import { goBackTo } from '../state/session';
import { useSlowly } from '../state/slowly';
import { countText } from '../text/figures';
import { widthOf } from '../text/fit-name';
import { Diagram } from './diagram';
import { HistoryStrip } from './history-strip';
import { lanesOf } from './lanes';
import { placeSteps } from './placing';
import { stepsOf } from './steps';

const LABEL_FONT = '11px "Inter Variable", sans-serif';
const measureLabel = (text: string) => widthOf(text, LABEL_FONT);
const nobody: ReadonlySet<never> = new Set();

/** The followed request as a sequence diagram: lanes in the order of its path, messages from left to right. */
export function SequencePane() {
  const empty = useSlowly((screen) => screen.world.hops.ofAct(screen.following).length === 0);
  return (
    <>
      {empty ? <NothingFollowed /> : <Sequence />}
      <HistoryStrip />
    </>
  );
}

function NothingFollowed() {
  return (
    <div className="empty">
      <h2>No request is followed yet</h2>
      <p>Apply a manifest: every message that it sets in motion is drawn here, from one component to the next.</p>
    </div>
  );
}

function Sequence() {
  const following = useScreen((screen) => screen.following);
  const generation = useScreen((screen) => screen.generation);
  // What was unfolded is forgotten with the request it was about.
  return <Story key={`${generation} ${following}`} following={following} />;
}

function Story({ following }: { readonly following: number }) {
  const version = useSlowly((screen) => screen.versions.hops);
  const words = usePreferences((state) => state.sequenceWords);
  const [open, toggleGroup, setOpen] = useToggles<number>();
  const [unfolded, toggleLane] = useToggles<string>();
  const hops = useMemo(() => (version < 0 ? [] : hopsOf(following)), [following, version]);
  const byId = useMemo(() => new Map(hops.map((hop) => [hop.id, hop])), [hops]);
  const steps = useMemo(() => stepsOf(hops, open), [hops, open]);
  const lanes = useMemo(() => lanesOf(steps, byId, unfolded), [steps, byId, unfolded]);
  const placing = useMemo(() => placeSteps(steps, lanes, words ? measureLabel : undefined), [steps, lanes, words]);
  return (
    <>
      <Head
        hops={hops}
        steps={steps.length}
        folded={open.size === 0}
        words={words}
        onFold={() => setOpen(open.size === 0 ? new Set(groupsIn(hops)) : nobody)}
      />
      <Diagram
        steps={steps}
        lanes={lanes}
        placing={placing}
        words={words}
        onToggleGroup={toggleGroup}
        onToggleLane={toggleLane}
      />
    </>
  );
}

function hopsOf(act: number): readonly HopView[] {
  const { hops } = useScreen.getState().world;
  return hops.ofAct(act).flatMap((id) => hops.get(id) ?? []);
}

function groupsIn(hops: readonly HopView[]): readonly number[] {
  return stepsOf(hops, nobody).flatMap((step) => {
    if (step.kind === 'hop') return [];
    // What lies in an event's exchange is folded again.
    const inner = stepsOf(step.group.hops, new Set([step.group.id]));
    return [step.group.id, ...inner.flatMap((each) => (each.kind === 'group' ? [each.group.id] : []))];
  });
}

function useToggles<T>(): [ReadonlySet<T>, (item: T) => void, (items: ReadonlySet<T>) => void] {
  const [chosen, setChosen] = useState<ReadonlySet<T>>(nobody);
  const toggle = useCallback((item: T) => {
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(item)) after.add(item);
      return after;
    });
  }, []);
  return [chosen, toggle, setChosen];
}

interface HeadProps {
  readonly hops: readonly HopView[];
  readonly steps: number;
  readonly folded: boolean;
  readonly words: boolean;
  readonly onFold: () => void;
}

function Head({ hops, steps, folded, words, onFold }: HeadProps) {
  const act = useScreen((screen) => screen.acts.find(({ id }) => id === screen.following));
  const leftOut = useSlowly((screen) => screen.hopsLeftOut);
  return (
    <div className="records-head sequence-head">
      <b>{act?.title ?? 'the followed request'}</b>
      <span>
        {countText(hops.length, 'message')} in {countText(steps, 'step')}
        {leftOut > 0 && `; ${leftOut.toLocaleString('en')} more came too fast to be told one by one`}
      </span>
      <span className="sequence-tools">
        <BackHere />
        <button
          type="button"
          className="chip"
          title="What etcd’s members say to each other, who is told of a write, events: told as one, or each by itself"
          onClick={onFold}
        >
          {folded ? 'Unfold all' : 'Fold all'}
        </button>
        <button
          type="button"
          className="chip"
          aria-pressed={!words}
          title="Without what each message says: more of the story at once"
          onClick={() => usePreferences.setState({ sequenceWords: !words })}
        >
          Arrows alone
        </button>
      </span>
    </div>
  );
}

/** Where a message of the past is selected, the way back to it. */
function BackHere() {
  const chosen = useScreen((screen) => (screen.selection?.kind === 'hop' ? screen.selection.id : 0));
  const past = useSlowly((screen) => isPast(chosen, screen));
  if (!past) return null;
  return (
    <button
      type="button"
      className="chip back-here"
      title="Run seed and journal again up to just after this message; what you did later is dropped. Key: Shift ,"
      onClick={() => goBackTo(chosen)}
    >
      Back to this moment
    </button>
  );
}

function isPast(hop: number, { world, following }: ReturnType<typeof useScreen.getState>): boolean {
  const ids = world.hops.ofAct(following);
  return world.hops.get(hop)?.root === following && hop !== ids[ids.length - 1];
}
