import { describe, expect, it } from 'vitest';
import type { ActView } from '../../session/protocol';
import { recalledOf } from '../state/terminal-feed';
import { columnsOf, edits, insert, lineOf, sharedStart } from './line-editor';
import { LineHistory } from './history';
import { Shell } from './shell';
import type { Surroundings } from './shell';

function shell(around: Partial<Surroundings> = {}) {
  const screen = { text: '' };
  const ran: string[] = [];
  const asked: string[] = [];
  const inputs: (string | undefined)[] = [];
  const said: string[] = [];
  const folder: Record<string, string> = { 'web.yaml': 'kind: Pod\n' };
  const glass = { columns: 80, write: (text: string) => (screen.text += text), clear: () => (screen.text = '') };
  const made = new Shell(glass, {
    history: new LineHistory(),
    files: () => folder,
    write: (file, text) => (folder[file] = text),
    open: (file) => said.push(`<open ${file}>`),
    run: (line, input) => {
      ran.push(line);
      inputs.push(input);
    },
    say: (text, closed) => said.push(closed ? `${text}<end>` : text),
    interrupt: () => ran.push('^C'),
    complete: (line) => asked.push(line),
    names: () => ['web-1', 'web-2'],
    isPaused: () => false,
    isPaced: () => false,
    ...around,
  });
  made.begin();
  return { shell: made, screen, ran, asked, inputs, said, folder };
}

describe('a line', () => {
  it('is edited with the keys of a shell', () => {
    const line = lineOf('kubectl get pods');
    expect(edits['\x17']!(line)).toEqual(lineOf('kubectl get '));
    expect(edits['\x01']!(line).caret).toBe(0);
    expect(insert(edits['\x1b[D']!(line), 'X').text).toBe('kubectl get podXs');
    expect(edits['\x15']!(line)).toEqual({ text: '', caret: 0 });
    expect(edits['\x0b']!({ ...line, caret: 7 }).text).toBe('kubectl');
  });

  it('counts Hangul as two columns', () => {
    expect(columnsOf('파드 a')).toBe(6);
    expect(sharedStart(['web-1', 'web-2'])).toBe('web-');
  });
});

describe('the shell', () => {
  it('knows in the second half of a line what the first half said, and how that ended', () => {
    const { shell: it, ran, screen } = shell();
    it.type('X=web; kubectl get deploy $X "${X}"; echo code $?\r');
    expect(ran).toEqual(['kubectl get deploy web "web"']);
    it.ended(3);
    expect(screen.text).toMatch(/code 3\r\n/);
    it.type('false\r');
    it.type('echo then $?\r');
    expect(screen.text).toMatch(/then 1\r\n/);
  });

  it('reads files with its filters, and says of what is not here where it is found', () => {
    const { shell: it, screen, folder } = shell();
    folder['pods.txt'] = 'a\nb\n';
    it.type('tail -1 pods.txt; grep -c kind web.yaml\r');
    expect(screen.text).toMatch(/\r\nb\r\n1\r\n/);
    it.type('tail -1\r');
    expect(screen.text).toContain('tail: nothing to read');
    it.type('etcdctl member list\r');
    expect(screen.text).toContain('etcdctl: not on this laptop; the etcd tab');
    screen.text = '';
    it.type('for i in 1 2; do echo $i; done\r');
    expect(screen.text.match(/not understood here/g)).toHaveLength(1);
    it.type('source <(kubectl completion bash)\r');
    expect(screen.text).toContain('commands inside a command');
  });

  it('runs lines in the background, tells of them above the line that is being written, and ends them', () => {
    const {
      shell: it,
      screen,
      ran,
    } = shell({ run: (line, _input, job) => ran.push(`${line} as ${job}`), interrupt: (job) => ran.push(`^C ${job}`) });
    it.type('kubectl port-forward svc/web 8080:80 & curl -s localhost:8080\r');
    expect(ran).toEqual(['kubectl port-forward svc/web 8080:80 as 1', 'curl -s localhost:8080 as undefined']);
    it.jobs([{ job: 1, line: 'kubectl port-forward svc/web 8080:80' }]);
    it.ended(0);
    it.type('jobs');
    it.aside(1, 'Handling connection for 8080\n', undefined);
    it.type('\r');
    expect(screen.text).toContain('[1]   Running  kubectl port-forward svc/web 8080:80 &');
    it.type('kill %1\r');
    expect(ran.at(-1)).toBe('^C 1');
    it.aside(1, '', 130);
    expect(screen.text).toContain('[1]+  Terminated');
    it.type('kubectl get pods | grep x &\r');
    expect(screen.text).toContain('only a line of kubectl alone can run in the background here');
  });

  it('hands kubectl’s lines on, remembers them, and says what it does not know', () => {
    const { shell: it, ran, screen } = shell();
    it.type('kubectl get pods\r');
    it.print('No resources found\n', 'stderr');
    it.ended(1);
    it.type('\x1b[A\r');
    it.ended(0);
    it.type('ssh\r');
    expect(ran).toEqual(['kubectl get pods', 'kubectl get pods']);
    expect(screen.text).toContain('ssh: not on this laptop');
  });

  it('interrupts what runs, and keeps what is typed meanwhile', () => {
    const { shell: it, ran } = shell();
    it.type('kubectl get pods -w\rkubectl version\r');
    expect(ran).toEqual(['kubectl get pods -w']);
    it.ended(0);
    expect(ran).toEqual(['kubectl get pods -w', 'kubectl version']);
    it.type('\x03');
    expect(ran.at(-1)).toBe('^C');
  });

  it('completes as far as the candidates agree', () => {
    const { shell: it, asked, screen } = shell();
    it.type('kubectl logs w\t');
    expect(asked).toEqual(['kubectl logs w']);
    it.completed({
      kind: 'completed',
      line: 'kubectl logs w',
      typed: 'w',
      candidates: [],
      namesOf: { kind: 'Pod', prefix: '' },
    });
    expect(screen.text).toContain('kubectl logs web-');
  });

  it('obeys no escape sequence that a manifest smuggles in, and takes no megabytes', () => {
    const { shell: it, screen, ran } = shell();
    it.print('name: \x1b]0;gotcha\x07\x1b[2J<script>\n', 'stdout');
    expect(screen.text).not.toContain('\x1b]0;');
    expect(screen.text).not.toContain('\x1b[2J');
    it.type('x'.repeat(2_000_000));
    expect(screen.text).toContain('no command line');
    expect(ran).toEqual([]);
  });

  it('says that a clock that stands brings no answer', () => {
    const { shell: it, screen } = shell({ isPaused: () => true });
    it.type('kubectl get nodes\r');
    expect(screen.text).toContain('The clock stands');
  });
});

describe('a command line', () => {
  const kubectl = (it: ReturnType<typeof shell>, text: string, code = 0) => {
    it.shell.print(text, 'stdout');
    it.shell.ended(code);
  };
  /** What stands on the screen below the line that was typed. */
  const shown = (it: ReturnType<typeof shell>) => {
    const sequences = new RegExp(`${String.fromCodePoint(27)}\\[[\\d;?]*[A-Za-z]`, 'g');
    return it.screen.text.replace(sequences, '').split('\r\n').slice(2, -1);
  };

  it('pipes what kubectl prints through filters, as it comes', () => {
    const it = shell();
    it.shell.type("kubectl get pods | grep -v NAME | awk '{print $1, $3}' | sort -r\r");
    kubectl(it, 'NAME READY STATUS\nweb-1 1/1 Running\nweb-2 0/1 Pending\n');
    expect(shown(it)).toEqual(['web-2 Pending', 'web-1 Running']);
  });

  it('ends a watch that has been seen enough of', () => {
    const it = shell();
    it.shell.type('kubectl get pods -w | head -2\r');
    it.shell.print('a\nb\nc\n', 'stdout');
    expect(it.ran).toEqual(['kubectl get pods -w', '^C']);
    expect(shown(it).slice(0, 2)).toEqual(['a', 'b']);
  });

  it('counts, cuts, and tells one line once', () => {
    const it = shell();
    it.shell.type('kubectl get pods -o name | cut -d/ -f2 | sort | uniq -c | wc -l\r');
    kubectl(it, 'pod/a\npod/b\npod/a\n');
    expect(shown(it)).toEqual(['2']);
  });

  it('gives kubectl what stands in a file, an echo, or the lines below', () => {
    const it = shell();
    it.shell.type('cat web.yaml | kubectl apply -f -\r');
    kubectl(it, 'pod/a created\n');
    it.shell.type('export NAME=web\recho "kind: $NAME" | k apply -f -\r');
    kubectl(it, '');
    it.shell.type('cat <<EOF | kubectl apply -f -\rkind: Pod\rmetadata: {name: $NAME}\rEOF\r');
    expect(it.ran).toEqual(['kubectl apply -f -', 'k apply -f -', 'kubectl apply -f -']);
    expect(it.inputs).toEqual(['kind: Pod\n', 'kind: web\n', 'kind: Pod\nmetadata: {name: web}\n']);
  });

  it('writes files, and goes on or not as the command before ended', () => {
    const it = shell();
    it.shell.type('kubectl run x --image=nginx --dry-run=client -o yaml > pod.yaml && cat pod.yaml | wc -l\r');
    kubectl(it, 'apiVersion: v1\nkind: Pod\n');
    expect(it.folder['pod.yaml']).toBe('apiVersion: v1\nkind: Pod\n');
    expect(shown(it)).toEqual(['2']);
    it.shell.type('kubectl get nothing && echo yes || echo no\r');
    it.shell.ended(1);
    expect(shown(it).at(-1)).toBe('no');
  });

  it('hands names on with xargs', () => {
    const it = shell();
    it.shell.type('kubectl get pods -o name | xargs -n 1 kubectl delete\r');
    kubectl(it, 'pod/a\npod/b\n');
    kubectl(it, 'pod "a" deleted\n');
    expect(it.ran.slice(1)).toEqual(['kubectl delete pod/a', 'kubectl delete pod/b']);
  });

  it('is found again by what it contains', () => {
    const history = new LineHistory();
    for (const line of ['kubectl get nodes', 'kubectl get pods', 'kubectl logs web']) history.add(line);
    const it = shell({ history });
    it.shell.type('\x12get\x12\r');
    expect(it.ran).toEqual(['kubectl get nodes']);
  });

  it('says what it does not understand, and runs nothing', () => {
    const it = shell();
    it.shell.type('kubectl get pods | vim\r');
    it.shell.type('kubectl delete pod $(kubectl get pods -o name)\r');
    it.shell.type("kubectl get pods | grep '(a+)+$'\r");
    it.shell.type('kubectl get pods |& less\r');
    expect(it.ran).toEqual([]);
    expect(it.screen.text).toContain('vim: command not found');
    expect(it.screen.text).toContain('commands inside a command');
    expect(it.screen.text).toContain('could take for ever');
  });
});

/** What stands on the glass once its sequences have done what they say: rows of text, the caret's last. */
function rowsOf(written: string): string[] {
  const rows = [''];
  let at = 0;
  let column = 0;
  for (const [token] of written.replaceAll('\x1b', '␛').matchAll(/␛\[[0-9;]*[A-Za-z]|[^]/gu)) {
    const [, count = '', letter = ''] = /^␛\[([0-9;]*)([A-Za-z])$/.exec(token) ?? [];
    if (letter === 'A') at -= Number(count);
    else if (letter === 'C') column += Number(count);
    else if (letter === 'J') rows.splice(at, rows.length, rows[at]!.slice(0, column));
    else if (letter !== '') continue;
    else if (token === '\r') column = 0;
    else if (token === '\n') rows[++at] ??= '';
    else rows[at] = (rows[at] ?? '').slice(0, column).padEnd(column++) + token + rows[at]!.slice(column);
  }
  return rows;
}

describe('a program that reads what is typed', () => {
  function inside(reading: 'terminal' | 'lines') {
    const made = shell();
    made.shell.type('kubectl exec -it web-1 -- sh\r');
    made.screen.text = '';
    made.shell.reads(reading);
    return { ...made, rows: () => rowsOf(made.screen.text) };
  }

  it('gets whole lines, whose echo is not shown twice, also where other output came first', () => {
    const { shell: it, said, rows } = inside('terminal');
    it.print('# ', 'stdout');
    it.type('lx\x7fs\r');
    expect(said).toEqual(['ls\r']);
    expect(rows()).toEqual(['# ls', '']);
    it.print('l', 'stdout');
    it.print('s\r\nbin\r\n# ', 'stdout');
    expect(rows()).toEqual(['# ls', 'bin', '# ']);
    it.type('pwd\r');
    it.print('tick\r\npwd\r\n/\r\n# ', 'stdout');
    expect(rows().slice(2)).toEqual(['# pwd', 'tick', '/', '# ']);
  });

  it('gets a paste in one message, and no line without end', () => {
    const { shell: it, said } = inside('terminal');
    it.type('echo\r'.repeat(1000));
    expect(said).toEqual(['echo\r'.repeat(1000)]);
    it.type(`${'x'.repeat(90_000)}\r`);
    expect(said[1]!.length).toBeLessThan(5000);
  });

  it('keeps what is being typed below what is printed meanwhile', () => {
    const { shell: it, rows } = inside('terminal');
    it.print('# ', 'stdout');
    it.type('ech');
    it.print('later\r\n# ', 'stdout');
    it.type('o');
    expect(rows()).toEqual(['# later', '# echo']);
  });

  it('hears Ctrl-C and Ctrl-D; a second Ctrl-C that nobody answers ends kubectl', () => {
    const { shell: it, said, ran, rows } = inside('terminal');
    it.type('sleep 9\r');
    it.type('\x03');
    expect(said).toEqual(['sleep 9\r', '\x03']);
    it.print('sleep 9\r\n^C\r\n# ', 'stdout');
    expect(rows()).toEqual(['sleep 9', '^C', '# ']);
    it.type('\x04');
    expect(said.at(-1)).toBe('\x04');
    it.type('\x03\x03');
    expect(ran.at(-1)).toBe('^C');
  });

  it('shows what was typed and answered before the page was loaded anew, and what its line goes on to say', () => {
    const { shell: it, screen } = shell();
    const output = [
      { act: 7, stream: 'stdout', text: 'pod/web created\n' },
      { act: 7, stream: 'stderr', text: '', code: 0, written: { 'web.yaml': 'old' } },
      { act: 8, job: 1, stream: 'stdout', text: 'Forwarding\n' },
      { act: 9, stream: 'stdout', text: 'NAME\n' },
    ] as const;
    const acts = [{ id: 7, title: 'kubectl run web --image=nginx' }] as unknown as readonly ActView[];
    const { transcript, running } = recalledOf({ running: true, output, jobs: [] }, acts);
    expect(transcript).toBe('$ kubectl run web --image=nginx\npod/web created\n');
    screen.text = '';
    it.recall(transcript);
    it.adopt('kubectl get pods -w', undefined);
    it.print(running, 'stdout');
    expect(rowsOf(screen.text)).toEqual([
      '$ kubectl run web --image=nginx',
      'pod/web created',
      '$ kubectl get pods -w',
      'NAME',
      '',
    ]);
  });

  it('is adopted where it ran before the shell began: its line is shown, and Ctrl-C reaches it', () => {
    const {
      shell: it,
      ran,
      said,
      rows,
    } = (() => {
      const made = shell();
      made.screen.text = '';
      return { ...made, rows: () => rowsOf(made.screen.text) };
    })();
    it.adopt('kubectl get pods -w', undefined);
    it.print('web-1\n', 'stdout');
    expect(rows()).toEqual(['$ kubectl get pods -w', 'web-1', '']);
    it.type('\x03');
    expect(ran).toEqual(['^C']);
    it.ended(130);
    it.adopt('kubectl exec -it web-1 -- sh', 'terminal');
    it.type('ls\r');
    expect(said).toEqual(['ls\r']);
  });

  it('gives the keys back to the shell when it has ended', () => {
    const { shell: it, said, ran, rows } = inside('lines');
    it.type('hello\r\x04');
    expect(said).toEqual(['hello\n', '<end>']);
    it.print('hello\n', 'stdout');
    it.ended(0);
    it.type('kubectl version\r');
    expect(ran.at(-1)).toBe('kubectl version');
    expect(rows().slice(0, 3)).toEqual(['hello', 'hello', '$ kubectl version']);
  });
});
