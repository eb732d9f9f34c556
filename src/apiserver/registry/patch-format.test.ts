import { describe, expect, it } from 'vitest';
import { TestCluster } from '../testing/test-cluster';

const path = '/apis/apps/v1/namespaces/shop/deployments/web';
const labels = { app: 'web' };
const spec = {
  selector: { matchLabels: labels },
  template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'nginx' }] } },
};

describe('a patch of a deployment', () => {
  const cluster = new TestCluster().boot();
  cluster.namespace('shop');
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec };
  cluster.create('/apis/apps/v1/namespaces/shop/deployments', deployment);

  const refusalOf = (type: string, body: unknown, query = '') => {
    const headers = { 'content-type': `application/${type}` };
    const answer = cluster.ask({ method: 'PATCH', path: `${path}${query}`, headers, body });
    return `${answer.status} ${(answer.body as { message?: string }).message}`;
  };
  const strategic = 'strategic-merge-patch+json';
  const merge = 'merge-patch+json';
  const json = 'json-patch+json';

  it.each([
    [{ spec: { replicas: 'three' } }, 'map[spec:map[replicas:three]]', 'unrecognized type: int32'],
    [{ spec: { replicas: 1.5 } }, 'map[spec:map[replicas:1.5]]', 'cannot convert float64 to int32'],
    [{ metadata: { labels: { a: 1 } } }, 'map[metadata:map[labels:map[a:1]]]', 'cannot convert int64 to string'],
    [{ spec: { template: 'x' } }, 'map[spec:map[template:x]]', 'cannot restore struct from: string'],
    [{ metadata: { labels: [] } }, 'map[metadata:map[labels:[]]]', 'cannot restore map from slice'],
  ])('that is strategic and can not be read is shown as it came: %j', (body, shown, why) => {
    expect(refusalOf(strategic, body)).toBe(`422  "" is invalid: patch: Invalid value: "${shown}": ${why}`);
  });

  it('that is strategic says in strict mode which fields nobody knows, in their order', () => {
    const body = { spec: { replica: 3, image: 'x' } };
    const why = 'strict decoding error: unknown field "spec.image", unknown field "spec.replica"';
    expect(refusalOf(strategic, body, '?fieldValidation=Strict')).toBe(
      `422  "" is invalid: patch: Invalid value: "map[spec:map[image:x replica:3]]": ${why}`,
    );
  });

  it('that is merged is refused with what came of it, in the words of the decoder', () => {
    const why = 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32';
    const refusal = refusalOf(merge, { spec: { replicas: 'three' } });
    expect(refusal).toMatch(/^422 {2}"" is invalid: patch: Invalid value: "\{.*three/);
    expect(refusal.endsWith(`: ${why}`)).toBe(true);
  });

  it.each([
    [strategic, [], '400 json: cannot unmarshal array into Go value of type map[string]interface {}'],
    [strategic, { spec: { strategy: { $retainKeys: 5 } } }, '400 invalid patch format of retainKeys'],
    [
      strategic,
      { spec: { strategy: { $retainKeys: [], type: 'Recreate' } } },
      '400 invalid patch format of retainKeys',
    ],
    [merge, null, '400 Invalid JSON Patch'],
    [merge, undefined, '400 error decoding patch: unexpected end of JSON input'],
    [json, undefined, '400 error decoding patch: unexpected end of JSON input'],
    [strategic, undefined, '400 unexpected end of JSON input'],
    [
      merge,
      true,
      '400 error decoding patch: json: cannot unmarshal bool into Go value of type map[string]interface {}',
    ],
    [json, [1], '400 error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp'],
    [
      json,
      [{ op: 1 }],
      '400 error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string',
    ],
    [json, [null], '422 the server rejected our request due to an error in our request'],
    [
      merge,
      { metadata: { namespace: 'other' } },
      '400 the namespace of the provided object does not match the namespace sent on the request',
    ],
  ])('%s that says %j is refused', (type, body, expected) => expect(refusalOf(type, body)).toBe(expected));

  it('says all that is wrong with its options at once', () => {
    expect(refusalOf(merge, {}, '?force=true&dryRun=x&fieldValidation=y')).toBe(
      '422 PatchOptions.meta.k8s.io "" is invalid: [force: Forbidden: may not be specified for non-apply patch, ' +
        'dryRun: Unsupported value: ["x"]: supported values: "All", ' +
        'fieldValidation: Unsupported value: "y": supported values: "", "Ignore", "Strict", "Warn"]',
    );
  });
});
