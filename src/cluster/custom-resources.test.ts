import { describe, expect, it } from 'vitest';
import { Story } from './testing/story';

const DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: widgets, kind: Widget, shortNames: [wi], categories: [all]}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}}
    additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            description: What is wanted.
            required: [size]
            properties:
              size: {type: integer, minimum: 1, description: How large it is.}
              color: {type: string, default: red}
          status: {type: object, x-kubernetes-preserve-unknown-fields: true}
`;

const widget = (size: number): string => `apiVersion: example.com/v1
kind: Widget
metadata: {name: first}
spec: {size: ${size}}
`;

const files = { 'crd.yaml': DEFINITION, 'widget.yaml': widget(3) };

describe('a kind that somebody makes up', () => {
  const story = new Story({ seed: 'custom resources' }).boot();
  const say = (line: string, given: Readonly<Record<string, string>> = files) => story.kubectl(line, given).text;

  it('is nobody’s before it is defined', () => {
    expect(say('kubectl get widgets').stderr).toBe('error: the server doesn\'t have a resource type "widgets"\n');
    expect(say('kubectl apply -f widget.yaml').stderr).toBe(
      'error: resource mapping not found for name: "first" namespace: "" from "widget.yaml": no matches for kind "Widget" in version "example.com/v1"\nensure CRDs are installed first\n',
    );
  });

  it('is defined, and its objects are written like all others', () => {
    expect(say('kubectl apply -f crd.yaml').stdout).toBe(
      'customresourcedefinition.apiextensions.k8s.io/widgets.example.com created\n',
    );
    expect(say('kubectl wait --for=condition=established crd/widgets.example.com').stdout).toBe(
      'customresourcedefinition.apiextensions.k8s.io/widgets.example.com condition met\n',
    );
    expect(say('kubectl apply -f widget.yaml').stdout).toBe('widget.example.com/first created\n');
    expect(say('kubectl apply -f widget.yaml').stdout).toBe('widget.example.com/first unchanged\n');
    const larger = { 'widget.yaml': widget(4) };
    expect(say('kubectl apply -f widget.yaml', larger).stdout).toBe('widget.example.com/first configured\n');
    expect(say('kubectl apply -f widget.yaml', { 'widget.yaml': widget(0) }).stderr).toContain(
      'spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1',
    );
  });

  it('is found by all of its names', () => {
    expect(say('kubectl get wi').stdout).toMatch(/^NAME {4}SIZE\nfirst {3}4\n$/);
    expect(say('kubectl get widget.example.com first -o jsonpath={.spec}').stdout).toBe('{"color":"red","size":4}');
    expect(say('kubectl get widgets.v1.example.com -o name').stdout).toBe('widget.example.com/first\n');
    expect(say('kubectl get all').stdout).toContain('widget.example.com/first   4\n');
    expect(say('kubectl api-resources --api-group=example.com').stdout).toMatch(
      /^widgets +wi +example.com\/v1 +true +Widget$/m,
    );
    expect(say('kubectl explain widgets.spec').stdout).toContain('size\t<integer> -required-\n    How large it is.');
    expect(say('kubectl describe widget first').stdout).toContain('Spec:\n  Color:  red\n  Size:   4\n');
  });

  it('is changed by patches, labels and an application by the server', () => {
    expect(say(`kubectl patch wi first --type=merge -p '{"spec":{"color":"blue"}}'`).stdout).toBe(
      'widget.example.com/first patched\n',
    );
    expect(say('kubectl label wi first a=b').stdout).toBe('widget.example.com/first labeled\n');
    expect(say('kubectl apply --server-side --force-conflicts -f widget.yaml').stdout).toBe(
      'widget.example.com/first serverside-applied\n',
    );
    expect(say('kubectl get wi -l a=b -o jsonpath={.items[0].spec.color}').stdout).toBe('blue');
  });

  it('is looked after by the controllers that look after everything', () => {
    const made = say('kubectl get wi first -o jsonpath={.metadata.uid}').stdout;
    const owner = `{apiVersion: example.com/v1, kind: Widget, name: first, uid: "${made}"}`;
    const owned = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: owned, ownerReferences: [${owner}]}\n`;
    const child = `apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: child, ownerReferences: [${owner}]}\nspec: {size: 1}\n`;
    story.run(31_000);
    say('kubectl create quota q --hard=count/widgets.example.com=2');
    story.run(1000);
    say('kubectl apply -f owned.yaml -f child.yaml', { 'owned.yaml': owned, 'child.yaml': child });
    const third = { 'widget.yaml': widget(1).replace('first', 'third') };
    expect(say('kubectl create -f widget.yaml', third).stderr).toContain(
      'exceeded quota: q, requested: count/widgets.example.com=1, used: count/widgets.example.com=2, limited: count/widgets.example.com=2',
    );
    story.run(35_000);
    expect(say('kubectl get cm,wi -o name').stdout).toContain('configmap/owned\nwidget.example.com/child\n');
    say('kubectl delete wi first');
    story.run(3000);
    expect(say('kubectl get cm,wi -o name').stdout).toBe('configmap/kube-root-ca.crt\n');
    expect(say('kubectl get quota q -o jsonpath={.status.used}').stdout).toBe('{"count/widgets.example.com":"0"}');
    say('kubectl create ns gone');
    say('kubectl apply -n gone -f widget.yaml');
    say('kubectl delete ns gone');
    expect(say('kubectl get ns gone').stderr).toContain('not found');
  });

  it('goes with its definition', () => {
    expect(say('kubectl delete crd widgets.example.com').stdout).toBe(
      'customresourcedefinition.apiextensions.k8s.io "widgets.example.com" deleted\n',
    );
    story.run(2000);
    expect(say('kubectl get wi').stderr).toContain('the server could not find the requested resource');
  });
});
