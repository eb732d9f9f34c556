import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { typeLine } from '../index';
import type { CommandProgress } from '../index';
import { recordedList, recordings } from './recordings';
import type { Story } from './story';

const CASES = 'golden-terminal';
export const haveTerminalRecordings = existsSync(join(recordings, CASES));

interface Step {
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Absent where two runs of the real one did not agree. */
  readonly code?: number;
  /** Milliseconds to let pass instead of a command. */
  readonly settle?: number;
}

export interface TerminalCase {
  readonly name: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

/** A command line whose answer was recorded, and ours where it differs. */
export interface Judged {
  readonly command: string;
  readonly same: boolean;
  readonly wanted: string;
  readonly got: string;
}

type Normalise = (text: string, namespace: string) => string;

/** The masks under which two answers are compared: those of the recorder. */
export async function recordersMasks(): Promise<Normalise> {
  const module = await import(/* @vite-ignore */ pathToFileURL(join(recordings, 'terminal.mjs')).href);
  return (module as { normalise: Normalise }).normalise;
}

export function terminalCases(): readonly TerminalCase[] {
  return readdirSync(join(recordings, CASES))
    .sort()
    .flatMap((file) => recordedList<TerminalCase>(join(CASES, file)));
}

const LIMIT_MILLISECONDS = 120_000;

/** A shell in a folder and a namespace of its own. */
class Shell {
  readonly story: Story;
  readonly namespace: string;
  readonly #files: Readonly<Record<string, string>>;

  constructor(story: Story, namespace: string, files: Readonly<Record<string, string>>) {
    this.story = story;
    this.namespace = namespace;
    this.#files = Object.fromEntries(
      Object.entries(files).map(([name, text]) => [name, text.replaceAll('{ns}', namespace)]),
    );
  }

  run(command: string): { readonly stdout: string; readonly stderr: string; readonly code: number } {
    let result: CommandProgress['result'];
    const { namespace } = this;
    const context = { name: 'c', cluster: 'kubernetes', user: 'admin' };
    const identity = { certificate: 'CN=kubernetes-super-admin,O=system:masters', userAgent: 'kubectl/v1.36.0' };
    const kubeconfig = { namespace, context, identity, file: `.kube/${namespace}` };
    typeLine(this.story.cluster, { line: command, files: this.#files, kubeconfig }, (_, progress) => {
      result = progress.result;
    });
    this.story.until(() => result !== undefined, LIMIT_MILLISECONDS, command);
    return { ...result!.text, code: result!.code };
  }
}

/** How often a rollout's progress is told depends on its pace: only how it ends counts. */
function withoutProgress(command: string, text: string): string {
  if (!command.startsWith('kubectl rollout status')) return text;
  return text
    .split('\n')
    .filter((line) => !line.startsWith('Waiting for '))
    .join('\n');
}

/** Types a case's lines one after another, in a namespace made for it. */
export function retype(story: Story, recorded: TerminalCase, namespace: string, normalise: Normalise): Judged[] {
  const shell = new Shell(story, namespace, recorded.files ?? {});
  shell.run(`kubectl create namespace ${namespace}`);
  for (let tries = 0; tries < 40 && shell.run('kubectl get serviceaccount default').code !== 0; tries++) story.run(250);
  const judged = recorded.steps.flatMap((step) => {
    if (step.settle !== undefined) story.run(step.settle);
    if (step.command === undefined) return [];
    const answer = shell.run(step.command.replaceAll('{ns}', namespace));
    return step.code === undefined ? [] : [judge(step, answer, (text) => normalise(text, namespace))];
  });
  shell.run(`kubectl delete namespace ${namespace} --wait=false`);
  return judged;
}

function judge(step: Step, answer: Omit<Step, 'command'>, mask: (text: string) => string): Judged {
  const told = (stdout: string, stderr: string, code: number | undefined) => `${stdout}\n--\n${stderr}\n--\n${code}`;
  const wanted = told(step.stdout, step.stderr, step.code);
  const got = told(withoutProgress(step.command, mask(answer.stdout)), mask(answer.stderr), answer.code);
  return { command: step.command, same: wanted === got, wanted, got };
}
