import { describe, expect, it } from 'vitest';
import type { Hop } from '../simulation';
import { conversation } from './testing/conversation';
import { Story } from './testing/story';

function deployment(image: string, replicas: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: main, image: "${image}"}
`;
}

/** The whole life of a Deployment; each part with the act that began it. */
function lifeOfADeployment(seed: string) {
  const story = new Story({ seed }).boot();
  const parts: Record<string, number> = {};
  parts['apply'] = story.apply('web.yaml', deployment('nginx:1.25', 2));
  story.until(() => story.readyPods() === 2, 30_000, 'two ready pods');
  story.run(3000);
  parts['scale'] = story.apply('web.yaml', deployment('nginx:1.25', 3));
  story.until(() => story.readyPods() === 3, 30_000, 'a third');
  story.run(3000);
  parts['roll'] = story.apply('web.yaml', deployment('nginx:1.27', 3));
  story.until(
    () => story.pods().length === 3 && story.pods().every(runs('nginx:1.27')),
    120_000,
    'the new image everywhere',
  );
  story.run(3000);
  parts['delete'] = story.delete('web.yaml', deployment('nginx:1.27', 3));
  story.until(() => story.pods().length === 0, 120_000, 'no pods');
  story.run(3000);
  return { story, parts };
}

const runs = (image: string) => (pod: any) => pod.spec.containers[0].image === image && pod.status.phase === 'Running';

function transcript(story: Story, parts: Readonly<Record<string, number>>): string {
  const acts = Object.entries(parts);
  const whole = conversation(story, acts[0]![1]);
  return `${acts.map(([name]) => name).join(', ')}\n\n${whole}`;
}

describe('the life of a Deployment', () => {
  const { story, parts } = lifeOfADeployment('deployment');

  it('goes as its transcript says: applied, scaled, rolled, deleted', async () => {
    await expect(transcript(story, parts)).toMatchFileSnapshot('testdata/deployment.txt');
  });

  it('is the same on every run, to the last byte of the trace', () => {
    const again = lifeOfADeployment('deployment');
    expect(again.story.simulation.trace.hash()).toBe(story.simulation.trace.hash());
    expect(lifeOfADeployment('another').story.simulation.trace.hash()).not.toBe(story.simulation.trace.hash());
  });

  it('leads from every write back to something the user did, without a gap', () => {
    const acts = new Set(Object.values(parts));
    const writes = story.audit(parts['apply']!).filter((line) => !['get', 'list', 'watch'].includes(line.verb));
    const ofTheStory = writes.filter((line) => line.namespace === 'default' && concernsWeb(line.hop));
    expect(ofTheStory.length).toBeGreaterThan(100);
    for (const { hop } of ofTheStory) {
      expect(acts, `hop ${hop.id} ends at`).toContain(beginningOf(hop));
      expect(acts).toContain(hop.root);
    }
  });

  it('leads back from what the members of etcd said to each other and wrote to disk for it, too', () => {
    const { trace } = story.simulation;
    const acts = new Set(Object.values(parts));
    const hops = trace.hopsSince(parts['apply']!);
    const puts = hops.filter(({ protocol, payload }) => protocol === 'grpc' && writtenKeys(payload).some(isOfWeb));
    expect(puts.length).toBeGreaterThan(50);
    const consensus = hops.filter(({ protocol, root }) => protocol === 'raft' && acts.has(root));
    expect(consensus.length).toBeGreaterThan(500);
    for (const hop of [...puts, ...consensus]) expect(acts, `hop ${hop.id} ends at`).toContain(beginningOf(hop));
    const written = trace.writes.filter(({ data }) => proposedKeys(data).some(isOfWeb));
    for (const host of ['cp-1', 'cp-2', 'cp-3'])
      expect(written.filter((write) => write.host === host).length).toBeGreaterThan(50);
    for (const { cause } of written) expect(acts).toContain(beginningOf(trace.hop(cause)!));
  });

  /** Walks the chain of causes to its end, over every message between; where causes met, along the one that the user set in motion. */
  function beginningOf(hop: Hop): number {
    const { trace } = story.simulation;
    let step = hop;
    while (step.kind !== 'act' && step.cause !== 0) {
      const before = [step.cause, ...step.others].map((id) => trace.hop(id));
      const next = before.find((each) => each?.root === hop.root) ?? before[0];
      expect(next, `hop ${hop.id}: the chain breaks at ${step.id} ${step.from} → ${step.to}`).toBeDefined();
      step = next!;
    }
    return step.id;
  }
});

const isOfWeb = (key: string) => /^\/registry\/(deployments|replicasets|pods)\/default\/web/.test(key);

/** The keys that a request to etcd would write. */
function writtenKeys(request: any): string[] {
  return (request?.success ?? []).flatMap(({ kind, key }: any) => (kind === 'range' ? [] : [key]));
}

/** The keys of the proposal that a record of a log carries. */
function proposedKeys(record: any): string[] {
  return writtenKeys(record?.data?.command);
}

function concernsWeb(hop: Hop): boolean {
  const { path, body } = hop.payload as { path: string; body?: any };
  const about = body?.involvedObject ?? body?.regarding ?? body?.metadata ?? {};
  return (
    /\/web/.test(path) ||
    String(about.name ?? about.generateName ?? '').startsWith('web') ||
    path.includes('serviceaccounts/default/token')
  );
}

describe('a worker that loses power', () => {
  const story = new Story({ seed: 'worker' }).boot();
  story.apply('web.yaml', deployment('nginx:1.25', 3));
  story.until(() => story.readyPods() === 3, 30_000, 'three ready pods');
  story.run(3000);
  const lost = story.pods()[0]!.spec.nodeName as string;
  const act = story.act(`power off ${lost}`, () => story.simulation.host(lost).crash());
  let backAt = 0;

  it('is found silent, tainted, and its pods run elsewhere; back again, it is Ready', async () => {
    story.until(() => taints(lost).includes('node.kubernetes.io/unreachable'), 120_000, 'the taint');
    expect(story.simulation.now - story.simulation.trace.hop(act)!.sentAt).toBeGreaterThan(40_000);
    const elsewhere = () =>
      story.pods().filter((pod) => pod.spec.nodeName !== lost && pod.status.phase === 'Running').length;
    story.until(() => elsewhere() === 3, 400_000, 'three pods elsewhere');
    backAt = story.simulation.now;
    story.simulation.host(lost).restart();
    story.until(() => story.isUp() && taints(lost).length === 0, 120_000, 'the worker to come back');
    story.until(() => story.pods().length === 3, 120_000, 'the old pods to be gone');
    await expect(conversation(story, act)).toMatchFileSnapshot('testdata/worker-lost.txt');
  });

  it('is why: what is written of its pods leads back to it, though silence is no message', () => {
    const said = story.audit(act).filter(({ verb }) => !['get', 'list', 'watch'].includes(verb));
    const ofItsPods = said.filter(({ hop, receivedAt }) => receivedAt < backAt && concernsWeb(hop));
    expect(ofItsPods.length).toBeGreaterThan(20);
    for (const { hop } of ofItsPods) expect(hop.root, `hop ${hop.id} of ${hop.from}`).toBe(act);
  });

  function taints(node: string): string[] {
    const object = story.objects.get(`/registry/minions/${node}`) as any;
    return (object?.spec?.taints ?? []).map((taint: any) => taint.key);
  }
});

describe("etcd's leader that dies", () => {
  const story = new Story({ seed: 'leader' }).boot();
  const leader = () => story.cluster.components.find((each) => each.name === 'etcd' && each.facts['role'] === 'leader');
  const old = leader()!;
  const act = story.act(`kill ${old.id}`, () => old.kill());

  it('is followed by another within seconds, and what the user wants is done all the same', async () => {
    story.apply('web.yaml', deployment('nginx:1.25', 2));
    story.until(() => leader() !== undefined && leader() !== old, 10_000, 'another leader');
    story.until(() => story.readyPods() === 2, 60_000, 'two ready pods');
    old.start();
    const revision = () => leader()!.facts['revision'];
    story.until(() => old.facts['revision'] === revision(), 10_000, 'the old leader to catch up');
    expect(old.facts['role']).toBe('follower');
    await expect(conversation(story, act)).toMatchFileSnapshot('testdata/etcd-leader-lost.txt');
  });
});
