import type { EtcdClient } from '../../etcd';
import type { Component, Process } from '../../simulation';
import { attempt, sleep } from '../../simulation';

/** kube-apiserver's --etcd-compaction-interval. */
const INTERVAL_MILLISECONDS = 5 * 60_000;
/** Where the servers agree on whose turn it is; its version counts the turns. */
const TURN_KEY = 'compact_rev_key';

interface Turn {
  readonly count: number;
  /** Where history was when that turn was taken. */
  readonly revision: number;
}

/**
 * Keeps etcd's history from growing for ever: every five minutes the servers race for a turn by writing one key, and the
 * one that wins compacts up to where history was a turn ago, so that five to ten minutes stay for watches that resume.
 */
export function* compactHistory(component: Component, client: EtcdClient): Process<void> {
  let turn: Turn = { count: 0, revision: 0 };
  for (;;) {
    yield* sleep(INTERVAL_MILLISECONDS);
    const next = yield* attempt(takeTurn(client, turn));
    if (next.ok) turn = next.value;
    else component.log(`compaction: ${next.error.message}`);
  }
}

function* takeTurn(client: EtcdClient, turn: Turn): Process<Turn> {
  const response = yield* client.txn({
    compare: [{ key: TURN_KEY, target: 'VERSION', result: 'EQUAL', operand: turn.count }],
    success: [{ kind: 'put', key: TURN_KEY, value: String(turn.revision) }],
    failure: [{ kind: 'range', key: TURN_KEY }],
  });
  if (!response.succeeded) {
    const [read] = response.responses;
    const count = read?.kind === 'range' ? (read.kvs[0]?.version ?? 0) : 0;
    return { count, revision: response.revision };
  }
  if (turn.revision > 0) yield* client.compact(turn.revision);
  return { count: turn.count + 1, revision: response.revision };
}
