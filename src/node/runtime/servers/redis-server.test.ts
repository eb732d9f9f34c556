import { describe, expect, it } from 'vitest';
import type { Process } from '../../../simulation';
import { run } from '../../testing/shell-container';

/** What redis-cli says beside a Redis with a configuration that a volume brought. */
function asked(line: string): string[] {
  const mounts = [
    { volume: 'c', path: '/redis-master', files: { 'redis.conf': 'maxmemory 2mb\nmaxmemory-policy allkeys-lru\n' } },
  ];
  const { container, simulation } = run(['redis-server', '/redis-master/redis.conf'], 500, 'docker.io/library/redis', {
    mounts,
  });
  let said = '';
  const write = (text: string) => void (said += text);
  function* execute(): Process<void> {
    yield* container.execute(['sh', '-c', line], { input: '', output: write, error: write });
  }
  simulation.host('worker-1').component('containerd')!.spawn('redis-cli', execute());
  simulation.runFor(5_000);
  return said.split('\n').slice(0, -1);
}

describe('Redis', () => {
  it.each([
    ['redis-cli ping', ['PONG']],
    ['redis-cli CONFIG GET maxmemory', ['maxmemory', '2097152']],
    ["redis-cli config get 'maxmemory*'", ['maxmemory', '2097152', 'maxmemory-policy', 'allkeys-lru']],
    ['redis-cli set a "b c"; redis-cli get a; redis-cli -h p get none', ['OK', 'b c', '']],
    ['redis-cli incr n; redis-cli incrby n 4; redis-cli keys "*"; redis-cli del n x', ['1', '5', 'n', '1']],
    [
      'redis-cli rpush l a b; redis-cli lpush l c; redis-cli lrange l 0 -1; redis-cli get l',
      ['2', '3', 'c', 'a', 'b', 'WRONGTYPE Operation against a key holding the wrong kind of value'],
    ],
    ['redis-cli hset h f 1 g 2; redis-cli hgetall h', ['2', 'f', '1', 'g', '2']],
    ["printf 'set k v\\nget k\\n' | redis-cli", ['OK', 'v']],
    ['redis-cli nope x', ["ERR unknown command 'nope', with args beginning with: 'x' "]],
    ['redis-cli -p 1 ping', ['Could not connect to Redis at 127.0.0.1:1: Connection refused']],
  ])('%s', (line, lines) => expect(asked(line)).toEqual(lines));
});
