import { describe, expect, it } from 'vitest';
import { run } from '../../testing/shell-container';

const sh = (script: string, milliseconds?: number, image?: string) => run(['sh', '-c', script], milliseconds, image);

/** Scripts as tutorials and manifests have them: what they write, and how they end. */
const SCRIPTS: [script: string, lines: readonly string[], code?: number][] = [
  ['for ((i=0;i<3;i++)); do [ $i -eq 1 ] && continue; echo $i; done', ['0', '2']],
  ['((x=1+2)); let y=x*2; echo $x $y $((2**3)) $((x++)) $x $((x > 3 ? 7 : 8))', ['3 6 8 3 4 7']],
  ['[[ web-2 =~ -([0-9]+)$ ]] || exit 1; echo server-id=$((100 + ${BASH_REMATCH[1]}))', ['server-id=102']],
  ['[[ $NONE == "" && web-0 == web-* ]] && echo both; [[ a != a || ! -f /nope ]] && echo or', ['both', 'or']],
  [
    'a=(1 "2 3"); a+=(4); echo ${#a[@]} ${a[1]}; for x in "${a[@]}"; do echo "<$x>"; done',
    ['3 2 3', '<1>', '<2 3>', '<4>'],
  ],
  ['set -- a "b c"; for x in "$@"; do echo "<$x>"; done; for x; do echo $x; done', ['<a>', '<b c>', 'a', 'b c']],
  ['set -eu; echo $NONE; echo never', ['sh: NONE: parameter not set'], 2],
  ['set -eo pipefail; false | cat; echo never', [], 1],
  ['x=-1; echo $((5-$x)) $(($(echo 7) % 4))', ['6 3']],
  ['set -x; echo hi', ['+ echo hi', 'hi']],
  ['x=$(exit 3) || echo $?; (cd /tmp; exit 2) || pwd', ['3', '/']],
  ['f() { local v=$1; echo $v; }; v=out; f in; echo $v', ['in', 'out']],
  ["A=1 sh -c 'echo $A'; echo [$A]; B=2 env | grep ^B", ['1', '[]', 'B=2']],
  [
    "cat <<'EOF' > /tmp/a.sh\n#!/bin/sh\necho run $1\nEOF\nchmod +x /tmp/a.sh; /tmp/a.sh one; sh /tmp/a.sh two",
    ['run one', 'run two'],
  ],
  ["echo piped > /tmp/f; echo 'read x; echo got $x' > /tmp/r.sh; cat /tmp/f | sh /tmp/r.sh", ['got piped']],
  ['echo hello | timeout 5 cat; echo echo one | sh', ['hello', 'one']],
  [
    'for f in /etc/config/*; do echo $f; done; echo /nope/*; echo "/etc/*"',
    ['/etc/config/greeting', '/nope/*', '/etc/*'],
  ],
  [
    'mkdir -p /data/a && cd /data/a && echo x > f && cp -r /data /copy && find /copy -type f; pwd; cat f',
    ['/copy/a/f', '/data/a', 'x'],
  ],
  [
    'cp /etc/config/greeting /tmp/ && mv /tmp/greeting /tmp/g && ls /tmp && rm /tmp/g && rm /tmp/g',
    ['g', "rm: can't remove '/tmp/g': No such file or directory"],
    1,
  ],
  ['ln -s /etc/config/greeting /tmp/l; cat /tmp/l; ln -sf /dev/stdout /tmp/o; echo seen > /tmp/o', ['hello', 'seen']],
  ["printf '%s-%03d|' a 7 b 8; printf '%-4s|%5.1f\\n' x 2.25", ['a-007|b-008|x   |  2.3']],
  ["echo 'a b' | xargs -n1 echo item; echo 1 | xargs -I{} echo '<{}>'", ['item a', 'item b', '<1>']],
  ['echo -n hello | base64; echo aGVsbG8= | base64 -d', ['aGVsbG8=', 'hello']],
  ['head -c 4 /etc/config/greeting; echo; seq 10 | sed -n 2,3p; seq 3 | tac | head -n 1', ['hell', '2', '3', '3']],
  [
    "printf 'k=v\\nx=y\\n' > /tmp/e; while IFS='=' read -r k v; do echo $k:$v; done < /tmp/e; grep -n x /tmp/e",
    ['k:v', 'x:y', '2:x=y'],
  ],
  ['while read l; do echo "<$l>"; done < <(echo a; echo b); echo "$(</etc/config/greeting)"', ['<a>', '<b>', 'hello']],
  ['echo ${WHO^^} ${WHO:1:3} ${WHO/o/0} ${WHO%d}', ['WORLD orl w0rld worl']],
  ["sleep 100 & P=$!; kill $P; wait $P; echo $?; trap 'echo bye; exit 0' TERM; kill $$; echo never", ['143', 'bye']],
  ['sleep 3 & sleep 1; kill %1; wait; date +%S', ['01']],
  ['command -v sleep; command -v nope || echo none; type cd', ['/bin/sleep', 'none', 'cd is a shell builtin']],
  ['date -d @0 +%F; date +%j-%u-%y; date -Iseconds', ['1970-01-01', '001-4-26', '2026-01-01T00:00:00+00:00']],
  ['id -u; uname -m; hostname -i', ['0', 'x86_64', '10.244.1.2']],
  ['[ 1 -eq x ]; echo $?; exec echo gone; echo never', ['sh: x: bad number', '2', 'gone']],
  [
    'for i in 1 2; do echo $i | tee -a /tmp/log; done; export X=1; X=2; env | grep ^X; unset X; env | grep -c ^X',
    ['1', '2', 'X=2', '0'],
    1,
  ],
  ["echo 'scale=2; 10/3' | bc; cd /tmp; echo $PWD $HOME", ['3.33', '/tmp /root']],
  ['echo -n abc | sha256sum | cut -c1-16', ['ba7816bf8f01cfea']],
  ['nohup sleep 2 & wait; date +%S; exec 3>&1; echo on', ['02', 'on']],
  ['yes | head -n 2; (exit 3) | true; echo $?', ['y', 'y', '0']],
  [
    'dd if=/dev/zero of=/tmp/z bs=1k count=2 2>/dev/null; wc -c < /tmp/z; ls -l /tmp | tail -n 1',
    ['2048', '-rw-r--r--    1 root     root          2048 Jan  1 00:00 z'],
  ],
];

/** What awk makes of three lines. */
const AWK: [program: string, lines: readonly string[]][] = [
  [`awk '{print $1, $NF}'`, ['web 3', 'db 10', 'web 4']],
  [`awk '$3 > 3 {print $1}'`, ['db', 'web']],
  [`awk 'NR==2'`, ['db up 10']],
  [`awk 'NR>1 {print NR": "$2}'`, ['2: up', '3: down']],
  [`awk '/down/ {print $1 "-" $2; next} {print}'`, ['web up 3', 'db up 10', 'web-down']],
  [`awk '{s+=$3} END {print s, s/NR, NR}'`, ['17 5.66667 3']],
  [`awk '{n[$1]++} END {for (k in n) print k, n[k]}'`, ['web 2', 'db 1']],
  [`awk '!seen[$1]++ {print $1}'`, ['web', 'db']],
  [`awk 'BEGIN {OFS=","; print "h"} $2=="up" && $1!="db" {print $1,$3}'`, ['h', 'web,3']],
  [`awk '{printf "%-4s|%3d\\n", $1, $3}'`, ['web |  3', 'db  | 10', 'web |  4']],
  [`awk -v min=4 '$3 >= min {c++} END {print c+0}'`, ['2']],
  [`awk '{$2="x"; print}' | head -n 1`, ['web x 3']],
  [`awk '{if ($3 % 2 == 0) print $1, "even"; else print $1, "odd"}'`, ['web odd', 'db even', 'web even']],
  [`awk '{for (i=NF; i>0; i--) printf "%s ", $i; print ""}'`, ['3 up web ', '10 up db ', '4 down web ']],
  [`awk '$2 ~ /^d/ {print toupper(substr($1, 1, 1)) substr($1, 2), length($1)}'`, ['Web 3']],
  [`awk -F'[ ]' '{print ($3 > 5 ? "big" : "small")}'`, ['small', 'big', 'small']],
  [`awk 'BEGIN {print 1+1, 7/2; exit 3}'; echo $?`, ['2 3.5', '3']],
  [`awk '{print'; echo $?`, ['awk: cmd. line:1: syntax error at or near end of program', '2']],
];

describe('awk', () => {
  it.each(AWK)('%s', (program, lines) => {
    expect(sh(`printf 'web up 3\\ndb up 10\\nweb down 4\\n' | ${program}`).lines).toEqual(lines);
  });
});

describe('the shell that people write in manifests', () => {
  it.each(SCRIPTS.map(([script, lines, code = 0]) => ({ script, lines, code })))(
    '$script',
    ({ script, lines, code }) => {
      const result = sh(script);
      expect(result.lines).toEqual(lines);
      expect(result.code).toBe(code);
    },
  );

  it('the two sides of a pipe run at the same time', () => {
    const { lines } = sh('while true; do date +%S; sleep 1; done | tee /tmp/log | grep -v 01', 3_500);
    expect(lines).toEqual(['00', '02', '03']);
    expect(sh('for i in 1 2 3; do echo line $i; sleep 9; done | head -n 2; date +%S').lines).toEqual([
      'line 1',
      'line 2',
      '09',
    ]);
  });

  it('nc says what it is given to whoever comes, once', () => {
    const script =
      "while true; do echo -e 'HTTP/1.1 200 OK\\n\\nhello' | nc -l -p 8080; done & sleep 1; wget -qO- p:8080; wget -qO- p:8080; nc -z p 8080 && echo open";
    expect(sh(script).lines.filter((line) => !/GET|:/.test(line) && line)).toEqual(['hello', 'hello', 'open']);
  });

  it('options of a shell may be written together', () => {
    expect(run(['/bin/bash', '-ecx', 'echo $0 $1; false; echo never', 'a', 'b']).lines).toEqual([
      '+ echo a b',
      'a b',
      '+ false',
    ]);
  });

  it('bash knocks at ports; other shells know nothing of that', () => {
    const knock = '(echo > /dev/tcp/p/9000) 2>/dev/null && echo open || echo closed';
    expect(run(['bash', '-c', `${knock}; nc -lk -p 9000 & sleep 1; ${knock}`]).lines).toEqual(['closed', 'open']);
    expect(sh('echo > /dev/tcp/p/80').lines).toEqual(["sh: can't create /dev/tcp/p/80: nonexistent directory"]);
  });

  it('a script that is not there ends its interpreter; one that is goes on', () => {
    const image = 'docker.io/library/python';
    expect(run(['python', 'app.py'], 1000, image).code).toBe(2);
    const mounts = [{ volume: 's', path: '/src', files: { 'app.py': 'serve()\n' } }];
    expect(run(['python', '/src/app.py'], 1000, image, { mounts }).code).toBeUndefined();
  });

  it('braces are told apart by bash alone', () => {
    expect(run(['bash', '-c', 'echo {1..3} x{a,b}']).lines).toEqual(['1 2 3 xa xb']);
    expect(sh('echo {1..3}').lines).toEqual(['{1..3}']);
  });

  it('π comes out of the best known of all jobs', () => {
    const { lines, code } = run(['perl', '-Mbignum=bpi', '-wle', 'print bpi(2000)'], 60_000, 'docker.io/library/perl');
    expect(code).toBe(0);
    expect(lines[0]).toHaveLength(2001);
    expect(lines[0]).toMatch(/^3\.14159265358979323846264338327950288419716939937510/);
    const python = run(
      ['python', '-c', 'import time; time.sleep(2); print("done")'],
      60_000,
      'docker.io/library/python',
    );
    expect(python.lines).toEqual(['done']);
  });

  it('a script that a volume brought is a program, and starts where its container says', () => {
    const mounts = [{ volume: 's', path: '/scripts', files: { 'run.sh': 'echo $1 in $(pwd)\n' } }];
    expect(run(['/scripts/run.sh', 'here'], 1_000, undefined, { mounts, workingDir: '/tmp' }).lines).toEqual([
      'here in /tmp',
    ]);
  });

  it('who takes more memory than the container may is killed', () => {
    const resources = { limits: { memory: '100Mi' } };
    const command = ['stress', '--vm', '1', '--vm-bytes', '250M', '--vm-hang', '1'];
    const { container, code } = run(command, 5_000, 'docker.io/polinux/stress', { resources });
    expect([container.status.reason, code]).toEqual(['OOMKilled', 137]);
    const spared = run(command, 5_000, 'docker.io/polinux/stress', { resources: { limits: { memory: '300Mi' } } });
    expect(spared.container.status.state).toBe('running');
  });

  it('a signal from inside reaches the first process, if that listens', () => {
    for (const [image, command, code] of [
      ['docker.io/library/nginx', undefined, 0],
      ['docker.io/library/busybox', ['sleep', '3600'], undefined],
    ] as const) {
      const { container, simulation } = run(command ?? [], 500, image);
      const streams = { input: '', output: () => {}, error: () => {} };
      simulation
        .host('worker-1')
        .component('containerd')!
        .spawn('kill', container.execute(['sh', '-c', 'kill 1'], streams) as never);
      simulation.runFor(1_000);
      expect(container.status.exitCode).toBe(code);
    }
  });
});
