import { describe, expect, it } from 'vitest';
import type { JournalEntry, RecordMessage, Standing } from '../../session/protocol';
import { Keeper, type Kept } from './keeper';
import { afterRecord, type KeptSession, recordFile, storyBefore, storyOf, storyWithoutLastAct } from './record';

const standing: Standing = { playing: true, following: 0, followChosen: false, cursor: 0 };

function act(event: number): JournalEntry {
  return { event, at: event * 2, command: { kind: 'delete', file: 'a.yaml', text: `${event}` } };
}

function message(keep: number, entries: readonly JournalEntry[], events: number, seed = 'kite-1'): RecordMessage {
  return { kind: 'record', seed, keep, entries, events, now: events * 2, standing };
}

const about = { build: 'b1', asked: '', speed: 1, autoPace: true };
const kept: KeptSession = { ...about, seed: 'kite-1', journal: [act(10), act(20)], events: 30, now: 60, standing };

describe('the record', () => {
  it('grows by what is told, forgets what was dropped, and begins anew with another seed', () => {
    const grown = afterRecord(kept, message(2, [act(31)], 40));
    expect(grown.journal.map(({ event }) => event)).toEqual([10, 20, 31]);
    expect(afterRecord(kept, message(1, [act(12)], 12)).journal.map(({ event }) => event)).toEqual([10, 12]);
    expect(afterRecord(kept, message(0, [], 5, 'reef-2')).journal).toEqual([]);
  });

  it('leads up to just before a bug, or to before the last act, with the clock standing', () => {
    expect(storyOf(kept)).toMatchObject({ events: 30, now: 60, standing: { playing: true } });
    const before = storyBefore(kept, 20);
    expect(before).toMatchObject({ events: 19, standing: { playing: false } });
    expect(before.journal).toEqual([act(10)]);
    expect(storyBefore(kept, 31)).toMatchObject({ events: 30, now: 60 });
    expect(storyWithoutLastAct(kept)).toMatchObject({ events: 20, now: 40, journal: [act(10)] });
    expect(storyWithoutLastAct({ ...kept, journal: [] })).toBeUndefined();
  });

  it('is a file that says which build made it', () => {
    expect(JSON.parse(recordFile(kept))).toMatchObject({ wheelhouse: 'b1', seed: 'kite-1', journal: { length: 2 } });
  });
});

class PretendShelf {
  readonly saved: [id: string, from: number, acts: number][] = [];
  pruned = 0;
  refusal: unknown;
  async save(id: string, session: KeptSession, from: number): Promise<void> {
    await Promise.resolve();
    if (this.refusal) throw this.refusal;
    this.saved.push([id, from, session.journal.length]);
  }
  async prune(): Promise<void> {
    await Promise.resolve();
    this.pruned++;
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('the keeper', () => {
  it('writes what is new, one write at a time, and writes again from where a history was cut', async () => {
    const shelf = new PretendShelf();
    const keeper = new Keeper(shelf, () => undefined);
    keeper.hear(message(0, [act(1), act(2)], 3), about);
    await settled();
    expect(shelf.saved).toEqual([]);
    keeper.keepUnder('tab');
    keeper.hear(message(2, [act(4)], 5), about);
    keeper.hear(message(3, [], 6), about);
    await settled();
    expect(shelf.saved).toEqual([
      ['tab', 0, 2],
      ['tab', 2, 3],
    ]);
    keeper.hear(message(1, [], 6), about);
    await settled();
    expect(shelf.saved.at(-1)).toEqual(['tab', 1, 1]);
  });

  it('says that the storage is full or blocked, keeps the session in memory, and goes on when there is room', async () => {
    const shelf = new PretendShelf();
    const told: Kept[] = [];
    const keeper = new Keeper(shelf, (state) => told.push(state));
    shelf.refusal = new DOMException('no room', 'QuotaExceededError');
    keeper.keepUnder('tab');
    keeper.hear(message(0, [act(1)], 3), about);
    await settled();
    expect([told, shelf.pruned, keeper.session?.journal.length]).toEqual([['full'], 1, 1]);
    shelf.refusal = undefined;
    keeper.hear(message(1, [act(5)], 6), about);
    await settled();
    expect(shelf.saved).toEqual([['tab', 0, 2]]);
    expect(told).toEqual(['full', 'kept']);
    shelf.refusal = new Error('forbidden');
    keeper.hear(message(2, [], 7), about);
    await settled();
    expect(told.at(-1)).toBe('blocked');
    // What is refused once need not be for ever.
    shelf.refusal = undefined;
    keeper.hear(message(2, [act(8)], 9), about);
    await settled();
    expect(shelf.saved.at(-1)).toEqual(['tab', 2, 3]);
    expect(told.at(-1)).toBe('kept');
  });
});
