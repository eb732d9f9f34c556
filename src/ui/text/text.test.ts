import { describe, expect, it } from 'vitest';
import { bytesText, clockText, durationText, speedText } from './figures';
import { addressTitle, briefAddress, shortenName } from './names';

describe('names', () => {
  it('are shortened in the middle; the end that differs stays whole', () => {
    expect(shortenName('web-7d4f8b6c9-x2kqz', 14)).toBe('web-7d4f…x2kqz');
    expect(shortenName('web-7d4f8b6c9-x2kqz', 11)).toBe('web-7…x2kqz');
    expect(shortenName('traffic-generator-xhr64', 12)).toBe('traffi…xhr64');
    expect(shortenName('short', 14)).toBe('short');
  });

  it('are never longer than asked, whatever they are made of', () => {
    for (const name of ['a'.repeat(80), `${'x-'.repeat(30)}y`, 'one.two.three.four.five.six', '-----------------']) {
      for (let limit = 5; limit < 40; limit += 1) expect(shortenName(name, limit).length).toBeLessThanOrEqual(limit);
    }
  });

  it('of two pods of one set are still two names', () => {
    expect(shortenName('web-7d4f8b6c9-x2kqz', 10)).not.toBe(shortenName('web-7d4f8b6c9-m4qqz', 10));
  });

  it('of components name their machine where it matters', () => {
    expect(addressTitle('cp-1/kube-apiserver')).toBe('kube-apiserver (cp-1)');
    expect(addressTitle('laptop/kubectl')).toBe('kubectl');
    expect(briefAddress('cp-2/kube-controller-manager')).toBe('controllers (cp-2)');
    expect(briefAddress('balancer/load-balancer')).toBe('load balancer');
  });
});

describe('figures', () => {
  it('of the clock', () => {
    expect([clockText(0), clockText(134_380.4), clockText(3_723_004)]).toEqual([
      '00:00.000',
      '02:14.380',
      '1:02:03.004',
    ]);
  });

  it('of durations, sizes and speeds', () => {
    expect([0.423, 18.2, 2510, 184_000, 120_000].map(durationText)).toEqual([
      '0.42 ms',
      '18 ms',
      '2.5 s',
      '3 min 4 s',
      '2 min',
    ]);
    expect([12, 2048, 3_500_000].map(bytesText)).toEqual(['12 B', '2 KiB', '3.3 MiB']);
    expect(speedText(0.01)).toBe('0.01 ×');
  });
});
