import { useEffect, useRef } from 'react';
import { flushSync } from 'react-dom';
import type { ObjectView } from '../../session/protocol';
import { onPaneKey } from '../keys';
import { matchesWithin } from '../ownership/forest';
import { Tabs } from '../parts/tabs';
import { useFind } from '../state/find';
import { type GraphView, prefersStillness, usePreferences } from '../state/preferences';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { useSlowly } from '../state/slowly';
import { useText } from '../text/language';

const VIEWS = ['architecture', 'ownership', 'traffic'] as const;
/** What pods come of: the picture of machines shows nothing else by kind. */
const OWNERS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicaSet']);
/** More things than these do not fly from one picture into the other; they fade. */
const MOST_TRAVELLERS = 60;

/** Which picture of the cluster, and what is looked for in it. */
export function GraphBar({ children }: { readonly children: React.ReactNode }) {
  const text = useText();
  const choices = VIEWS.map((id) => ({ id, title: text(`graph.${id}`) }));
  const view = usePreferences((state) => state.graphView);
  useEffect(() => onPaneKey({ v: () => show(after(usePreferences.getState().graphView)) }), []);
  return (
    <div className="bar graph-bar">
      <Tabs label={text('graph.views')} choices={choices} chosen={view} controls="cluster-view" onChoose={show} />
      <Search />
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
          of={({ kind }) => (view === 'ownership' || OWNERS.has(kind) ? kind : '')}
        />
      )}
      {view === 'architecture' && children}
    </div>
  );
}

function after(view: GraphView): GraphView {
  return VIEWS[(VIEWS.indexOf(view) + 1) % VIEWS.length] ?? 'architecture';
}

/** The same pods in another order: each goes from its place in one picture to its place in the other. */
function show(graphView: GraphView): void {
  const change = () => flushSync(() => usePreferences.setState({ graphView }));
  if (prefersStillness() || !('startViewTransition' in document)) return change();
  nameTravellers(true);
  const transition = document.startViewTransition(() => {
    change();
    nameTravellers(true);
  });
  void transition.finished.finally(() => nameTravellers(false));
}

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

function Search() {
  const input = useRef<HTMLInputElement>(null);
  const text = useText();
  const wanted = useFind((find) => find.text);
  const found = useSlowly((screen) => (wanted === '' ? 0 : countPods(screen.world.objects)));
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
          if (event.key === 'Enter') selectFirst();
          if (event.key !== 'Escape') return;
          useFind.setState({ text: '' });
          event.currentTarget.blur();
        }}
      />
      {wanted !== '' && (
        <output className="graph-found">{found === 0 ? text('graph.noMatch') : text('graph.found', { found })}</output>
      )}
    </label>
  );
}

function* foundPods(objects: ReadonlyMap<string, ObjectView>): Iterable<ObjectView> {
  const find = useFind.getState();
  for (const object of objects.values())
    if (object.kind === 'Pod' && matchesWithin(object, find, objects)) yield object;
}

function countPods(objects: ReadonlyMap<string, ObjectView>): number {
  let count = 0;
  for (const _ of foundPods(objects)) count++;
  return count;
}

function selectFirst(): void {
  for (const { key } of foundPods(useScreen.getState().world.objects)) return select({ kind: 'object', key });
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
  const choices = names.split(' ').filter((name) => name !== '');
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
