import type { AuditLine } from './audit';
import { Overdue, Story } from './story';

/** Who sent which requests when a user did something: as recorded, over five runs of the same. */
export interface Flow {
  readonly name: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Command lines; a number is milliseconds that pass. */
  readonly commands: readonly (string | number)[];
  /** True where the nodes' own requests were recorded too. */
  readonly kubelets?: boolean;
  /** component → "verb resource name code" → how often at least and at most */
  readonly requests: Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>>;
  /** One run in the order of the log: "component: verb resource name code" */
  readonly example: readonly string[];
}

/** component → "verb resource name code" → how often */
export type Counts = Record<string, Record<string, number>>;

export interface FlowResult {
  readonly counts: Counts;
  /** In the order of the log, with when it arrived (milliseconds). */
  readonly requests: readonly (Sent & { readonly at: number })[];
  readonly failures: readonly string[];
}

interface Sent {
  readonly who: string;
  readonly text: string;
}

const SUFFIX = '[bcdfghjklmnpqrstvwxz2456789]';
const SETTLE_MILLISECONDS = 2000;
const LAST_MILLISECONDS = 1500;

/** What can't be the same twice in a name. */
function masked(name: string, namespace: string): string {
  return name
    .replaceAll(namespace, '{ns}')
    .replace(/\.[0-9a-f]{16}$/, '.<time>')
    .replace(new RegExp(`-${SUFFIX}{8,10}-${SUFFIX}{5}(?=\\.|$)`), '-<hash>-<rand>')
    .replace(new RegExp(`-${SUFFIX}{8,10}(?=\\.|$)`), '-<hash>')
    .replace(new RegExp(`-${SUFFIX}{5}(?=\\.|$)`), '-<rand>')
    .replace(/-\d{8}(?=\.|$|-)/, '-<minute>');
}

/** Leases, reads by watch and list, other namespaces, and (unless the flow has them) the nodes' own requests are left out. */
function sent(line: AuditLine, namespace: string, kubelets: boolean): Sent | undefined {
  if (line.verb === 'watch' || line.verb === 'list' || line.resource.startsWith('leases')) return undefined;
  if (line.namespace !== namespace && !line.name.startsWith(namespace)) return undefined;
  if (line.who === 'kubelet' && !kubelets) return undefined;
  const text = `${line.verb} ${line.resource} ${masked(line.name, namespace)} ${line.code}`.replace(/ +/g, ' ');
  return { who: line.who, text };
}

/** Does with our kubectl on our cluster what was done with the real ones, in a namespace of its own. */
export function replay(flow: Flow, seed: string): FlowResult {
  const story = new Story({ seed, pretendedMachines: true }).boot();
  const namespace = 'flow-1-1';
  story.kubectl(`kubectl create namespace ${namespace}`);
  story.run(SETTLE_MILLISECONDS);
  const since = story.simulation.trace.nextHop;
  const failures = play(story, flow, namespace);
  story.run(LAST_MILLISECONDS);
  const requests = story.audit(since).flatMap((line) => {
    const request = sent(line, namespace, flow.kubelets ?? false);
    return request ? [{ ...request, at: line.receivedAt }] : [];
  });
  return { counts: count(requests), requests, failures };
}

function play(story: Story, flow: Flow, namespace: string): readonly string[] {
  const filled = (text: string) => text.replaceAll('{ns}', namespace);
  const files = Object.fromEntries(Object.entries(flow.files ?? {}).map(([name, text]) => [name, filled(text)]));
  const failures: string[] = [];
  for (const command of flow.commands) {
    if (typeof command === 'number') story.run(command);
    else {
      const failure = failureOf(() => story.kubectl(filled(command), files, namespace));
      if (failure) failures.push(`${command}: ${failure}`);
    }
  }
  return failures;
}

/** A command that doesn't end in time has failed too. */
function failureOf(run: () => { readonly code: number; readonly stderr: readonly string[] }): string | undefined {
  try {
    const { code, stderr } = run();
    return code === 0 ? undefined : stderr.join('\n');
  } catch (error) {
    if (error instanceof Overdue) return error.message;
    throw error;
  }
}

function count(requests: readonly Sent[]): Counts {
  const counts: Counts = {};
  for (const { who, text } of requests) {
    const texts = (counts[who] ??= {});
    texts[text] = (texts[text] ?? 0) + 1;
  }
  return counts;
}

export interface Verdict {
  readonly kinds: number;
  readonly met: number;
  /** What was wanted and not sent, or not about as often. */
  readonly missed: readonly string[];
  /** What nobody sent on the real one. */
  readonly strange: readonly string[];
}

/** A kind of request is met when it was sent about as often: at least half the least, at most twice the most. A lost race (409) may happen, it need not. */
export function judge(flow: Flow, counts: Counts): Verdict {
  const missed: string[] = [];
  let kinds = 0;
  for (const [who, text, [least, most]] of wanted(flow)) {
    if (text.endsWith(' 409')) continue;
    kinds++;
    const seen = counts[who]?.[text] ?? 0;
    if (seen < Math.ceil(least / 2) || seen > most * 2)
      missed.push(`${who}: ${text}: wanted ${least}–${most}, saw ${seen}`);
  }
  return { kinds, met: kinds - missed.length, missed, strange: strangers(flow, counts) };
}

function wanted(flow: Flow): [who: string, text: string, often: readonly [number, number]][] {
  return Object.entries(flow.requests).flatMap(([who, texts]) =>
    Object.entries(texts).map(([text, often]): [string, string, readonly [number, number]] => [who, text, often]),
  );
}

/** Names and codes differ from run to run: strange is what no run's component did to that resource at all. */
function strangers(flow: Flow, counts: Counts): readonly string[] {
  const gist = (text: string) => text.split(' ').slice(0, 3).join(' ');
  const known = new Set([...flow.example.map(gist), ...wanted(flow).map(([who, text]) => gist(`${who}: ${text}`))]);
  const seen = Object.entries(counts).flatMap(([who, texts]) => Object.keys(texts).map((text) => `${who}: ${text}`));
  return seen.filter((text) => !known.has(gist(text)));
}
