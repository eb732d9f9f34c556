import { describe, expect, it } from 'vitest';
import { canonicalName, parseImageReference } from './image-reference';
import { manifestOf } from './image-table';

function name(text: string): string {
  const parsed = parseImageReference(text);
  return 'reference' in parsed ? canonicalName(parsed.reference) : parsed.problem;
}

describe('an image name', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.25', 'docker.io/library/nginx:1.25'],
    ['team/app', 'docker.io/team/app:latest'],
    ['index.docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['localhost/app', 'localhost/app:latest'],
    ['registry:5000/app:v1', 'registry:5000/app:v1'],
    ['registry.k8s.io/pause:3.10.1', 'registry.k8s.io/pause:3.10.1'],
    [`nginx@sha256:${'ab'.repeat(32)}`, `docker.io/library/nginx@sha256:${'ab'.repeat(32)}`],
    ['Not A Name!', 'invalid reference format: repository name (library/Not A Name!) must be lowercase'],
    ['Nginx', 'invalid reference format: repository name (library/Nginx) must be lowercase'],
    ['nginx:', 'invalid reference format'],
    ['-nginx', 'invalid reference format'],
    ['', 'invalid reference format'],
    ['ab'.repeat(32), `invalid repository name (${'ab'.repeat(32)}), cannot specify 64-byte hexadecimal strings`],
  ])('%s is %s', (text, expected) => {
    expect(name(text)).toBe(expected);
  });

  it('known to the registry has the tags it really has, any other has all', () => {
    const exists = (text: string) => {
      const parsed = parseImageReference(text);
      return 'reference' in parsed && manifestOf(parsed.reference) !== undefined;
    };
    for (const text of [
      'nginx',
      'nginx:1.25',
      'nginx:1.27.3-alpine',
      'busybox:1.36',
      'redis:7',
      'postgres:16-alpine',
      'python:3.12-slim',
      'node:22',
      'team/app:whatever',
    ]) {
      expect([text, exists(text)]).toEqual([text, true]);
    }
    for (const text of ['nginx:nope', 'nginx:1.99', 'busybox:banana', 'redis:99'])
      expect([text, exists(text)]).toEqual([text, false]);
  });
});
