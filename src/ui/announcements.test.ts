import { describe, expect, it } from 'vitest';
import type { MarkView, ObjectView } from '../session/protocol';
import { knownOf, newsOf } from './announcements';

const pod = (name: string, word: string, node?: string): ObjectView => ({
  key: `/registry/pods/default/${name}`,
  kind: 'Pod',
  namespace: 'default',
  name,
  revision: 1,
  state: 'running',
  word,
  root: 0,
  ...(node ? { node } : {}),
});
const all = (...objects: ObjectView[]) => new Map(objects.map((object) => [object.key, object]));

describe('who listens', () => {
  it('hears what a pod has become, and where; nothing of what stayed as it was', () => {
    const before = knownOf([pod('web-1', 'Pending'), pod('web-2', 'Running', 'worker-1')]);
    const now = all(pod('web-1', 'Running', 'worker-2'), pod('web-2', 'Running', 'worker-1'));
    expect(newsOf(before, now, [])).toBe('Pod web-1 is Running on worker-2.');
    expect(newsOf(knownOf(now.values()), now, [])).toBe('');
  });

  it('hears what is gone, and the milestones', () => {
    const mark = { kind: 'failure', title: 'node worker-1 is Unknown' } as MarkView;
    expect(newsOf(knownOf([pod('web-1', 'Running')]), all(), [mark])).toBe('web-1 is gone. node worker-1 is Unknown.');
  });

  it('hears a few of many, and how many there were', () => {
    const many = Array.from({ length: 50 }, (_, index) => pod(`web-${index}`, 'Running', 'worker-1'));
    expect(newsOf(new Map(), all(...many), [])).toMatch(/^Pod web-\d+ is Running on worker-1\. .* 47 more changes\.$/);
  });
});
