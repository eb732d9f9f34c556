import { useStore } from '@xyflow/react';
import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { HopView } from '../../session/protocol';
import { usePreferences } from '../state/preferences';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { clockText, durationText } from '../text/figures';
import { addressTitle, shortenName } from '../text/names';
import { isFollowed, isStanding, labelNow, loudHops } from './loud-hops';
import { type PillPlace, placePills } from './pill-places';
import { pathData, pointAlong, progress } from './travel';
import type { Scene } from './use-layout';
import { say, useText } from '../text/language';

const LETTERS = 34;

/** Hops with a label: their path lit from sender to receiver, and a pill in the channel that can be read, focused and opened. */
export function HopPills({ scene }: { readonly scene: Scene }) {
  useText();
  const showBackground = usePreferences((state) => state.showBackground);
  const hops = useScreen(useShallow((screen) => loudHops(screen, showBackground)));
  const following = useScreen((screen) => screen.following);
  const act = useScreen((screen) => screen.world.hops.get(screen.following));
  const standing = useScreen(isStanding);
  const cursor = useScreen((screen) => screen.cursor);
  const labelled = hops.filter((hop) => isLabelled(hop, cursor));
  const placed = useMemo(
    () =>
      placePills(
        scene.layout,
        labelled.map((hop) => wishOf(hop, scene)),
      ),
    [scene, labelled],
  );
  const byId = new Map(hops.map((hop) => [hop.id, hop]));
  const [x, y, zoom] = useStore((store) => store.transform);
  return (
    <div className="pill-layer" style={{ transform: `translate(${x}px, ${y}px) scale(${zoom})` }}>
      <LitPaths hops={labelled} scene={scene} following={following} />
      {standing &&
        hops.filter((hop) => !isLabelled(hop, cursor)).map((hop) => <QuietDot key={hop.id} hop={hop} scene={scene} />)}
      {placed.places.map((place) => {
        const hop = byId.get(place.id);
        return hop && <Pill key={place.id} hop={hop} place={place} loud={isFollowed(hop, { following })} act={act} />;
      })}
      {placed.rest.map((rest) => (
        <span
          key={rest.y}
          className="pill-rest"
          style={{ transform: `translate(${rest.x}px, ${rest.y}px) translate(-50%, -50%)` }}
        >
          +{rest.count}
        </span>
      ))}
    </div>
  );
}

/** Background traffic has dots and no labels, but for the message that was stepped to. */
function isLabelled(hop: HopView, cursor: number): boolean {
  return hop.root !== 0 || hop.kind === 'act' || hop.id === cursor;
}

function wishOf(hop: HopView, scene: Scene) {
  const title = shortenName(say(hop.title), LETTERS);
  return { id: hop.id, width: title.length * 6.9 + 30, route: routeOf(hop, scene) };
}

/** A user's act goes nowhere itself; its label lies beneath the laptop. */
function routeOf(hop: HopView, scene: Scene) {
  const route = scene.router.route(hop.from, hop.to);
  if (route.length > 0) return route;
  const seat = scene.layout.components.get(hop.from);
  return seat ? [{ x: seat.x + seat.width / 2, y: seat.y + seat.height }] : [];
}

function LitPaths(props: { readonly hops: readonly HopView[]; readonly scene: Scene; readonly following: number }) {
  const { layout, router } = props.scene;
  return (
    <svg className="lit" width={layout.width} height={layout.height} aria-hidden="true">
      <defs>
        {['followed', 'other'].map((rank) => (
          <marker
            key={rank}
            id={`head-${rank}`}
            viewBox="0 0 8 8"
            refX="6.5"
            refY="4"
            markerWidth="6"
            markerHeight="6"
            orient="auto"
          >
            <path className={`lit-head ${rank}`} d="M0 0L8 4L0 8z" />
          </marker>
        ))}
      </defs>
      {[...props.hops].reverse().map((hop) => {
        const rank = isFollowed(hop, props) ? 'followed' : 'other';
        return (
          <path
            key={hop.id}
            className={`lit-path ${rank}`}
            d={pathData(router.route(hop.from, hop.to))}
            markerEnd={`url(#head-${rank})`}
          />
        );
      })}
    </svg>
  );
}

function Pill(props: {
  readonly hop: HopView;
  readonly place: PillPlace;
  readonly loud: boolean;
  readonly act: HopView | undefined;
}) {
  const { hop, place } = props;
  const selected = useScreen((screen) => screen.selection?.kind === 'hop' && screen.selection.id === hop.id);
  return (
    <button
      type="button"
      className={`pill nopan ${props.loud ? 'followed' : 'other'}${selected ? ' selected' : ''}${hop.outcome === 'lost' || hop.outcome === 'refused' ? ' broken' : ''}`}
      style={{ transform: `translate(${place.x}px, ${place.y}px) translate(-50%, -50%)` }}
      aria-pressed={selected}
      onClick={() => select({ kind: 'hop', id: hop.id })}
    >
      {shortenName(say(hop.title), LETTERS)}
      {!selected && <HopCard hop={hop} since={props.act?.sentAt} />}
    </button>
  );
}

/** Background traffic that stands still can be read too. */
function QuietDot({ hop, scene }: { readonly hop: HopView; readonly scene: Scene }) {
  const now = useScreen(labelNow);
  const point = pointAlong(scene.router.route(hop.from, hop.to), progress(hop, now));
  if (!point) return null;
  return (
    <button
      type="button"
      className="quiet-dot nopan"
      aria-label={say(hop.title)}
      style={{ transform: `translate(${point.x}px, ${point.y}px) translate(-50%, -50%)` }}
      onClick={() => select({ kind: 'hop', id: hop.id })}
    >
      <HopCard hop={hop} since={undefined} />
    </button>
  );
}

/** What hovering or focusing tells; the inspector tells the rest. */
function HopCard({ hop, since }: { readonly hop: HopView; readonly since: number | undefined }) {
  const text = useText();
  const times = { at: clockText(hop.sentAt), took: durationText(hop.arrivesAt - hop.sentAt) };
  return (
    <span className="hop-card">
      <b>{say(hop.title)}</b>
      <span>
        {addressTitle(hop.from)} → {addressTitle(hop.to)}
      </span>
      <span>
        {since === undefined
          ? text('graph.hopSent', times)
          : text('graph.hopSentAfter', { ...times, after: durationText(hop.sentAt - since) })}
      </span>
      <span>{text(outcomeKeys[hop.outcome], { protocol: hop.protocol, kind: text(`hopKinds.${hop.kind}`) })}</span>
    </span>
  );
}

const outcomeKeys = {
  flying: 'graph.hopFlying',
  delivered: 'graph.hopDelivered',
  lost: 'graph.hopLost',
  refused: 'graph.hopRefused',
} as const;
