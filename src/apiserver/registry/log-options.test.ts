import { describe, expect, it } from 'vitest';
import { TestCluster } from '../testing/test-cluster';

describe('how a log is asked for', () => {
  const cluster = new TestCluster().boot();

  it.each([
    ['tailLines=x', '400 strconv.ParseInt: parsing "x": invalid syntax'],
    ['sinceTime=x', '400 parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"'],
    [
      'limitBytes=0&tailLines=-1&sinceSeconds=-1',
      '422 PodLogOptions "a" is invalid: [tailLines: Invalid value: -1: must be greater than or equal to 0, ' +
        'limitBytes: Invalid value: 0: must be greater than 0, sinceSeconds: Invalid value: -1: must be greater than 0]',
    ],
    [
      'sinceSeconds=1&sinceTime=2020-01-01T00:00:00Z',
      '422 PodLogOptions "a" is invalid: []: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
    ],
    ['stream=Stdout', '422 PodLogOptions "a" is invalid: stream: Forbidden: may not be specified'],
    ['tailLines=1', '404 pods "a" not found'],
  ])('%s: is judged before the pod is looked for', (query, expected) => {
    const { status, body } = cluster.ask({ path: `/api/v1/namespaces/default/pods/a/log?${query}` });
    expect(`${status} ${(body as { message?: string }).message}`).toBe(expected);
  });
});
