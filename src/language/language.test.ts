import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { completionsAt, factsAt, problemsIn } from './index';

/** A text with a bar where the caret is. */
function typed(text: string) {
  const before = text.slice(0, text.indexOf('|')).split('\n');
  const lines = text.replace('|', '').split('\n');
  return { lines, caret: { line: before.length - 1, column: before.at(-1)!.length } };
}

function labels(text: string): readonly string[] {
  const { lines, caret } = typed(text);
  return completionsAt(lines, caret)?.suggestions.map(({ label }) => label) ?? [];
}

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: web
        image: nginx
        BAR
`;

describe('completion', () => {
  it('offers the fields of the mapping that the caret is in, those that are there left out, required ones first', () => {
    const offered = labels(deployment.replace('BAR', '|'));
    expect(offered).toContain('imagePullPolicy');
    expect(offered).not.toContain('image');
    expect(offered).not.toContain('name');
    expect(labels('apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n  - |')[0]).toBe('name');
    expect(labels('apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n  - |')[1]).toBe('port');
  });

  it('knows keys that follow, half a word, and a new mapping that is still empty', () => {
    expect(labels('apiVersion: v1\nkind: Pod\nspec:\n  re|\n  restartPolicy: Never\n')).not.toContain('restartPolicy');
    expect(labels('apiVersion: v1\nkind: Pod\nspec:\n  securityContext:\n    |\n')).toContain('runAsUser');
    expect(labels('apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  |\n')).toContain('nodeSelector');
  });

  it('offers allowed values, yes and no, kinds and versions', () => {
    expect(labels(deployment.replace('BAR', 'imagePullPolicy: |'))).toEqual(['Always', 'IfNotPresent', 'Never']);
    expect(labels(deployment.replace('BAR', 'tty: |'))).toEqual(['true', 'false']);
    expect(labels('apiVersion: apps/v1\nkind: |')).toContain('StatefulSet');
    expect(labels('apiVersion: apps/v1\nkind: |')).not.toContain('Pod');
    expect(labels('kind: Job\napiVersion: |')).toEqual(['batch/v1']);
    expect(labels('|')).toEqual(expect.arrayContaining(['apiVersion', 'Deployment', 'Pod']));
  });

  it('reads brackets, JSON and several documents', () => {
    expect(labels('apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, |')).toContain('image');
    expect(labels('{"apiVersion": "v1", "kind": "Pod", "spec": {"dnsPolicy": "|')).toContain('Default');
    expect(labels(`${deployment.replace('BAR', '')}---\napiVersion: v1\nkind: ConfigMap\n|`)).toContain('data');
    expect(labels('apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - resources:\n      limits: {|')).toContain(
      'cpu',
    );
  });

  it('says nothing in comments, in blocks of text, and where nothing is known', () => {
    expect(labels('apiVersion: v1\nkind: Pod # |')).toEqual([]);
    expect(labels('apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |-\n    spec'.replace('|-', '>-') + '|')).toEqual([]);
    expect(labels('apiVersion: v1\nkind: Nonsense\nspec:\n  |')).toEqual([]);
    expect(labels('a: b\n---|')).toEqual([]);
  });

  it('says of which kind a name is wanted', () => {
    const { lines, caret } = typed(
      'apiVersion: v1\nkind: Pod\nspec:\n  volumes:\n  - name: a\n    secret:\n      secretName: |',
    );
    expect(completionsAt(lines, caret)?.namesOf).toBe('Secret');
  });

  it('begins lists and mappings on a line of their own, further in than a dash', () => {
    const { lines, caret } = typed('apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - |');
    const found = completionsAt(lines, caret)?.suggestions.find(({ label }) => label === 'ports');
    expect(found?.insert).toBe('ports:\n  - $0');
  });
});

describe('facts', () => {
  const facts = (text: string) => {
    const { lines, caret } = typed(text);
    return factsAt(lines, caret);
  };

  it('are a field’s path, type, allowed values and what the server would fill in', () => {
    expect(facts(deployment.replace('BAR', 'imagePull|Policy: Never'))).toMatchObject({
      path: 'spec.template.spec.containers[0].imagePullPolicy',
      type: 'string',
      allowed: ['Always', 'IfNotPresent', 'Never'],
      defaultValue: '"Always"',
      required: false,
    });
    expect(facts(deployment.replace('BAR', '').replace('containers', 'contain|ers'))).toMatchObject({
      type: '[]Container',
      required: true,
      listKeys: ['name'],
    });
    expect(facts(deployment.replace('BAR', '').replace('nginx', 'ngi|nx:1.27'))).toMatchObject({
      path: 'spec.template.spec.containers[0].image',
    });
    expect(facts(deployment.replace('BAR', '').replace('{app: web}\n  te', '{ap|p: web}\n  te'))).toMatchObject({
      path: 'spec.selector.matchLabels.app',
    });
  });

  it('are none for what no kind has', () => {
    expect(facts('apiVersion: v1\nkind: Pod\nnons|ense: 1')).toBeUndefined();
    expect(facts('# apiVers|ion: v1')).toBeUndefined();
  });
});

describe('problems', () => {
  const problems = (text: string) => [...problemsIn(text)].flat();
  const said = (text: string) => problems(text).map(({ line, message }) => `${line}: ${message}`);

  it('are none in what is right', () => {
    expect(problems(deployment.replace('BAR', ''))).toEqual([]);
  });

  it('are said in the words of kubectl and of the server, at their lines', () => {
    expect(said('apiVersion: v1\n')).toEqual(['1: kind not set']);
    expect(said('apiVersion: v1\nkind: Pood\nmetadata: {name: a}')).toEqual([
      '2: no matches for kind "Pood" in version "v1"',
    ]);
    expect(said(deployment.replace('BAR', 'imagePolicy: x'))).toEqual([
      '15: unknown field "spec.template.spec.containers[0].imagePolicy"',
    ]);
    expect(said('apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  replicas: two')).toEqual([
      '5: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ]);
    expect(said('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: A')[0]).toMatch(
      /^4: metadata.name: Invalid value: "A": a lowercase RFC 1123 subdomain/,
    );
    expect(said('a: [')[0]).toMatch(/^\d: /);
  });

  it('are told document by document', () => {
    expect(
      [...problemsIn('a: b\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}')].map((one) => one.length),
    ).toEqual([2, 0]);
  });
});

const manifests = new URL('../../../shared/yardsticks/manifests/manifests.jsonl.gz', import.meta.url);

describe.skipIf(!existsSync(manifests))('manifests that people wrote', () => {
  it('have a completion at every line’s end and no exception', { timeout: 120_000 }, () => {
    const rows = gunzipSync(readFileSync(manifests)).toString().trim().split('\n');
    let asked = 0;
    for (const row of rows) {
      const text = JSON.stringify(JSON.parse(row), null, 1);
      const lines = text.split('\n').slice(0, 120);
      for (let line = 0; line < lines.length; line += 7) {
        completionsAt(lines, { line, column: lines[line]!.length });
        asked++;
      }
    }
    expect(asked).toBeGreaterThan(1000);
  });
});
