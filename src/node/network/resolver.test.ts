import { describe, expect, it } from 'vitest';
import { candidateNames, parseResolverConfig } from './resolver';

const POD = `search default.svc.cluster.local svc.cluster.local cluster.local
nameserver 10.96.0.10
options ndots:5
`;

describe('/etc/resolv.conf', () => {
  it('is read', () => {
    expect(parseResolverConfig(`${POD}options timeout:1 attempts:3\n`)).toEqual({
      servers: ['10.96.0.10'],
      searches: ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
      dots: 5,
      seconds: 1,
      attempts: 3,
    });
    expect(parseResolverConfig('')).toEqual({ servers: [], searches: [], dots: 1, seconds: 5, attempts: 2 });
  });

  it('says in which order names are tried', () => {
    const config = parseResolverConfig(POD);
    expect(candidateNames('Web', config)).toEqual([
      'web.default.svc.cluster.local',
      'web.svc.cluster.local',
      'web.cluster.local',
      'web',
    ]);
    expect(candidateNames('web.default.svc.cluster.local', config).at(-1)).toBe('web.default.svc.cluster.local');
    expect(candidateNames('web.example.com.', config)).toEqual(['web.example.com']);
    expect(candidateNames('a.b.c.d.e.f', config)[0]).toBe('a.b.c.d.e.f');
  });
});
