import { useEffect, useRef } from 'react';
import { flushSync } from 'react-dom';
import type { ObjectView } from '../../session/protocol';
import { onPaneKey } from '../keys';
import { type Find, isHit, matchesWithin } from '../ownership/forest';
import { Tabs } from '../parts/tabs';
import { useFind } from '../state/find';
import { type GraphView, graphViews, prefersStillness, usePreferences } from '../state/preferences';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { useSlowly } from '../state/slowly';
import { useText } from '../text/language';

/** What pods come of: the picture of machines shows nothing else by kind. */
const OWNERS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicaSet']);
/** More things than these do not fly from one picture into the other; they fade. */
const MOST_TRAVELLERS = 60;

/** Which picture of the cluster, and what is looked for in it. */
export function GraphBar({ children }: { readonly children: React.ReactNode }) {
  const text = useText();
  const choices = graphViews.map((id) => ({ id, title: text(`graph.${id}`) }));
  const view = usePreferences((state) => state.graphView);
  useEffect(() => onPaneKey({ v: () => show(after(onItsWay.at(-1) ?? usePreferences.getState().graphView)) }), []);
  return (
    <div className="bar graph-bar">
      <Tabs label={text('graph.views')} choices={choices} chosen={view} controls="cluster-view" onChoose={show} />
      <Search view={view} />
      <Choice
        label={text('graph.namespace')}
        field="namespace"
        all={text('graph.allNamespaces')}
        of={(object) => object.namespace}
      />
      {view !== 'traffic' && (
        <Choice
          label={text('graph.kind')}
          field="kind"
          all={text('graph.workloads')}
          of={({ kind }) => (filtersBy(view, kind) ? kind : '')}
        />
      )}
      {view === 'architecture' && children}
    </div>
  );
}

/** Whether a picture can be filtered by a kind: that of traffic by none. */
function filtersBy(view: GraphView, kind: string): boolean {
  return view === 'ownership' || (view === 'architecture' && OWNERS.has(kind));
}

function after(view: GraphView): GraphView {
  return graphViews[(graphViews.indexOf(view) + 1) % graphViews.length] ?? 'architecture';
}

/** The same pods in another order: each goes from its place in one picture to its place in the other. */
function show(graphView: GraphView): void {
  const change = () =>
    flushSync(() => {
      usePreferences.setState({ graphView });
      // A filter that the other picture does not offer would leave it empty, and nobody could see why.
      if (!filtersBy(graphView, useFind.getState().kind)) useFind.setState({ kind: '' });
    });
  if (prefersStillness() || !('startViewTransition' in document)) return change();
  nameTravellers(true);
  onItsWay.push(graphView);
  const transition = document.startViewTransition(() => {
    onItsWay.shift();
    change();
    nameTravellers(true);
  });
  newest = transition;
  // The next one, asked for before this one is over, skips it; so does a window that cannot be seen.
  transition.ready.catch(() => {});
  void transition.finished.finally(() => {
    if (newest === transition) nameTravellers(false);
  });
}

let newest: ViewTransition | undefined;
/** The pictures that were asked for and are not there yet: a browser changes to each in turn, a frame later. */
const onItsWay: GraphView[] = [];

function nameTravellers(on: boolean): void {
  const travellers = document.querySelectorAll<HTMLElement>('#graph [data-object]');
  // One that calls and answers stands in two places: the first travels.
  const taken = new Set<string>();
  for (const element of travellers) {
    const key = element.dataset['object'] ?? '';
    const travels = on && taken.size < MOST_TRAVELLERS && !taken.has(key);
    if (travels) taken.add(key);
    element.style.viewTransitionName = travels ? key.replace(/[^a-z0-9]/gi, '-') : '';
  }
}

function Search({ view }: { readonly view: GraphView }) {
  const input = useRef<HTMLInputElement>(null);
  const text = useText();
  const wanted = useFind((find) => find.text);
  const hits = useSlowly((screen) => (wanted === '' ? 0 : count(found(view, screen.world.objects))));
  useEffect(() => onPaneKey({ '/': () => input.current?.focus() }), []);
  return (
    <label className="graph-search">
      <span className="visually-hidden">{text('graph.search')}</span>
      <input
        ref={input}
        className="field filter"
        type="search"
        placeholder={text('graph.searchHint')}
        spellCheck={false}
        autoComplete="off"
        value={wanted}
        onChange={(event) => useFind.setState({ text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter') selectFirst(view);
          if (event.key !== 'Escape') return;
          useFind.setState({ text: '' });
          event.currentTarget.blur();
        }}
      />
      {wanted !== '' && (
        <output className="graph-found">
          {hits === 0 ? text('graph.noMatch') : text('graph.found', { found: hits })}
        </output>
      )}
    </label>
  );
}

/** What the picture shows of what is searched for: in that of owners whatever it is, elsewhere pods. */
function* found(view: GraphView, objects: ReadonlyMap<string, ObjectView>): Iterable<ObjectView> {
  const find = useFind.getState();
  for (const object of objects.values()) {
    const isFound = view === 'ownership' ? isHit(object, find) : isFoundPod(object, find, objects);
    if (isFound) yield object;
  }
}

function isFoundPod(object: ObjectView, find: Find, objects: ReadonlyMap<string, ObjectView>): boolean {
  return object.kind === 'Pod' && matchesWithin(object, find, objects);
}

function count(objects: Iterable<ObjectView>): number {
  let sum = 0;
  for (const _ of objects) sum++;
  return sum;
}

function selectFirst(view: GraphView): void {
  for (const { key } of found(view, useScreen.getState().world.objects)) return select({ kind: 'object', key });
}

interface ChoiceProps {
  readonly label: string;
  readonly field: 'namespace' | 'kind';
  readonly all: string;
  readonly of: (object: ObjectView) => string;
}

function Choice({ label, field, all, of }: ChoiceProps) {
  const value = useFind((find) => find[field]);
  const names = useSlowly((screen) => [...new Set([...screen.world.objects.values()].map(of))].sort().join(' '));
  // What is chosen is offered even where nothing of it is left: else the picture would be empty, and seem to be of all.
  const choices = [...new Set([...names.split(' '), value])].filter((name) => name !== '').sort();
  return (
    <select
      className="field graph-choice"
      aria-label={label}
      value={value}
      onChange={(event) => useFind.setState({ [field]: event.currentTarget.value })}
    >
      <option value="">{all}</option>
      {choices.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}
