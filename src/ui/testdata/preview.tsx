import '@fontsource-variable/inter/wght.css';
import '../style/tokens.css';
import '../style/base.css';
import { createRoot } from 'react-dom/client';
import type { Batch, Command, WorkerMessage } from '../../session/protocol';
import { App } from '../app';
import { applyTheme, usePreferences } from '../state/preferences';
import { connect, select } from '../state/session';
import { useScreen } from '../state/screen';
import { fewPods, hopInspection, manyPods, NOW, objectInspection, wholeBatch } from './fixture';

const query = new URLSearchParams(location.search);
const scene = query.get('scene') ?? 'story';
const theme = query.get('theme');
let tell: (message: WorkerMessage) => void = () => undefined;

const boot = ['etcd has elected a leader', 'The API servers answer', 'One controller manager leads', 'One scheduler leads', 'The workers have registered', 'All workers are Ready'];
const refused: Partial<Batch> = {
  acts: [
    {
      id: 100,
      at: NOW,
      title: 'kubectl apply -f web.yaml',
      file: 'web.yaml',
      done: true,
      hops: 12,
      documents: [
        { index: 0, name: 'configmap/greeting', outcome: 'created', line: 1, problems: [] },
        { index: 1, name: 'deployment.apps/web', outcome: 'refused', line: 1, message: 'Deployment.apps "web" is invalid: spec.replicas: Invalid value: -3: must be greater than or equal to 0', problems: [{ line: 6, message: 'spec.replicas: Invalid value: -3: must be greater than or equal to 0' }] },
      ],
    },
  ],
};

const scenes: Readonly<Record<string, () => Batch>> = {
  story: () => wholeBatch(3, fewPods()),
  hundred: () => wholeBatch(100, manyPods(100, 1000)),
  sixty: () => wholeBatch(3, manyPods(3, 60)),
  six: () => wholeBatch(6, manyPods(6, 40)),
  many: () => wholeBatch(10, manyPods(10, 1000), { clock: { now: NOW, mode: 'playing', speed: 1, autoPace: false, recordedSince: 60_000, seed: 'kite-42' } }),
  refused: () => wholeBatch(3, fewPods(), refused),
  boot: () => ({ ...wholeBatch(3, [], { clock: { now: 3210, mode: 'booting', speed: 1, autoPace: true, recordedSince: 0, seed: 'kite-42' }, hops: [], flying: [], acts: [], following: 0 }), boot: boot.map((title, index) => (index < 3 ? { title, at: 400 * (index + 1) } : { title })) }),
  quiet: () => wholeBatch(3, [], { hops: [], flying: [], acts: [], following: 0, cursor: 0, keys: [], clock: { now: NOW, mode: 'paused', speed: 1, autoPace: true, recordedSince: 0, seed: 'kite-42', notice: 'Quiet after 214 messages and 3.1 s.' } }),
};

function answer(command: Command): void {
  if (command.kind !== 'select') return;
  const { world, clock } = useScreen.getState();
  const { selection } = command;
  const hop = selection?.kind === 'hop' ? (world.hops.get(selection.id) ?? world.airborne.get(selection.id)) : undefined;
  const object = selection?.kind === 'object' ? world.objects.get(selection.key) : undefined;
  if (hop) tell({ kind: 'batch', clock, inspection: hopInspection(hop) });
  if (object) tell({ kind: 'batch', clock, inspection: objectInspection(object) });
}

applyTheme();
if (theme === 'dark' || theme === 'light') usePreferences.setState({ theme });
connect({
  send: answer,
  subscribe: (listener) => {
    tell = listener;
    return () => undefined;
  },
});
const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
const batch = scenes[scene]?.();
if (batch) tell(batch);
requestAnimationFrame(() =>
  requestAnimationFrame(() => {
    if (scene === 'story') select({ kind: 'hop', id: useScreen.getState().cursor });
    if (scene === 'refused') select({ kind: 'object', key: '/registry/pods/default/crash-6b7d9c-kk2vn' });
    if (scene === 'crash') tell({ kind: 'crash', message: 'Error: assertion failed: a committed entry was replaced', seed: 'kite-42', event: 1_284_112 });
  }),
);
Object.assign(window, { wheelhousePreview: { tell: (message: WorkerMessage) => tell(message), useScreen } });
