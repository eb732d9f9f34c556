import { describe, expect, it } from 'vitest';
import { applyTyped, checkTyped, updateManagers, writeFieldSet } from '../../apimachinery';
import type { Managers, ApplyConflicts } from '../../apimachinery';
import { applyShapeOf } from './apply-schema';

const deployment = applyShapeOf('apps/v1', 'Deployment')!;
const configMap = applyShapeOf('v1', 'ConfigMap')!;
const nobody: Managers = new Map();

/** An object and its managers, through one apply after the other. */
class Story {
  live: unknown = {};
  managers = nobody;
  private readonly shape = deployment;

  apply(manager: string, spec: unknown, force = false): this {
    const applied = applyTyped(this.live, { spec }, this.shape, this.managers, manager, force);
    this.live = applied.object;
    this.managers = applied.managers;
    return this;
  }

  update(manager: string, next: unknown): this {
    this.managers = updateManagers(this.live, next, this.shape, this.managers, manager);
    this.live = next;
    return this;
  }

  get spec(): unknown {
    return (this.live as { readonly spec?: unknown }).spec;
  }

  owned(manager: string): unknown {
    return writeFieldSet(this.managers.get(manager)!);
  }
}

const containers = (...items: unknown[]) => ({ template: { spec: { containers: items } } });

describe('server-side apply', () => {
  it('owns what it says, item by item in keyed lists', () => {
    const story = new Story().apply('one', containers({ name: 'main', ports: [{ containerPort: 80 }] }));
    expect(story.owned('one')).toEqual({
      'f:spec': {
        'f:template': {
          'f:spec': {
            'f:containers': {
              'k:{"name":"main"}': {
                '.': {},
                'f:name': {},
                'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
              },
            },
          },
        },
      },
    });
  });

  it('takes away what it no longer says, unless somebody else says it', () => {
    const story = new Story()
      .apply('one', { replicas: 2, paused: true })
      .apply('two', { paused: true })
      .apply('one', {});
    expect(story.spec).toEqual({ paused: true });
    expect([...story.managers.keys()].sort()).toEqual(['one', 'two']);
  });

  it('puts new items of a keyed list behind, in the order it says for those that are there', () => {
    const story = new Story()
      .apply('one', containers({ name: 'a' }, { name: 'b' }, { name: 'c' }))
      .apply('two', containers({ name: 'c' }, { name: 'x' }, { name: 'a' }));
    const names = (story.spec as any).template.spec.containers.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['b', 'c', 'x', 'a']);
  });

  it('conflicts with whoever set another value, and wins when forced', () => {
    const story = new Story().update('scaler', { spec: { replicas: 4 } });
    let refusal: unknown;
    try {
      story.apply('one', { replicas: 2 });
    } catch (error) {
      refusal = error;
    }
    expect((refusal as ApplyConflicts).conflicts).toEqual([{ manager: 'scaler', field: '.spec.replicas' }]);
    story.apply('one', { replicas: 2 }, true);
    expect(story.spec).toEqual({ replicas: 2 });
    expect(story.owned('scaler')).toEqual({ 'f:spec': {} });
  });

  it('replaces selectors as a whole', () => {
    const story = new Story()
      .apply('one', { selector: { matchLabels: { a: '1', b: '2' } } })
      .apply('one', { selector: { matchLabels: { a: '1' } } });
    expect(story.spec).toEqual({ selector: { matchLabels: { a: '1' } } });
    expect(story.owned('one')).toEqual({ 'f:spec': { 'f:selector': {} } });
  });
});

describe('an ordinary write', () => {
  it('owns what it changed, maps with their keys', () => {
    const managers = updateManagers({}, { data: { x: '1' } }, configMap, nobody, 'writer');
    expect(writeFieldSet(managers.get('writer')!)).toEqual({ 'f:data': { '.': {}, 'f:x': {} } });
  });

  it('takes what it changes and what it removes from others', () => {
    const first = updateManagers({}, { data: { x: '1', y: '1', z: '1' } }, configMap, nobody, 'first');
    const second = updateManagers(
      { data: { x: '1', y: '1', z: '1' } },
      { data: { x: '2', y: '1' } },
      configMap,
      first,
      'second',
    );
    expect(writeFieldSet(second.get('first')!)).toEqual({ 'f:data': { '.': {}, 'f:y': {} } });
    expect(writeFieldSet(second.get('second')!)).toEqual({ 'f:data': { 'f:x': {} } });
  });

  it('leaves everybody what they have when nothing changes', () => {
    const object = { data: { x: '1' } };
    const managers = updateManagers({}, object, configMap, nobody, 'first');
    expect([...updateManagers(object, { ...object }, configMap, managers, 'second').keys()]).toEqual(['first']);
  });
});

describe('an applied object that its kind does not allow', () => {
  it.each([
    [{ spec: { foo: 1 } }, '.spec.foo: field not declared in schema'],
    [
      { spec: containers({ name: 'a' }, { name: 'a' }) },
      '.spec.template.spec.containers: duplicate entries for key [name="a"]',
    ],
    [{ metadata: { finalizers: ['a', 'a'] } }, '.metadata.finalizers: duplicate entries for key [="a"]'],
    [{ spec: { replicas: 'two' } }, '.spec.replicas: expected numeric (int or float), got string'],
  ])('%j', (object, why) => expect(() => checkTyped(object, deployment)).toThrow(why));
});
