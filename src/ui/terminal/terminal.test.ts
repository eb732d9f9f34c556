import { describe, expect, it } from 'vitest';
import { columnsOf, edits, insert, lineOf, sharedStart } from './line-editor';
import { LineHistory } from './history';
import { Shell } from './shell';
import type { Surroundings } from './shell';

function shell(around: Partial<Surroundings> = {}) {
  const screen = { text: '' };
  const ran: string[] = [];
  const asked: string[] = [];
  const glass = { columns: 80, write: (text: string) => (screen.text += text), clear: () => (screen.text = '') };
  const made = new Shell(glass, {
    history: new LineHistory(),
    files: () => ({ 'web.yaml': 'kind: Pod\n' }),
    run: (line) => ran.push(line),
    interrupt: () => ran.push('^C'),
    complete: (line) => asked.push(line),
    names: () => ['web-1', 'web-2'],
    isPaused: () => false,
    isPaced: () => false,
    ...around,
  });
  made.begin();
  return { shell: made, screen, ran, asked };
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
  it('hands kubectl’s lines on, remembers them, and says what it does not know', () => {
    const { shell: it, ran, screen } = shell();
    it.type('kubectl get pods\r');
    it.print('No resources found\n', 'stderr');
    it.running(true);
    it.running(false);
    it.type('\x1b[A\r');
    it.running(false);
    it.type('vim\r');
    expect(ran).toEqual(['kubectl get pods', 'kubectl get pods']);
    expect(screen.text).toContain('vim: command not found');
  });

  it('interrupts what runs, and keeps what is typed meanwhile', () => {
    const { shell: it, ran } = shell();
    it.type('kubectl get pods -w\rkubectl version\r');
    expect(ran).toEqual(['kubectl get pods -w']);
    it.running(false);
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
