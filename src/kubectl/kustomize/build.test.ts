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

  it('says which folder is none, and which has no kustomization', () => {
    expect(() => built('none')).toThrow(
      "must build at directory: not a valid directory: evalsymlink failure on 'none'",
    );
    expect(() => built('.')).toThrow(
      "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/home/you'",
    );
  });
});
