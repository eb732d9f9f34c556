import { describe, expect, it } from 'vitest';
import type { ActView, Batch, Fault, HopView, Inspection, MachineView, ObjectView, Words } from './protocol';
import { historyOf, replay } from './replay';
import { Session } from './session';

const never = () => false;

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: "nginx:1.27"}
`;

/** A page that takes in batches as a real one does. */
class Page {
  readonly session: Session;
  readonly objects = new Map<string, ObjectView>();
  readonly keys = new Map<string, unknown>();
  readonly hops = new Map<number, HopView>();
  readonly acts = new Map<number, ActView>();
  readonly machines = new Map<string, MachineView>();
  inspection: Inspection | null = null;
  last!: Batch;
  leftOut = 0;

  constructor(seed: string, autoPace = false) {
    this.session = new Session({ seed, speed: 1, autoPace });
    while (this.session.mode === 'booting') this.frame();
  }

  frame(milliseconds = 16): void {
    this.session.frame(milliseconds, never);
    this.take();
  }

  take(): void {
    const batch = this.session.takeBatch();
    if (!batch) return;
    this.last = batch;
    for (const object of batch.objects ?? []) this.objects.set(object.key, object);
    for (const key of batch.objectsGone ?? []) this.objects.delete(key);
    for (const key of batch.keys ?? []) this.keys.set(key.key, key);
    for (const key of batch.keysGone ?? []) this.keys.delete(key);
    for (const hop of batch.hops ?? []) this.hops.set(hop.id, hop);
    for (const machine of batch.machines ?? []) this.machines.set(machine.name, machine);
    for (const act of batch.acts ?? []) this.acts.set(act.id, act);
    if (batch.inspection !== undefined) this.inspection = batch.inspection;
    this.leftOut += batch.hopsLeftOut ?? 0;
  }

  apply(text: string, file = 'web.yaml'): ActView {
    this.session.handle({ kind: 'apply', file, text });
    this.take();
    return [...this.acts.values()].at(-1)!;
  }

  quiet(): void {
    this.session.handle({ kind: 'run-until-quiet' });
    while (this.session.mode === 'running-until-quiet') this.frame();
    this.take();
  }

  pods(): ObjectView[] {
    return [...this.objects.values()].filter((object) => object.kind === 'Pod' && object.namespace === 'default');
  }
}

describe('a session that comes up', () => {
  it('keeps what is asked for until the cluster is there, and does it then, in order', () => {
    const session = new Session({ seed: 'early', speed: 1, autoPace: false });
    session.frame(16, () => true);
    session.handle({ kind: 'apply', file: 'web.yaml', text: DEPLOYMENT });
    session.handle({ kind: 'run-until-quiet' });
    expect([session.mode, session.journal.length]).toEqual(['booting', 0]);
    expect(session.takeBatch()?.clock.notice).toEqual({ key: 'notices.comingUp' });
    const modes = new Set<string>();
    while (session.mode !== 'paused') {
      session.frame(16, never);
      modes.add(session.mode);
    }
    expect([...modes]).toEqual(['booting', 'running-until-quiet', 'paused'].filter((mode) => modes.has(mode)));
    const batch = session.takeBatch();
    const pods = (batch?.objects ?? []).filter(({ kind, namespace }) => kind === 'Pod' && namespace === 'default');
    expect(pods.map(({ word }) => word)).toEqual(['Running', 'Running']);
    expect([batch?.clock.noticeNumber, session.journal.length]).toEqual([2, 1]);
  });

  it('counts what it says: the same words again are another notice', () => {
    const page = new Page('again');
    page.quiet();
    page.quiet();
    const first = page.last.clock;
    expect(first.notice).toEqual({ key: 'notices.quietAlready' });
    page.quiet();
    expect(page.last.clock.notice).toEqual(first.notice);
    expect(page.last.clock.noticeNumber).toBeGreaterThan(first.noticeNumber!);
  });
});

describe('a session', () => {
  it('boots, counting real steps, and then plays', () => {
    const page = new Page('boot');
    expect(page.session.mode).toBe('playing');
    const before = page.last.clock.now;
    for (let frame = 0; frame < 10; frame++) page.frame(100);
    expect(page.last.clock.now - before).toBeCloseTo(1000, 0);
  });

  it('runs an applied manifest until quiet, and tells what became of it', () => {
    const page = new Page('quiet');
    const act = page.apply(DEPLOYMENT);
    expect(page.last.following).toBe(act.id);
    page.quiet();
    expect(page.acts.get(act.id)).toMatchObject({
      done: true,
      documents: [{ name: 'deployment.apps/web', outcome: 'created', problems: [] }],
    });
    expect(page.pods().map((pod) => [pod.state, pod.word])).toEqual([
      ['running', 'Running'],
      ['running', 'Running'],
    ]);
    expect(page.last.clock.notice).toEqual({
      key: 'notices.quiet',
      values: { count: expect.any(Number), seconds: expect.stringMatching(/^[\d.]+$/) },
    });
    expect(page.acts.get(act.id)!.hops).toBe(page.hops.size + page.leftOut);
  });

  it('does what is asked twice while the clock stands one after the other: the second finds what the first has made', () => {
    const page = new Page('twice');
    page.quiet();
    page.apply(DEPLOYMENT);
    page.apply(DEPLOYMENT);
    page.apply(DEPLOYMENT.replace('replicas: 2', 'replicas: 1'));
    // Another file's is begun beside it.
    page.apply(DEPLOYMENT.replaceAll('web', 'other'), 'other.yaml');
    expect([page.last.clock.mode, page.acts.size]).toEqual(['paused', 2]);
    page.quiet();
    const outcomes = [...page.acts.values()].map(({ file, documents }) => `${file} ${documents[0]!.outcome}`);
    expect(outcomes).toEqual(['web.yaml created', 'other.yaml created', 'web.yaml unchanged', 'web.yaml configured']);
    expect(page.pods()).toHaveLength(3);
    expect(historyOf(replay(historyOf(page.session))).hash).toBe(historyOf(page.session).hash);
  });

  it('says what still waits when a manifest asks for more than there is', () => {
    const page = new Page('waits');
    page.apply(DEPLOYMENT.replace('"nginx:1.27"', '"nginx:1.27", resources: {requests: {cpu: "64"}}'));
    page.quiet();
    expect(told(page.last.clock.notice)).toMatch(/^stillWaiting quiet .*waitsFor pod web-\w+-\w+ Pending/);
    const [pod] = page.pods();
    page.session.handle({ kind: 'select', selection: { kind: 'object', key: pod!.key } });
    page.take();
    expect(page.inspection).toMatchObject({
      kind: 'object',
      decision: { title: { key: 'objects.noNode' } },
    });
    const { decision, events } = page.inspection as Extract<Inspection, { kind: 'object' }>;
    expect(decision!.rows.map((row) => row.refused)).toEqual([
      'Insufficient cpu',
      'Insufficient cpu',
      'Insufficient cpu',
    ]);
    expect(events.map((event) => event.reason)).toContain('FailedScheduling');
  });

  it('comes to rest while a program in a container loops for ever', () => {
    const page = new Page('loop');
    const command = `"busybox:1.36", command: [sh, -c, "while true; do date; sleep 2; done"]`;
    page.apply(DEPLOYMENT.replace('"nginx:1.27"', command));
    page.quiet();
    expect(page.pods().map((pod) => pod.word)).toEqual(['Running', 'Running']);
    expect(told(page.last.clock.notice)).toMatch(/^quiet/);
    expect(page.last.clock.now).toBeLessThan(60_000);
    page.session.handle({ kind: 'play' });
    for (let frame = 0; frame < 100; frame++) page.frame(100);
    page.session.handle({ kind: 'select', selection: { kind: 'object', key: page.pods()[0]!.key } });
    page.take();
    const { logs } = page.inspection as Extract<Inspection, { kind: 'object' }>;
    expect(logs[0]!.lines.length).toBeGreaterThan(4);
  });

  it('comes to rest while programs call each other, or wait for an answer that never comes', () => {
    const page = new Page('calls');
    const script = 'wget -qO- http://10.96.200.200 & while true; do wget -qO- http://web; sleep 1; done';
    page.apply(DEPLOYMENT.replace('"nginx:1.27"', `"busybox:1.36", command: [sh, -c, "${script}"]`));
    page.quiet();
    expect(told(page.last.clock.notice)).toMatch(/^quiet/);
    expect(page.last.clock.now).toBeLessThan(60_000);
  });

  it('says that a container crashes over and over, and does not wait for that to end', () => {
    const page = new Page('crash');
    page.apply(DEPLOYMENT.replace('"nginx:1.27"', `"busybox:1.36", command: [sh, -c, "exit 1"]`));
    page.quiet();
    expect(told(page.last.clock.notice)).toMatch(/^stillWaiting.*(CrashLoopBackOff|Error)/);
    expect(page.last.clock.now).toBeLessThan(200_000);
  });

  it('steps through the followed request hop by hop, each caused by one before', () => {
    const page = new Page('step');
    const act = page.apply(DEPLOYMENT);
    const seen: HopView[] = [];
    for (let step = 0; step < 40; step++) {
      page.session.handle({ kind: 'step', how: 'next' });
      page.take();
      expect(page.session.mode).toBe('paused');
      seen.push(page.hops.get(page.last.cursor!)!);
    }
    expect(seen.map((hop) => hop.root)).toEqual(seen.map(() => act.id));
    expect(new Set(seen.map((hop) => hop.id)).size).toBe(40);
    expect(seen[0]).toMatchObject({
      from: 'laptop/kubectl',
      to: 'balancer/load-balancer',
      title: 'GET deployments/web',
    });
    // Where causes met (a Raft answer to a heartbeat and to an append), any of them is the one before.
    const { trace } = page.session.cluster.simulation;
    const causesOf = (hop: HopView) => [hop.cause, ...trace.hop(hop.id)!.others];
    for (const hop of seen) expect(causesOf(hop).some((id) => id === act.id || page.hops.has(id))).toBe(true);
  });

  it('shows each hop of the followed request with auto pace, and then plays on', () => {
    const page = new Page('pace', true);
    const act = page.apply(DEPLOYMENT);
    const start = page.last.clock.now;
    const shown = new Set<number>();
    const followed = () => [...page.hops.values()].filter(({ root }) => root === act.id);
    for (let frame = 0; frame < 600; frame++) {
      page.frame(16);
      for (const { id, sentAt, arrivesAt } of followed())
        if (sentAt <= page.last.clock.now && page.last.clock.now < arrivesAt) shown.add(id);
    }
    expect(page.last.clock.now - start).toBeLessThan(200);
    const arrived = followed().filter((hop) => hop.kind !== 'act' && hop.arrivesAt < page.last.clock.now);
    expect(arrived.length).toBeGreaterThan(20);
    // None was jumped over: of each there was a frame in which it was on its way.
    expect(arrived.filter(({ id }) => !shown.has(id)).map(({ title }) => title)).toEqual([]);
    // What the request set off is over some time, and the clock goes on at its own speed.
    page.quiet();
    page.session.handle({ kind: 'play' });
    const before = page.last.clock.now;
    for (let frame = 0; frame < 60; frame++) page.frame(16);
    expect(page.last.clock.now - before).toBeGreaterThan(500);
  });

  it('explains a binding: who, why, and how the node was chosen', () => {
    const page = new Page('why');
    const act = page.apply(DEPLOYMENT);
    page.quiet();
    const binding = [...page.hops.values()].find((hop) => hop.title === 'POST pods/binding')!;
    page.session.handle({ kind: 'select', selection: { kind: 'hop', id: binding.id } });
    page.take();
    const inspection = page.inspection as Extract<Inspection, { kind: 'hop' }>;
    expect(told(inspection.sentence)).toMatch(/^binds scheduler web-\w+-\w+ worker-\d$/);
    expect(inspection.decision!.rows.filter((row) => row.winner)).toHaveLength(1);
    expect(inspection.answer).toMatchObject({ line: '201 Created' });
    expect(inspection.why.at(-1)).toMatchObject({
      hop: act.id,
      sentence: { key: 'stories.youRan', values: { line: 'kubectl apply -f web.yaml' } },
    });
    expect(inspection.why.map((line) => told(line.sentence)).join(' ')).toMatch(
      /creates controller replicaset controller named pod.*creates controller deployment controller scaled replicaSet/,
    );
    expect(inspection.stages.map((stage) => stage.title)).toEqual(
      expect.arrayContaining(['authentication', 'authorization', 'storage']),
    );
  });

  it('shows the stages that a request passed, and what each said', () => {
    const page = new Page('stages');
    page.apply(DEPLOYMENT);
    page.quiet();
    const doing = (deed: string) => [...page.hops.values()].filter(({ does }) => does === deed);
    expect(new Set(doing('tells-of-write').map(({ kind }) => kind))).toEqual(new Set(['item']));
    expect(doing('records-event').map(({ title }) => title)).toContain('POST events');
    expect(doing('reads').every(({ title }) => String(title).startsWith('range '))).toBe(true);
    expect(doing('refuses').map(({ title }) => title)).toContain('404 Not Found');
    const create = [...page.hops.values()].find(
      (hop) => hop.title === 'POST pods' && hop.from.endsWith('kube-controller-manager'),
    )!;
    page.session.handle({ kind: 'select', selection: { kind: 'hop', id: create.id } });
    page.take();
    const { stages } = page.inspection as Extract<Inspection, { kind: 'hop' }>;
    expect(stages.map((stage) => stage.title).join(' ')).toMatch(
      /authentication.*authorization.*admission.*validation.*storage/,
    );
  });

  it('finds a broken manifest at its line, applies nothing by halves silently, and loses nothing', () => {
    const page = new Page('broken');
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: good\n---\n${DEPLOYMENT.replace('replicas: 2', 'replicas: two')}`;
    const act = page.apply(text, 'both.yaml');
    page.quiet();
    const { documents } = page.acts.get(act.id)!;
    expect(documents.map((document) => document.outcome)).toEqual(['created', 'refused']);
    expect(documents[1]!.line).toBe(6);
    expect(documents[1]!.problems[0]!.line).toBe(11);
    expect(page.keys.has('/registry/configmaps/default/good')).toBe(true);
  });

  it('tells what belongs to no document: warnings of the server, and that there was nothing to apply', () => {
    const page = new Page('beside');
    const nothing = page.apply('# only words\n---\n');
    page.quiet();
    expect(page.acts.get(nothing.id)).toMatchObject({ documents: [], said: ['error: no objects passed to apply'] });
    const twice = DEPLOYMENT.trimEnd().replace(/}$/, ', env: [{name: A, value: "1"}, {name: A, value: "2"}]}');
    const warned = page.apply(twice);
    page.quiet();
    expect(page.acts.get(warned.id)).toMatchObject({
      documents: [{ outcome: 'created' }],
      said: [expect.stringMatching(/^Warning: .*env\[1\]: hides previous definition of "A"/)],
    });
    expect(page.acts.get(page.apply(twice, 'again.yaml').id)?.said).toBeUndefined();
  });

  it('stands still while the page is hidden, and says so', () => {
    const page = new Page('hidden');
    page.session.handle({ kind: 'visible', visible: false });
    const before = page.last.clock.now;
    for (let frame = 0; frame < 50; frame++) page.frame(100);
    page.session.handle({ kind: 'visible', visible: true });
    page.take();
    expect(page.last.clock.now).toBeCloseTo(before, 0);
    expect(page.last.clock.notice).toEqual({ key: 'notices.wasHidden' });
  });

  it('has the same history again from its seed and journal', () => {
    const page = new Page('history');
    page.apply(DEPLOYMENT);
    page.quiet();
    page.session.handle({ kind: 'delete', file: 'web.yaml', text: DEPLOYMENT });
    page.quiet();
    const history = historyOf(page.session);
    expect(history.journal).toHaveLength(2);
    expect(historyOf(replay(history)).hash).toBe(history.hash);
  });

  it('has it again wherever its frames ended, in the middle of an instant too', () => {
    for (const steps of [1, 2, 3, 5]) {
      const session = new Session({ seed: 'frames', speed: 100, autoPace: false });
      let looks = 0;
      const often = () => ++looks % steps === 0;
      while (session.mode === 'booting') session.frame(16, often);
      for (let act = 0; act < 12; act++) {
        for (let frame = 0; frame < 7 + act; frame++) session.frame(100, often);
        session.handle({
          kind: 'apply',
          file: `${act}.yaml`,
          text: DEPLOYMENT.replace('name: web', `name: web-${act}`),
        });
      }
      const history = historyOf(session);
      expect(historyOf(replay(history)).hash).toBe(history.hash);
    }
  }, 120_000);

  it('has faults in its history: what was killed, powered off and cut comes back in a replay, to the same hash', () => {
    const page = new Page('faults');
    page.apply(DEPLOYMENT);
    page.quiet();
    const leader = page.session.cluster.components.find((component) => component.facts['role'] === 'leader')!;
    const machine = page.pods()[0]!.node!;
    const faults: readonly Fault[] = [
      { action: 'kill', component: leader.id },
      { action: 'power-off', machine },
      { action: 'cut', machines: ['cp-1', 'cp-2'] },
      { action: 'isolate', machine: 'cp-3' },
      { action: 'rejoin', machine: 'cp-3' },
      { action: 'heal', machines: ['cp-1', 'cp-2'] },
      { action: 'power-on', machine },
      { action: 'start', component: leader.id },
    ];
    const words: string[] = [];
    for (const fault of faults) {
      page.session.handle({ kind: 'fault', fault });
      page.take();
      words.push(...(page.last.marks ?? []).filter(({ kind }) => kind === 'fault').map(({ title }) => told(title)));
      for (let frame = 0; frame < 40; frame++) page.frame(100);
    }
    expect(words).toContain(`powerOff ${machine}`);
    expect(words).toHaveLength(faults.length);
    expect(page.session.cluster.components.every((component) => component.up)).toBe(true);
    const history = historyOf(page.session);
    expect(history.journal).toHaveLength(1 + faults.length);
    expect(historyOf(replay(history)).hash).toBe(history.hash);
  });

  it('drains a node by kubectl’s own requests, which are followed, and takes pods again when that is undone', () => {
    const page = new Page('drained');
    page.apply(DEPLOYMENT);
    page.quiet();
    const machine = page.pods()[0]!.node!;
    page.session.handle({ kind: 'fault', fault: { action: 'drain', machine } });
    page.take();
    const drain = [...page.acts.values()].at(-1)!;
    expect(page.last.following).toBe(drain.id);
    expect((page.last.marks ?? []).map(({ kind, title }) => [kind, told(title)])).toEqual([
      ['fault', `drain ${machine}`],
    ]);
    page.quiet();
    expect(page.acts.get(drain.id)!.done).toBe(true);
    expect(page.pods().map(({ state, node }) => [state, node === machine])).toEqual([
      ['running', false],
      ['running', false],
    ]);
    const schedulable = () => page.machines.get(machine)!.node!.schedulable;
    expect(schedulable()).toBe(false);
    page.session.handle({ kind: 'fault', fault: { action: 'uncordon', machine } });
    page.quiet();
    expect(schedulable()).toBe(true);
    page.session.handle({ kind: 'fault', fault: { action: 'drain', machine: 'cp-1' } });
    expect(page.session.journal).toHaveLength(3);
  });

  it('tells who is down, what is cut, and whom the others elect instead', () => {
    const page = new Page('election');
    const { cluster } = page.session;
    const leader = cluster.components.find((component) => component.facts['role'] === 'leader')!;
    page.session.handle({ kind: 'fault', fault: { action: 'power-off', machine: leader.host.name } });
    page.session.handle({ kind: 'fault', fault: { action: 'cut', machines: ['laptop', 'registry'] } });
    page.take();
    expect(page.last.machines!.find(({ name }) => name === leader.host.name)!.up).toBe(false);
    expect(page.last.cuts).toEqual([['laptop', 'registry']]);
    const titles: string[] = [];
    for (let frame = 0; frame < 60; frame++) {
      page.frame(100);
      titles.push(...(page.last.marks ?? []).map(({ title }) => told(title)));
    }
    expect(titles.join()).toMatch(/leadsEtcd cp-\d \d+/);
    expect(titles.join()).not.toContain(`leadsEtcd ${leader.host.name}`);
    page.session.handle({ kind: 'fault', fault: { action: 'power-off', machine: 'cp-9' } });
    expect(page.session.journal).toHaveLength(2);
  });
});

/** A phrase as one line: the ends of its keys, and the values between them. */
function told(words: Words | undefined): string {
  if (typeof words !== 'object') return words ?? '';
  const values = Object.values(words.values ?? {}).map((value) =>
    Array.isArray(value) ? value.map(told).join(' ') : typeof value === 'number' ? String(value) : told(value as Words),
  );
  return [words.key.split('.')[1], ...values].join(' ');
}
