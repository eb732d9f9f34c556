import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../apimachinery';
import { WatchCache } from './watch-cache';
import type { CacheEvent, WatchScope } from './watch-cache';

const pod = (name: string, node = '', namespace = 'shop') =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, resourceVersion: '0' },
    spec: { nodeName: node },
  }) as KubeObject;

class Story {
  readonly cache = new WatchCache('/registry/pods', (object) => (object as any).spec.nodeName);
  readonly heard: string[] = [];
  private revision = 10;

  constructor() {
    this.cache.replace([], this.revision);
  }

  put(name: string, node = '', at = 0): this {
    this.cache.put(`/registry/pods/shop/${name}`, pod(name, node), ++this.revision, at);
    return this;
  }

  remove(name: string): this {
    this.cache.remove(`/registry/pods/shop/${name}`, ++this.revision, 0);
    return this;
  }

  listen(who: string, scope: WatchScope): () => void {
    return this.cache.watch(scope, {
      deliver: (event: CacheEvent) =>
        this.heard.push(`${who}: ${event.deleted ? 'gone ' : ''}${event.object.metadata.name}`),
      stop: () => this.heard.push(`${who}: stopped`),
    });
  }
}

describe('a watch cache', () => {
  it('tells those whom a change concerns, each once, the node that had the pod too', () => {
    const story = new Story();
    story.listen('all', { prefix: '' });
    story.listen('shop', { prefix: '/registry/pods/shop/' });
    story.listen('lab', { prefix: '/registry/pods/lab/' });
    story.listen('web', { prefix: '/registry/pods/shop/web' });
    story.listen('worker-1', { prefix: '', trigger: 'worker-1' });
    story.listen('worker-2', { prefix: '', trigger: 'worker-2' });
    story.put('web').put('web', 'worker-1').put('db', 'worker-2').remove('web');
    expect(story.heard).toEqual([
      'all: web',
      'web: web',
      'shop: web',
      'all: web',
      'web: web',
      'shop: web',
      'worker-1: web',
      'all: db',
      'shop: db',
      'worker-2: db',
      'all: gone web',
      'web: gone web',
      'shop: gone web',
      'worker-1: gone web',
    ]);
  });

  it('forgets a watcher that leaves', () => {
    const story = new Story();
    const leave = story.listen('all', { prefix: '' });
    expect(story.cache.watcherCount).toBe(1);
    leave();
    leave();
    story.put('web');
    expect(story.cache.watcherCount).toBe(0);
    expect(story.heard).toEqual([]);
  });

  it('lists in the order of keys, whatever order things came in', () => {
    const story = new Story().put('c').put('a').put('b').remove('c').put('aa');
    expect([...story.cache.range('/registry/pods/shop/')].map(({ object }) => object.metadata.name)).toEqual([
      'a',
      'aa',
      'b',
    ]);
  });

  it('knows what happened since a revision, or that it has forgotten', () => {
    const story = new Story().put('a').put('b').remove('a');
    expect(story.cache.since(11)!.map(({ revision, deleted }) => [revision, deleted])).toEqual([
      [12, false],
      [13, true],
    ]);
    expect(story.cache.since(13)).toEqual([]);
    expect(story.cache.since(9)).toBeUndefined();
  });

  it('gives a deleted object the version of its deletion', () => {
    const [gone] = new Story().put('a').remove('a').cache.since(11)!;
    expect(gone!.object.metadata.resourceVersion).toBe('12');
  });

  it('keeps changes for 75 seconds, and at least a hundred of them', () => {
    const story = new Story();
    for (let second = 0; second < 1000; second++) story.put('busy', '', second * 1000);
    expect(story.cache.since(story.cache.revision - 100)).toHaveLength(100);
    expect(story.cache.since(11)).toBeUndefined();
    expect(story.cache.since(story.cache.revision - 250)).toBeUndefined();
  });

  it('stops all watches when it begins anew', () => {
    const story = new Story();
    story.listen('all', { prefix: '' });
    story.cache.replace([], 50);
    expect(story.heard).toEqual(['all: stopped']);
  });

  it('says how far it is even when only others were written', () => {
    const story = new Story();
    story.cache.progress(99);
    story.cache.progress(50);
    expect(story.cache.revision).toBe(99);
  });
});
