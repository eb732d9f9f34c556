import { describe, expect, it } from 'vitest';
import type { ObjectView } from '../../session/protocol';
import { relatedTo } from './edges';
import { EVERYTHING, forestOf, isHit, matchesWithin } from './forest';

function object(kind: string, name: string, rest: Partial<ObjectView> = {}): ObjectView {
  const folder = kind === 'Node' ? 'minions' : `${kind.toLowerCase()}s/default`;
  const key = `/registry/${folder}/${name}`;
  return {
    key,
    kind,
    namespace: kind === 'Node' ? '' : 'default',
    name,
    revision: 1,
    state: 'running',
    word: '',
    root: 0,
    ...rest,
  };
}

const web = object('Deployment', 'web');
const set = object('ReplicaSet', 'web-7d', { owner: web.key });
const pods = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    object('Pod', `web-7d-${index}`, { owner: set.key, node: `worker-${(index % 2) + 1}` }),
  );
const nodes = ['worker-10', 'worker-2', 'worker-1'].map((name) => object('Node', name));
const lone = object('Pod', 'alone', { state: 'pending' });

describe('who owns whom', () => {
  it('reads from left to right: Deployment, ReplicaSet, pods, nodes', () => {
    const { cards, edges } = forestOf([...pods(2), set, ...nodes, web, lone], EVERYTHING);
    const columns = [0, 1, 2, 3].map((column) =>
      cards.filter((card) => card.column === column).map((card) => card.object.name),
    );
    expect(columns).toEqual([
      ['web'],
      ['web-7d'],
      ['web-7d-0', 'web-7d-1', 'alone'],
      ['worker-1', 'worker-2', 'worker-10'],
    ]);
    expect(edges.map(({ from, to, kind }) => `${from} ${to} ${kind}`)).toContain(
      `${pods(1)[0]!.key} /registry/minions/worker-1 binds`,
    );
    expect(edges.filter(({ kind }) => kind === 'owns')).toHaveLength(3);
  });

  it('gives no two cards of a column one place', () => {
    const { cards, rests } = forestOf([...pods(40), set, ...nodes, web, lone], EVERYTHING);
    const places = cards.map(({ column, row }) => `${column} ${row}`);
    expect(new Set(places).size).toBe(places.length);
    expect(rests[0]!.pods).toHaveLength(31);
  });

  it('shows what fails before what is counted', () => {
    const many = pods(40).map((pod, index) => (index === 33 ? { ...pod, state: 'failing' as const } : pod));
    const { cards } = forestOf([...many, set, web], EVERYTHING);
    expect(cards.some(({ object: { name } }) => name === 'web-7d-33')).toBe(true);
  });

  it('keeps the owners of what is searched for, and what it owns', () => {
    const other = object('Deployment', 'cache');
    const found = forestOf([...pods(2), set, web, other], { ...EVERYTHING, text: 'web-7d-1' });
    expect(found.cards.map((card) => card.object.name)).toEqual(['web', 'web-7d', 'web-7d-1']);
    expect(found).toMatchObject({ shown: 1, total: 5 });
    const below = forestOf([...pods(2), set, web, other], { ...EVERYTHING, kind: 'Deployment', text: 'web' });
    expect(below.cards).toHaveLength(4);
    expect(forestOf([web], { ...EVERYTHING, namespace: 'kube-system' }).cards).toEqual([]);
  });
});

describe('a filter', () => {
  const all = new Map([...pods(2), set, web, lone, ...nodes].map((each) => [each.key, each]));
  const found = (is: (each: ObjectView) => boolean) => [...all.values()].filter(is).map(({ name }) => name);

  it('by kind finds pods by whatever they come of, however far up', () => {
    for (const kind of ['Deployment', 'ReplicaSet'])
      expect(found((each) => each.kind === 'Pod' && matchesWithin(each, { ...EVERYTHING, kind }, all))).toEqual([
        'web-7d-0',
        'web-7d-1',
      ]);
    const job = { ...EVERYTHING, kind: 'Job' };
    expect(found((each) => matchesWithin(each, job, all))).toEqual([]);
    expect(
      found((each) => each.kind === 'Pod' && matchesWithin(each, { ...EVERYTHING, kind: 'Pod' }, all)),
    ).toHaveLength(3);
  });

  it('in the picture of owners finds things themselves, of the kinds that it shows', () => {
    expect(found((each) => isHit(each, { ...EVERYTHING, text: 'web' }))).toEqual([
      'web-7d-0',
      'web-7d-1',
      'web-7d',
      'web',
    ]);
    expect(found((each) => isHit(each, { ...EVERYTHING, kind: 'Deployment' }))).toEqual(['web']);
    expect(found((each) => isHit(each, { ...EVERYTHING, text: 'worker' }))).toEqual([]);
    expect(found((each) => isHit(each, { ...EVERYTHING, namespace: 'kube-system' }))).toEqual([]);
  });
});

describe('what names what', () => {
  const [first] = pods(1);
  const service = { ...object('Service', 'web', { selector: 'app=web' }), key: '/registry/services/specs/default/web' };
  const slice = (keys: readonly string[]) =>
    object('EndpointSlice', 'web-x', {
      owner: service.key,
      refers: keys.length > 0 ? [{ kind: 'Pod', why: 'endpoint, ready', keys }] : [],
    });

  it('leads from a service by its slice to the pods it reaches, beside the line from their owner', () => {
    const { cards, edges } = forestOf([first!, set, web, service, slice([first!.key])], EVERYTHING);
    expect(edges).toContainEqual({ from: service.key, to: slice([]).key, kind: 'owns', why: 'app=web', broken: false });
    expect(edges).toContainEqual({
      from: slice([]).key,
      to: first!.key,
      kind: 'refers',
      why: 'endpoint, ready',
      broken: false,
    });
    expect(cards.filter(({ key }) => key === first!.key)).toHaveLength(1);
  });

  it('stands in the room beside the pods it reaches, on nobody else', () => {
    const many = pods(4);
    const { cards } = forestOf([...many, set, web, lone, service, slice(many.map(({ key }) => key))], EVERYTHING);
    const places = cards.map(({ column, row }) => `${column} ${row}`);
    expect(new Set(places).size).toBe(places.length);
    const rowOf = (key: string) => cards.find((card) => card.key === key)?.row;
    expect([rowOf(web.key), rowOf(service.key)]).toEqual([0, 1]);
  });

  it('says of a service that it selects nothing', () => {
    const { cards } = forestOf([service, slice([])], EVERYTHING);
    expect(cards.find(({ key }) => key === service.key)?.fault).toBe('selects nothing');
    const served = forestOf([first!, service, slice([first!.key])], EVERYTHING);
    expect(served.cards.find(({ key }) => key === service.key)?.fault).toBeUndefined();
  });

  it('has a card for what a pod names, and a broken line to what is not there', () => {
    const names = (key: string) => [{ kind: 'ConfigMap', why: 'envFrom', keys: [key] }];
    const settings = object('ConfigMap', 'settings');
    const { edges } = forestOf([{ ...lone, refers: names(settings.key) }, settings], EVERYTHING);
    expect(edges).toContainEqual({ from: lone.key, to: settings.key, kind: 'refers', why: 'envFrom', broken: false });
    const broken = forestOf([{ ...lone, refers: names('/registry/configmaps/default/lost') }], EVERYTHING);
    expect(broken.edges[0]).toMatchObject({ to: '/registry/configmaps/default/lost', broken: true });
    expect(broken.cards.find(({ fault }) => fault === 'missing')?.object).toMatchObject({
      kind: 'ConfigMap',
      name: 'lost',
    });
  });

  it('lights the way from what is chosen to all it comes from and all that comes of it', () => {
    const { edges } = forestOf([first!, set, ...nodes, web, service, slice([first!.key])], EVERYTHING);
    const lit = [...relatedTo(first!.key, edges)].map(({ from }) => from);
    expect(lit).toEqual(expect.arrayContaining([web.key, set.key, service.key, slice([]).key, first!.key]));
  });
});
