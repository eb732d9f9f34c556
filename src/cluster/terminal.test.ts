import { describe, expect, it } from 'vitest';
import { typeLine } from './index';
import { Story } from './testing/story';
import type { Judged } from './testing/terminal-recordings';
import { haveTerminalRecordings, recordersMasks, retype, terminalCases } from './testing/terminal-recordings';

/** Of the recorded command lines, so many are answered to the letter; it only goes up. */
const FLOOR_PERCENT = 95;

describe.skipIf(!haveTerminalRecordings)('the terminal', () => {
  it('answers as the real kubectl was recorded to answer', { timeout: 300_000 }, async () => {
    const only = process.env['TERMINAL_CASES'] ?? '';
    const normalise = await recordersMasks();
    const story = new Story({ seed: 'terminal' }).boot();
    const judged = terminalCases()
      .filter(({ name }) => name.includes(only))
      .flatMap((recorded, at) => retype(story, recorded, `term-1-${at + 1}`, normalise));
    const share = (100 * judged.filter(({ same }) => same).length) / judged.length;
    console.log(report(judged));
    if (only === '') expect(share).toBeGreaterThanOrEqual(FLOOR_PERCENT);
  });
});

function report(judged: readonly Judged[]): string {
  const verbOf = ({ command }: Judged) => /kubectl (\w[\w-]*)/.exec(command)?.[1] ?? '';
  const lines = [...new Set(judged.map(verbOf))].map((verb) => {
    const own = judged.filter((one) => verbOf(one) === verb);
    return `${verb} ${own.filter(({ same }) => same).length}/${own.length}`;
  });
  const wrong = judged.filter(({ same }) => !same);
  const told = process.env['TERMINAL_VERBOSE'] ? wrong : [];
  return [
    `command lines ${judged.length - wrong.length}/${judged.length}: ${lines.join(', ')}`,
    ...told.map(({ command, wanted, got }) => `$ ${command}\nwanted:\n${wanted}\ngot:\n${got}\n`),
  ].join('\n');
}

const CLOCK = `apiVersion: v1
kind: Pod
metadata: {name: clock}
spec:
  containers:
  - {name: main, image: "busybox:1.36", command: [sh, -c, "echo hello; while true; do sleep 5; echo tick; done"]}
`;

describe('a container', () => {
  const story = new Story({ seed: 'clock' }).boot();
  story.kubectl('kubectl apply -f clock.yaml', { 'clock.yaml': CLOCK });
  story.kubectl('kubectl wait --for=condition=Ready pod/clock --timeout=60s');
  story.run(6000);

  it('tells its log, also as it is written, until Ctrl-C', () => {
    expect(story.kubectl('kubectl logs clock').text.stdout).toBe('hello\ntick\n');
    expect(story.kubectl('kubectl logs clock --tail=1 --prefix').stdout).toEqual(['[pod/clock/main] tick']);
    let heard = '';
    let code: number | undefined;
    const running = typeLine(story.cluster, { line: 'kubectl logs -f clock --tail=0' }, (_, progress) => {
      heard += progress.output?.text ?? '';
      code = progress.result?.code;
    });
    story.run(11_000);
    expect(heard).toBe('tick\ntick\n');
    running.interrupt();
    expect(code).toBe(130);
    story.run(11_000);
    expect(heard).toBe('tick\ntick\n');
  });

  it('executes commands, and their exit code is kubectl’s', () => {
    expect(story.kubectl('kubectl exec clock -- hostname').stdout).toEqual(['clock']);
    const failed = story.kubectl('kubectl exec clock -- cat nothing');
    expect(failed.code).toBe(1);
    expect(failed.stderr.at(-1)).toBe('command terminated with exit code 1');
  });

  it('reads what is piped into the line, and is chosen by its owner', () => {
    const files = { '-': 'from the laptop\n' };
    expect(story.kubectl('kubectl exec -i clock -- tee copy', files).text.stdout).toBe('from the laptop\n');
    const script = `'read first; echo "first: $first"; cat; echo again | cat'`;
    expect(story.kubectl(`kubectl exec -i clock -- sh -c ${script}`, { '-': 'one\ntwo\nthree, ' }).stdout).toEqual([
      'first: one',
      'two',
      'three, again',
    ]);
    expect(story.kubectl('kubectl exec pod/clock -- cat copy').stdout).toEqual(['from the laptop']);
    expect(story.kubectl('kubectl exec -it clock -- hostname', files).stderr).toEqual([
      'Unable to use a TTY - input is not a terminal or the right kind of file',
    ]);
  });

  it('is found by what owns it, or leads to it', () => {
    story.kubectl('kubectl create deployment web --image=nginx:1.27');
    story.kubectl('kubectl expose deployment web --port=80');
    story.kubectl('kubectl wait --for=condition=Available deployment/web --timeout=60s');
    for (const owner of ['deploy/web', 'svc/web'])
      expect(story.kubectl(`kubectl exec ${owner} -- hostname`).text.stdout).toMatch(/^web-\w+-\w+\n$/);
    expect(story.kubectl('kubectl exec node/worker-1 -- hostname').stderr).toEqual([
      'error: cannot attach to *v1.Node: selector for *v1.Node not implemented',
    ]);
    story.kubectl('kubectl delete deployment web');
    story.kubectl('kubectl wait --for=delete pod -l app=web --timeout=60s');
  });

  it('is made, stayed with and deleted by one line; its exit code is kubectl’s', () => {
    const told: string[] = [];
    let code: number | undefined;
    const line = 'kubectl run shell --image=busybox -it --rm --restart=Never -- sh';
    const running = typeLine(story.cluster, { line, atKeyboard: true }, (_, { output, result }) => {
      told.push(output?.text ?? '');
      code = result?.code;
    });
    story.run(10_000);
    expect(running.reading).toBe('terminal');
    running.type({ stdin: 'hostname\r' });
    story.run(1000);
    running.type({ stdin: 'exit 5\r' });
    story.run(10_000);
    expect(told.join('')).toBe(
      'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\n' +
        "If you don't see a command prompt, try pressing enter.\n" +
        'hostname\r\nshell\r\n# exit 5\r\npod default/shell terminated (Error)\npod "shell" deleted from default namespace\n',
    );
    expect(code).toBe(5);
    expect(running.reading).toBeUndefined();
    expect(story.kubectl('kubectl get pod shell').stderr).toEqual([
      'Error from server (NotFound): pods "shell" not found',
    ]);
  });

  it('is attached to: what it prints from now on, until Ctrl-C', () => {
    let heard = '';
    const running = typeLine(story.cluster, { line: 'kubectl attach clock' }, (_, { output }) => {
      heard += output?.text ?? '';
    });
    story.run(11_000);
    running.interrupt();
    expect(heard).toMatch(/^(tick\n){2,3}$/);
  });

  it('is found by every format', () => {
    const get = (rest: string) => story.kubectl(`kubectl get ${rest}`).text.stdout;
    expect(
      get('pods -o jsonpath=\'{range .items[*]}{.metadata.name}{"\\t"}{.spec.containers[0].image}{"\\n"}{end}\''),
    ).toBe('clock\tbusybox:1.36\n');
    expect(get('pod clock -o jsonpath=\'{.status.conditions[?(@.type=="Ready")].status}\'')).toBe('True');
    expect(get("pods -o go-template='{{range .items}}{{.metadata.name}} {{len .spec.containers}}{{end}}'")).toBe(
      'clock 1',
    );
    expect(get('pods -A --sort-by=.metadata.name -o custom-columns=NAME:.metadata.name,NODE:.spec.nodeName')).toMatch(
      /^NAME +NODE\nclock +worker-\d\n$/,
    );
  });
});
