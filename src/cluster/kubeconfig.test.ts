import { beforeAll, describe, expect, it } from 'vitest';
import { Story } from './testing/story';

describe('the laptop’s kubeconfig', () => {
  const story = new Story({ seed: 'kubeconfig' });
  const type = (line: string) => story.type(`kubectl ${line}`);

  beforeAll(() => void story.boot(), 60_000);

  it('has users of its own, who are whom their token says', () => {
    type('create serviceaccount bot');
    const { out: token } = type('create token bot');
    expect(type(`config set-credentials bot --token=${token}`).out).toBe('User "bot" set.');
    expect(type('config set-context bot --cluster=kubernetes --user=bot').out).toBe('Context "bot" created.');
    expect(type('auth whoami --context=bot').out).toContain('system:serviceaccount:default:bot');
    expect(type('get pods --context=bot').err).toContain('cannot list resource "pods"');
    expect(type('config view').out).toContain('    token: REDACTED');
  });

  it('says what is missing in it', () => {
    type('config set-context lost --cluster=none --user=bot');
    expect(type('get pods --context=lost').err).toBe(
      'Error in configuration: cluster "none" was not found for context "lost"',
    );
    type('config set-cluster none --server=https://203.0.113.99:6443');
    expect(type('get pods --context=lost').err).toMatch(/^Unable to connect to the server/);
    expect(type('config set contexts x').err).toMatch(/^error: can't set a map to a value/);
    type('config unset current-context');
    expect(type('get pods').err).toBe(
      'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
    );
    type('config use-context kubernetes-admin@kubernetes');
    expect(type('get pods').code).toBe(0);
  });
});
