import { describe, expect, it } from 'vitest';
import { builtText } from '../commands/kustomize';

const files = {
  'base/kustomization.yaml': `resources: [web.yaml]
configMapGenerator: [{name: conf, literals: [a=1]}]
`,
  'base/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: nginx:1.25, envFrom: [{configMapRef: {name: conf}}]}]}
`,
  'prod/kustomization.yaml': `resources: [../base]
namePrefix: prod-
namespace: shop
replicas: [{name: web, count: 3}]
images: [{name: nginx, newTag: "1.27"}]
patches:
- patch: |-
    - {op: add, path: /spec/minReadySeconds, value: 5}
  target: {kind: Deployment}
`,
};

const built = (folder: string) => builtText(files, folder, () => {});

describe('a kustomization', () => {
  it('makes over what lies below it, and those who name a renamed object follow', () => {
    const text = built('prod');
    const [name] = /prod-conf-\w{10}/.exec(text)!;
    expect(text.split('---\n')).toEqual([
      `apiVersion: v1
data:
  a: "1"
kind: ConfigMap
metadata:
  name: ${name}
  namespace: shop
`,
      `apiVersion: apps/v1
kind: Deployment
metadata:
  name: prod-web
  namespace: shop
spec:
  minReadySeconds: 5
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - envFrom:
        - configMapRef:
            name: ${name}
        image: nginx:1.27
        name: c
`,
    ]);
  });

  it('gives other data another name', () => {
    const [name] = /conf-\w{10}/.exec(built('base'))!;
    const others = { ...files, 'base/kustomization.yaml': files['base/kustomization.yaml'].replace('a=1', 'a=2') };
    expect(builtText(others, 'base', () => {})).not.toContain(name);
  });

  it('says which field has another shape than it should', () => {
    const odd = (text: string) => () => builtText({ 'k/kustomization.yaml': text }, 'k', () => {});
    expect(odd('resources: web.yaml')).toThrow('cannot unmarshal string into Go struct field Kustomization.resources');
    expect(odd('images: [nginx]')).toThrow('Kustomization.images');
    expect(odd('namePrefix: 1')).toThrow('Kustomization.namePrefix');
    expect(odd('labels: [{}]')).toThrow('Kustomization.labels');
    expect(odd('resource: [a]')).toThrow('json: unknown field "resource"');
    expect(odd('resources:')()).toBe('');
  });

  it('says which folder is none, and which has no kustomization', () => {
    expect(() => built('none')).toThrow(
      "must build at directory: not a valid directory: evalsymlink failure on 'none'",
    );
    expect(() => built('.')).toThrow(
      "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/home/you'",
    );
  });
});

it('survives resources of any shape', () => {
  const kustomization = `resources: [x.yaml]
namespace: shop
labels: [{pairs: {a: b}, includeSelectors: true}]
commonAnnotations: {a: b}
images: [{name: nginx}, {}]
replicas: [{}]
configMapGenerator: [{name: c, literals: 7, files: {}}, {name: d, literals: [1=2]}]
`;
  const odd = [
    'kind: Deployment\nmetadata: {name: x}\nspec: 7',
    'kind: Deployment\nmetadata: {name: x}\nspec: {template: [], selector: null}',
    'kind: Pod\nmetadata: {name: x, labels: 1}\nspec: {containers: [null, 7, {image: 3}], imagePullSecrets: {}}',
    'kind: RoleBinding\nmetadata: {name: x}\nsubjects: [7]\nroleRef: []',
    'kind: StatefulSet\nmetadata: {name: x}\nspec: {volumeClaimTemplates: 1}',
  ];
  for (const text of odd)
    expect(
      builtText({ 'kustomization.yaml': kustomization, 'x.yaml': `apiVersion: v1\n${text}\n` }, '.', () => {}),
    ).toContain('name: x');
});
