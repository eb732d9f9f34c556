import type { History } from './journal';
import { Session } from './session';

/** What a session has come to so far. */
export function historyOf(session: Session): History {
  const { simulation } = session.cluster;
  const { events, now, trace } = simulation;
  return { seed: session.seed, journal: [...session.journal], events, now, hash: trace.hash() };
}

/** Runs the history again in a fresh session, event by event; its hash is the same, in whatever engine. */
export function replay(history: Pick<History, 'seed' | 'journal' | 'events'>): Session {
  const session = new Session({ seed: history.seed, speed: 1, autoPace: false });
  const { simulation } = session.cluster;
  for (const { event, at, command } of history.journal) {
    while (simulation.events < event && simulation.step());
    simulation.idleUntil(at);
    session.run(command);
  }
  while (simulation.events < history.events && simulation.step());
  return session;
}
