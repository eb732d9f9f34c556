import { describe, expect, it } from 'vitest';
import { completeLine } from '../kubectl';
import { hopTitle } from './hop-titles';
import type { TerminalOutput } from './protocol';
import { historyOf, replay } from './replay';
import { Session } from './session';

function running() {
  const session = new Session({ seed: 'terminal', speed: 1, autoPace: false });
  const output: TerminalOutput[] = [];
  const view = { running: false };
  const pass = (milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += 100) {
      session.frame(100, () => false);
      const terminal = session.takeBatch()?.terminal;
      output.push(...(terminal?.output ?? []));
      if (terminal) view.running = terminal.running;
    }
  };
  while (session.mode === 'booting') pass(100);
  pass(3000);
  const type = (line: string, files = {}) => session.handle({ kind: 'terminal', line, files });
  const printed = () => output.map(({ text }) => text).join('');
  return { session, output, view, pass, type, printed };
}

describe('the terminal of a session', () => {
  it('runs lines as acts of their own, streams what they print, and is interrupted', () => {
    const { session, output, view, pass, type, printed } = running();
    type('kubectl get nodes');
    pass(1000);
    expect(printed()).toMatch(/^NAME +STATUS/);
    expect(output.at(-1)).toMatchObject({ code: 0 });
    expect(view.running).toBe(false);
    type('kubectl get pods -w');
    pass(500);
    expect(view.running).toBe(true);
    session.tellAgain();
    expect(session.takeBatch()?.terminal).toMatchObject({ running: true, line: 'kubectl get pods -w' });
    session.handle({ kind: 'terminal', line: 'kubectl run p --image=nginx', files: {} });
    pass(3000);
    expect(printed()).toMatch(/p +0\/1 +Pending/);
    const acts = session.journal.map(({ command }) => command.kind);
    expect(acts).toEqual(['terminal', 'terminal', 'terminal']);
  });

  it('runs lines in the background beside the one that is waited for', () => {
    const { session, output, view, pass, type } = running();
    type('kubectl run web --image=nginx --port=80');
    pass(500);
    type('kubectl wait --for=condition=Ready pod/web --timeout=60s');
    pass(15_000);
    session.handle({ kind: 'terminal', line: 'kubectl port-forward web 8080:80', files: {}, job: 1 });
    pass(1000);
    expect(view.running).toBe(false);
    type('curl -s localhost:8080');
    pass(1000);
    expect(output.some(({ text, job }) => job === 1 && text.includes('Handling connection'))).toBe(true);
    expect(output.some(({ text, job }) => job === undefined && text.includes('Welcome to nginx!'))).toBe(true);
    session.handle({ kind: 'interrupt', job: 1 });
    pass(500);
    expect(output.at(-1)).toMatchObject({ job: 1, code: 130 });
  });

  it('applies the files of its folder, and Ctrl-C ends a watch; a replay comes to the same hash', () => {
    const { session, output, view, pass, type } = running();
    const file = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
    type('kubectl apply -f a.yaml', { 'a.yaml': file });
    pass(1000);
    expect(output.map(({ text }) => text)).toContain('configmap/a created\n');
    type('kubectl get configmaps -w');
    pass(1000);
    session.handle({ kind: 'interrupt' });
    pass(500);
    expect(view.running).toBe(false);
    expect(output.at(-1)).toMatchObject({ code: 130 });
    const history = historyOf(session);
    expect(history.journal.map(({ command }) => command.kind)).toEqual(['terminal', 'terminal', 'interrupt']);
    expect(historyOf(replay(history)).hash).toBe(history.hash);
  });

  it('types into a container: a line is one message, its answer comes back, Ctrl-D ends; a replay comes to the same hash', () => {
    const { session, output, pass, type, printed } = running();
    type('kubectl run box --image=busybox -- sleep infinity');
    pass(8000);
    output.length = 0;
    const say = (text: string) => (session.handle({ kind: 'input', text }), pass(500));
    session.handle({ kind: 'terminal', line: 'kubectl exec -it box -- sh', files: {} });
    pass(500);
    expect(printed()).toBe('# ');
    const before = session.cluster.simulation.trace.nextHop;
    say('X=7; echo $X$X; hostname\r');
    expect(printed()).toBe('# X=7; echo $X$X; hostname\r\n77\r\nbox\r\n# ');
    const typed = session.cluster.simulation.trace
      .hopsSince(before)
      .filter(({ payload }) => JSON.stringify(payload ?? '').includes('X=7; echo'));
    expect(typed.map(({ from, to }) => `${from} ${to}`)[0]).toMatch(/^laptop\/kubectl /);
    expect(typed.filter(({ from }) => from === 'laptop/kubectl')).toHaveLength(1);
    say('sleep 1000\r');
    say('\x03');
    say('exit 3\r');
    expect(printed()).toMatch(/\^C\r\n# exit 3\r\ncommand terminated with exit code 3\n$/);
    expect(output.at(-1)).toMatchObject({ code: 3 });
    const titles = session.cluster.simulation.trace.hopsSince(before).map(hopTitle);
    expect(titles).toContain('"X=7; echo $X$X; hostname"');
    expect(titles).toContain('^C');
    expect(titles.every((title) => typeof title === 'string' || 'key' in title)).toBe(true);
    const history = historyOf(session);
    expect(historyOf(replay(history)).hash).toBe(history.hash);
  });

  it('tells a log that is followed, line by line', () => {
    const { session, pass, type } = running();
    type('kubectl run box --image=busybox -- sh -c "while true; do date; sleep 1; done"');
    pass(8000);
    const before = session.cluster.simulation.trace.nextHop;
    type('kubectl logs -f box --tail=1');
    pass(2500);
    const titles = session.cluster.simulation.trace.hopsSince(before).map(hopTitle);
    expect(titles.every((title) => typeof title === 'string' || 'key' in title)).toBe(true);
    expect(titles.filter((title) => /^"\w+ Jan +1 /.test(String(title))).length).toBeGreaterThan(6);
  });

  it('knows what may follow in a line', () => {
    expect(completeLine('kubectl roll', []).candidates).toEqual(['rollout']);
    expect(completeLine('kubectl rollout ', []).candidates).toContain('status');
    expect(completeLine('kubectl get pods --all', []).candidates).toContain('--all-namespaces');
    expect(completeLine('kubectl describe depl', []).candidates).toEqual(['deployments.apps']);
    const inDefault = { kind: 'Pod', prefix: '', namespace: 'default' };
    expect(completeLine('kubectl logs ', []).namesOf).toEqual(inDefault);
    expect(completeLine('kubectl get pod/w', []).namesOf).toEqual({ ...inDefault, prefix: 'pod/' });
    expect(completeLine('kubectl logs -n kube-system core', []).namesOf).toEqual({
      ...inDefault,
      namespace: 'kube-system',
    });
    expect(completeLine('kubectl delete pod a b ', []).namesOf).toEqual({ ...inDefault, given: ['a', 'b'] });
    expect(completeLine('kubectl get -A pods ', []).namesOf).toEqual({ kind: 'Pod', prefix: '' });
    expect(completeLine('kubectl drain w', []).namesOf).toEqual({ kind: 'Node', prefix: '' });
    expect(completeLine('kubectl get pods -l ', [])).toEqual({ typed: '', candidates: [] });
    expect(completeLine('kubectl rollout restart d', []).candidates).toEqual(['daemonset', 'deployment']);
    expect(completeLine('kubectl get pods,services', []).candidates).toEqual(['pods,services']);
    expect(completeLine('kubectl get pods -o=js', []).candidates).toContain('-o=jsonpath=');
    expect(completeLine('kubectl exec web -- l', []).candidates).toEqual([]);
    expect(completeLine('kubectl config use-context ', []).candidates).toEqual(['kubernetes-admin@kubernetes']);
    const dev = { name: 'dev', cluster: 'kubernetes', user: 'kubernetes-admin', namespace: 'dev' };
    const kubeconfig = { currentContext: 'dev', contexts: [dev], clusters: [], users: [] };
    expect(completeLine('kubectl get pods ', [], kubeconfig).namesOf?.namespace).toBe('dev');
    expect(completeLine('kubectl apply -f w', ['web.yaml', 'a.yaml']).candidates).toEqual(['web.yaml']);
    expect(completeLine('kubectl get pods -o ', []).candidates).toContain('wide');
  });
});
