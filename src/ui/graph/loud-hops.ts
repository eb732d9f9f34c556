import type { HopView } from '../../session/protocol';
import { type Screen, simulatedClock } from '../state/screen';

const MOST_LOUD = 24;
const READABLE_MILLISECONDS = 250;
/** In simulated time. */
const RECENT_MILLISECONDS = 20;

export function isStanding(screen: Pick<Screen, 'clock'>): boolean {
  return screen.clock.mode === 'paused' || screen.clock.mode === 'stopped';
}

/**
 * The hops that get a label and a lit path: while the clock stands, all that are in the air (background if wanted) and the one
 * that was stepped to; while it moves, those of the followed request that fly long enough to be read.
 */
export function loudHops(screen: Screen, showBackground: boolean): HopView[] {
  const standing = isStanding(screen);
  const loud: HopView[] = [];
  for (const hop of screen.world.airborne.values()) {
    if (
      standing
        ? hop.root !== 0 || showBackground || hop.id === screen.cursor
        : isFollowed(hop, screen) && isReadable(hop, screen)
    )
      loud.push(hop);
  }
  const cursor = screen.world.hops.get(screen.cursor);
  if (standing && cursor && !screen.world.airborne.has(cursor.id) && isRecent(cursor, screen)) loud.push(cursor);
  // Who looks back at a message of the followed request sees its way in the picture, too.
  const chosen = standing && screen.selection?.kind === 'hop' ? screen.world.hops.get(screen.selection.id) : undefined;
  if (chosen && isFollowed(chosen, screen) && !loud.includes(chosen) && !screen.world.airborne.has(chosen.id))
    loud.push(chosen);
  return loud.sort((a, b) => rank(a, screen) - rank(b, screen) || a.id - b.id).slice(0, MOST_LOUD);
}

export function isFollowed(hop: HopView, screen: Pick<Screen, 'following'>): boolean {
  return screen.following !== 0 && (hop.root === screen.following || hop.id === screen.following);
}

/** The hop that was stepped to may have arrived by now; one of long ago is history, not the present. */
function isRecent(hop: HopView, screen: Screen): boolean {
  return screen.clock.now - hop.arrivesAt < RECENT_MILLISECONDS;
}

function isReadable(hop: HopView, screen: Screen): boolean {
  const flight = hop.arrivesAt - hop.sentAt;
  return screen.clock.autoPace || flight / screen.clock.speed >= READABLE_MILLISECONDS;
}

/** Followed first, the cursor first of all, background last. */
function rank(hop: HopView, screen: Screen): number {
  if (hop.id === screen.cursor || (screen.selection?.kind === 'hop' && screen.selection.id === hop.id)) return 0;
  if (isFollowed(hop, screen)) return 1;
  return hop.root === 0 ? 3 : 2;
}

/** Simulated now, as far as a label needs it. */
export function labelNow(screen: Screen): number {
  return isStanding(screen) ? screen.clock.now : simulatedClock.read(performance.now());
}
