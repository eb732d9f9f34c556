import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { readTar, writeTar } from './tar';

it('reads what it writes, letters of more than a byte among it', () => {
  const entries = [
    { name: 'a/', text: '' },
    { name: 'a/b.txt', text: 'Grüße, 파드 🙂\n' },
    { name: 'empty', text: '' },
    { name: 'long', text: 'x'.repeat(1025) },
  ];
  expect(readTar(writeTar(entries, 1_767_225_600))).toEqual(entries);
  expect(readTar('no archive'.repeat(100))).toBeUndefined();
});

it('writes what tar reads', () => {
  const archive = writeTar([{ name: 'etc/hostname', text: 'pöd\n' }], 1_767_225_600);
  expect(execFileSync('tar', ['xOf', '-', 'etc/hostname'], { input: archive }).toString()).toBe('pöd\n');
});
