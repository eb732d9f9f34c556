import type { CutView } from '../../session/protocol';
import { doWithFile } from '../editor/deeds';
import { type Example, examples } from '../editor/examples';
import { openText } from '../editor/files';
import { faultChoices } from '../faults/fault-choices';
import { actionOf, keyTable } from '../keys';
import { openPane } from '../state/panes';
import { type GraphView, type RecordTab, setTheme, type Theme, usePreferences } from '../state/preferences';
import { select, send } from '../state/session';
import type { World } from '../state/world';
import { setLanguage, type Text, textOf } from '../text/language';
import { componentTitle, machineTitle } from '../text/names';
import type { PlainKey } from '../text/translation';
import { fileEntries, timeEntries } from './further-entries';
import { openSheet } from './open-palette';

/** Something that can be found and done. */
export interface Entry {
  readonly id: string;
  readonly title: string;
  /** Beside the title: a key, a kind, a state. */
  readonly aside?: string;
  /** What it can be found by, too. */
  readonly words?: string;
  readonly run: () => void;
}

export interface EntryGroup {
  readonly title: PlainKey;
  readonly entries: readonly Entry[];
  /** Shown only when something is looked for: there are too many of them. */
  readonly onDemand?: boolean;
}

/** What the entries are about. */
export interface Surroundings {
  readonly world: World;
  readonly cuts: readonly CutView[];
  readonly text: Text;
}

/** Everything that can be done now, by group. */
export function entryGroups({ world, cuts, text }: Surroundings): readonly EntryGroup[] {
  return [
    { title: 'palette.actions', entries: [...actionEntries(text), ...timeEntries(text), ...fileEntries(text)] },
    { title: 'palette.views', entries: viewEntries(text) },
    { title: 'palette.page', entries: pageEntries(text) },
    { title: 'palette.examples', entries: examples.map((example) => exampleEntry(example, text)), onDemand: true },
    { title: 'palette.parts', entries: partEntries(world, text), onDemand: true },
    { title: 'palette.faults', entries: faultEntries(world, cuts), onDemand: true },
    { title: 'palette.objects', entries: objectEntries(world), onDemand: true },
  ];
}

const inEnglish = textOf('en');

/** In the language of the page; found by its English words as well. */
function plainEntry(text: Text, id: string, key: PlainKey, run: () => void, aside?: string): Entry {
  return { id, title: text(key), words: inEnglish(key), run, ...(aside === undefined ? {} : { aside }) };
}

function actionEntries(text: Text): Entry[] {
  const byKey = keyTable.flatMap((row) => {
    const run = row.id === 'palette' ? undefined : actionOf(row);
    return run ? [plainEntry(text, `key ${row.id}`, row.does, run, row.shown)] : [];
  });
  return [
    plainEntry(text, 'apply', 'palette.apply', () => doWithFile('apply'), 'Ctrl Enter'),
    plainEntry(text, 'dry-run', 'palette.dryRun', () => doWithFile('dry-run'), 'Alt Enter'),
    plainEntry(text, 'compare', 'palette.compare', () => doWithFile('compare'), 'Ctrl Shift Enter'),
    plainEntry(text, 'delete', 'palette.delete', () => doWithFile('delete'), 'Ctrl Shift ⌫'),
    ...byKey,
  ];
}

const graphViews: Readonly<Record<GraphView, PlainKey>> = {
  architecture: 'palette.architecture',
  ownership: 'palette.ownership',
  traffic: 'palette.traffic',
};
const recordTabs: Readonly<Record<RecordTab, PlainKey>> = {
  sequence: 'palette.sequence',
  messages: 'palette.messages',
  etcd: 'palette.etcd',
  acts: 'palette.acts',
  terminal: 'palette.terminal',
};

function viewEntries(text: Text): Entry[] {
  const pictures = (Object.keys(graphViews) as GraphView[]).map((graphView) =>
    plainEntry(text, `view ${graphView}`, graphViews[graphView], () => usePreferences.setState({ graphView })),
  );
  const tabs = (Object.keys(recordTabs) as RecordTab[]).map((recordTab) =>
    plainEntry(text, `tab ${recordTab}`, recordTabs[recordTab], () => showTab(recordTab)),
  );
  return [...pictures, ...tabs];
}

function showTab(recordTab: RecordTab): void {
  openPane('records');
  usePreferences.setState({ recordTab });
  // The tab is drawn by then; from it the arrows go on.
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-tab="${recordTab}"]`)?.focus());
}

const themes: Readonly<Record<Theme, PlainKey>> = {
  light: 'palette.light',
  dark: 'palette.dark',
  system: 'palette.system',
};

function pageEntries(text: Text): Entry[] {
  return [
    plainEntry(text, 'new', 'header.newCluster', () => openSheet('new-cluster')),
    plainEntry(text, 'simplified', 'header.simplified', () => openSheet('simplified')),
    ...(Object.keys(themes) as Theme[]).map((theme) =>
      plainEntry(text, `theme ${theme}`, themes[theme], () => setTheme(theme)),
    ),
    { id: 'ko', title: '한국어', words: 'Korean language', run: () => void setLanguage('ko') },
    { id: 'en', title: 'English', words: '영어 언어 language', run: () => void setLanguage('en') },
  ];
}

function exampleEntry(example: Example, text: Text): Entry {
  return {
    id: `example ${example.file}`,
    title: text(example.title),
    aside: example.file,
    words: `${inEnglish(example.title)} ${text(example.words)} ${text('palette.example')}`,
    run: () => {
      openPane('editor');
      openText(example.file, example.text);
    },
  };
}

function partEntries(world: World, text: Text): Entry[] {
  const machines = [...world.machines.values()].map(({ name, address }) => ({
    id: `machine ${name}`,
    title: name,
    aside: text('palette.machine'),
    words: `machine ${address}`,
    run: () => inspect({ kind: 'machine', name }),
  }));
  const components = [...world.components.values()].map(({ id, name, machine }) => ({
    id: `component ${id}`,
    title: `${name} (${machine})`,
    aside: text('palette.component'),
    words: `${id} ${componentTitle(name)}`,
    run: () => inspect({ kind: 'component', id }),
  }));
  return [...machines, ...components];
}

function inspect(selection: Parameters<typeof select>[0]): void {
  openPane('inspector');
  select(selection);
}

/** Faults of the machine alone belong to it; those of a component to the component. */
function faultEntries(world: World, cuts: readonly CutView[]): Entry[] {
  const ofMachines = [...world.machines.keys()].flatMap((name) =>
    faultChoices({ kind: 'machine', name }, world, cuts).flatMap(({ choices }) =>
      choices.map((choice) => ({ target: name, choice })),
    ),
  );
  const ofComponents = [...world.components.keys()].flatMap((id) =>
    (faultChoices({ kind: 'component', id }, world, cuts)[0]?.choices ?? []).flatMap((choice) =>
      'component' in choice.fault ? [{ target: id, choice }] : [],
    ),
  );
  return [...ofComponents, ...ofMachines]
    .filter(({ choice }) => choice.hindered === undefined)
    .map(({ target, choice }) => ({
      id: `fault ${target} ${choice.title}`,
      title: `${machineTitle(target)}: ${choice.title}`,
      words: `fault ${choice.fault.action}`,
      run: () => send({ kind: 'fault', fault: choice.fault }),
    }));
}

function objectEntries(world: World): Entry[] {
  return [...world.objects.values()].map(({ key, kind, namespace, name, word }) => ({
    id: `object ${key}`,
    title: name,
    aside: word === '' ? kind : `${kind} · ${word}`,
    words: `${kind} ${namespace}`,
    run: () => inspect({ kind: 'object', key }),
  }));
}
