import { describe, expect, it } from 'vitest';
import { run } from '../../testing/shell-container';

function sh(script: string, milliseconds?: number) {
  return run(['sh', '-c', script], milliseconds);
}

describe('a shell command does what it says', () => {
  it.each<[script: string, lines: string[], code: number]>([
    ['echo hi', ['hi'], 0],
    ['echo "hello $WHO"; exit 3', ['hello world'], 3],
    ["echo '$WHO'", ['$WHO'], 0],
    ['false || echo saved && echo on', ['saved', 'on'], 0],
    ['true && false', [], 1],
    ['if [ -f /etc/config/greeting ]; then cat /etc/config/greeting; else echo none; fi', ['hello'], 0],
    ['for i in 1 2 3; do echo $i; done', ['1', '2', '3'], 0],
    ['i=0; while [ $i -lt 3 ]; do echo "n=$i"; i=$((i+1)); done', ['n=0', 'n=1', 'n=2'], 0],
    ['echo a > /tmp/x; echo b >> /tmp/x; cat /tmp/x', ['a', 'b'], 0],
    ['touch /tmp/healthy && ls /tmp', ['healthy'], 0],
    ['cat /nope', ["cat: can't open '/nope': No such file or directory"], 1],
    ['foo', ['sh: foo: not found'], 127],
    ['echo "$(hostname) is up"', ['p is up'], 0],
    ['seq 3 | tail -n 1', ['3'], 0],
    ['set -e; false; echo never', [], 1],
    ['echo one # a remark\necho two', ['one', 'two'], 0],
    ['X="a b"; for w in $X; do echo [$w]; done; echo "$X"', ['[a]', '[b]', 'a b'], 0],
    ['echo ${NONE:-fallback}', ['fallback'], 0],
    ['echo err >&2; echo $?', ['err', '0'], 0],
    ['until [ -f /tmp/y ]; do touch /tmp/y; done; echo done', ['done'], 0],
    ['echo $((2 + 3 * 4))', ['14'], 0],
    ['if true; then echo unfinished', ['sh: syntax error: unexpected end of file'], 2],
    ['date +%s', ['1767225600'], 0],
    ['case $WHO in mars|venus) echo far;; w*d) echo here;; *) echo lost;; esac', ['here'], 0],
    ['case x in y) echo no;; esac; echo $?', ['0'], 0],
    ['greet() { echo "hi $1"; return 4; }; greet you; echo $?', ['hi you', '4'], 0],
    ['function f { echo in; }; f && echo out', ['in', 'out'], 0],
    ['cat <<EOF > /tmp/x\nname: $WHO\n  deep\nEOF\ncat /tmp/x', ['name: world', '  deep'], 0],
    ["cat <<'EOF'\n$WHO\nEOF\necho after", ['$WHO', 'after'], 0],
    ['cat <<< "$WHO"', ['world'], 0],
    [
      'P=/a/b/c.tar.gz; echo ${P##*/} ${P%%.*} ${P%.gz} ${P#/a} ${#WHO} ${P/b/x}',
      ['c.tar.gz /a/b/c /a/b/c.tar /b/c.tar.gz 5 /a/x/c.tar.gz'],
      0,
    ],
    ['echo ${NONE:-${WHO}} ${WHO:+set} ${NONE:=new} $NONE', ['world set new new'], 0],
    ['echo ${NONE:?is missing}; echo never', ['sh: NONE: is missing'], 2],
    ['printf "a 1\\nb 2\\n" | while read name value; do echo "$value=$name"; done', ['1=a', '2=b'], 0],
    ['for f in a b; do echo $f; done > /tmp/x; cat /tmp/x', ['a', 'b'], 0],
    ['while read line; do echo "<$line>"; done < /etc/config/greeting', ['<hello>'], 0],
    ['echo both &> /tmp/x; cat /tmp/x', ['both'], 0],
    ['ls /nope > /tmp/x 2>&1; cat /tmp/x', ['ls: /nope: No such file or directory'], 0],
    ['[[ $WHO == world ]] && echo yes', ['yes'], 0],
    ['eval "echo $WHO"; . /nope', ['world', "sh: .: can't open '/nope': No such file or directory"], 1],
    ['set -- a b c; shift; echo $1 $#', ['b 2'], 0],
    ['timeout 2 sleep 10; echo $?', ['143'], 0],
    ['sleep 5 & wait; date +%s', ['1767225605'], 0],
  ])('%s', (script, lines, code) => {
    const result = sh(script);
    expect(result.lines).toEqual(lines);
    expect(result.code).toBe(code);
  });

  it.each<[script: string, lines: string[]]>([
    ['echo a,b,c | cut -d, -f2', ['b']],
    ['echo a-b | tr - _ | tr a-z A-Z', ['A_B']],
    ['printf "b\\na\\nb\\n" | sort | uniq -c', ['      1 a', '      2 b']],
    ['printf "10\\n9\\n" | sort -n', ['9', '10']],
    ['echo "key=old" | sed "s/old/new/; s/key/KEY/"', ['KEY=new']],
    ['echo "/a/b" | sed "s#/a#/c#"', ['/c/b']],
    ['printf "1\\n2\\n3\\n" | sed -n 2p', ['2']],
    ["echo 'one two three' | awk '{print $1, $NF}'", ['one three']],
    ["echo 'a:b' | awk -F: '{print $2}'", ['b']],
    ['printf "x1\\ny\\nx2\\n" | grep -c "^x[0-9]$"', ['2']],
    ['printf "x\\ny\\n" | grep -v x', ['y']],
    ['echo kept | tee /tmp/t | cat; cat /tmp/t', ['kept', 'kept']],
    ['basename /a/b.txt .txt; dirname /a/b.txt; expr 2 + 3', ['b', '/a', '5']],
  ])('%s', (script, lines) => expect(sh(script).lines).toEqual(lines));

  it('follows a file that another process writes', () => {
    const writes = '(for i in 1 2 3; do echo line $i >> /tmp/log; sleep 2; done) & tail -n+1 -f /tmp/log';
    expect(sh(`touch /tmp/log; ${writes}`, 10_000).lines).toEqual(['line 1', 'line 2', 'line 3']);
  });

  it('a loop with sleep prints at its pace', () => {
    const { container } = sh('while true; do date; sleep 5; done', 12_000);
    expect(container.lines).toEqual([
      { at: 1, line: 'Thu Jan  1 00:00:00 UTC 2026' },
      { at: 5001, line: 'Thu Jan  1 00:00:05 UTC 2026' },
      { at: 10_001, line: 'Thu Jan  1 00:00:10 UTC 2026' },
    ]);
  });

  it('a busy loop spins for ever and costs nothing', () => {
    const { simulation, code } = sh('while true; do :; done', 10);
    expect(code).toBeUndefined();
    expect(simulation.step()).toBe(false);
  });

  it('a trap ends it when it is asked to end; without one it stays until it is killed', () => {
    for (const [script, code, at] of [
      ['trap "exit 0" TERM; while true; do sleep 1; done', 0, 1001],
      ['while true; do sleep 1; done', 137, 10_501],
    ] as const) {
      const { simulation, container } = sh(script, 500);
      simulation.host('worker-1').component('containerd')!.spawn('stop', container.stop(10));
      simulation.runFor(20_000);
      expect(container.status).toMatchObject({ exitCode: code, finishedAt: at });
    }
  });

  it('what the image does not have can not be started', () => {
    expect(run(['foo']).problem).toMatch(/exec: "foo": executable file not found in \$PATH$/);
    expect(run(['/opt/foo']).problem).toMatch(/exec: "\/opt\/foo": stat \/opt\/foo: no such file or directory$/);
    expect(run(['sh'], 1, 'registry.k8s.io/pause').problem).toMatch(/executable file not found/);
    expect(run(['java', '-jar', 'app.jar'], 1, 'docker.io/team/app').problem).toBeUndefined();
  });

  it('a database without a password complains and ends', () => {
    const { lines, code } = run([], 1, 'docker.io/library/postgres');
    expect([lines[0], code]).toEqual(['Error: Database is uninitialized and superuser password is not specified.', 1]);
  });
});
