import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Story } from './testing/story';

const table = new URL('../../../shared/yardsticks/commands/commands.tsv', import.meta.url);

interface Row {
  readonly number: number;
  readonly command: string;
  readonly expected: string;
  readonly code: number;
}

function rows(): readonly Row[] {
  const lines = readFileSync(table, 'utf8').trim().split('\n').slice(1);
  return lines.map((line) => {
    const [number, , command = '', expected = '', code] = line.split('\t');
    return { number: Number(number), command, expected, code: Number(code) };
  });
}

const POD = `apiVersion: v1
kind: Pod
metadata: {name: test-pod, labels: {a: b}}
spec: {containers: [{name: c, image: nginx}]}
`;
const CHANGED = POD.replace('a: b', 'a: c');

/** What has to be typed before a row of the table says something; the table's own remarks in prose. */
const before: Readonly<Record<number, readonly string[]>> = {
  15: ['kubectl create namespace demo'],
  18: ['kubectl run web --image=nginx'],
  22: ['kubectl wait --for=condition=Ready pod/web --timeout=60s'],
  60: [
    'kubectl create rolebinding rb --role=r --serviceaccount=demo:bot',
    'kubectl wait --for=create rolebinding/rb --timeout=5s',
  ],
  66: ['kubectl set image deployment/app nginx=nginx:1.27'],
  72: ['kubectl rollout pause deployment/app'],
  81: ['kubectl expose deployment app --port=80 --type=NodePort'],
  84: ['kubectl label deployment/app tier=web'],
  93: ['kubectl apply -f changed.yaml --server-side --field-manager=mine --force-conflicts'],
  94: ['kubectl apply -f pod.yaml', 'kubectl apply -f pod.yaml --server-side --force-conflicts'],
  96: ['kubectl delete quota q'],
  99: ['kubectl delete pdb app'],
  102: ['kubectl taint nodes node-1 k=v:NoSchedule'],
  106: ['kubectl wait --for=condition=Ready pod/web --timeout=60s'],
  108: ['kubectl run web --image=nginx'],
  109: ['kubectl run web --image=nginx', 'kubectl wait --for=condition=Ready pod/web --timeout=60s'],
};

/** Rows whose command is told in prose. */
const typed: Readonly<Record<number, string>> = {
  66: 'kubectl rollout status deployment/app --timeout=120s',
  72: 'kubectl rollout pause deployment/app',
  93: 'kubectl apply -f pod.yaml --server-side --field-manager=other',
  105: 'kubectl debug -it web --image=busybox --target=web -- true',
};

/** Rows that this terminal does not answer, and why. */
const leftOut: Readonly<Record<number, string>> = {
  1: 'says that it is kubectl 1.36',
  13: 'kubectl 1.35 says it without the prefix',
  24: 'two terminals at once',
  37: 'ends with a signal after five seconds',
  46: 'goes on until it is ended: see port-forward.test.ts',
  91: 'three lines in one, told by the tests of kubectl',
  75: 'a story of several lines: see stuck.yaml in the gallery',
  88: 'two things are wrong, and each has a line of its own',
  103: 'nothing measures',
  111: 'takes the namespace in which all the others happen',
};

const isOurs = ({ number, command }: Row) =>
  command.startsWith('kubectl') && !Object.hasOwn(leftOut, number) && number < 112;

describe.skipIf(!existsSync(table))('command lines of people', () => {
  it('are answered as the table expects', { timeout: 120_000 }, () => {
    const story = new Story({ seed: 'commands' }).boot();
    const files = { 'pod.yaml': POD, 'changed.yaml': CHANGED };
    const type = (line: string) => story.kubectl(line.replaceAll('node-1', 'worker-1'), files, 'demo');
    type('kubectl create namespace demo');
    const wrong: string[] = [];
    for (const row of rows().filter(isOurs)) {
      for (const line of before[row.number] ?? []) type(line);
      const line = typed[row.number] ?? row.command;
      const { text, code } = type(line);
      const said = row.expected.startsWith('2>') ? text.stderr + text.stdout : text.stdout;
      const pattern = new RegExp(row.expected.replace(/^2>/, '').replaceAll('node-1', 'worker-1'), 'ms');
      if (!pattern.test(said) || code !== row.code)
        wrong.push(
          `${row.number} $ ${line}\nwanted ${row.code}: ${row.expected}\ngot ${code}:\n${text.stdout}${text.stderr}`,
        );
    }
    expect(wrong.join('\n\n')).toBe('');
  });
});
