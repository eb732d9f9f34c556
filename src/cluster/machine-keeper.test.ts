import { expect, it } from 'vitest';
import { isReady } from './readiness';
import { Story } from './testing/story';

const size = { cpu: '2', memory: '4Gi', pods: '110', 'example.com/gpu': '1' };

/** `type` is what pods select: to a Node that has said nothing yet they may be bound as well, as on a real cluster. */
function node(name: string, annotations: Record<string, string>, type = 'kwok') {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, annotations, labels: { 'kubernetes.io/hostname': name, type } },
    status: { allocatable: size, capacity: size },
  };
}

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: {
    nodeSelector: { type: 'kwok' },
    containers: [
      { name: 'main', image: 'example.com/never-pulled:1', resources: { limits: { 'example.com/gpu': '1' } } },
    ],
  },
};

it('a Node with the annotation of kwok is a machine of the size it says, for as long as it is there', () => {
  const story = new Story({ seed: 'machines that come', pretendedMachines: true }).boot();
  const object = (key: string): any => story.objects.get(key);

  story.apply('nodes.yaml', [node('fake-1', { 'kwok.x-k8s.io/node': 'fake' }), node('paper', {}, 'paper')]);
  story.run(4000);
  expect(isReady(object('/registry/minions/fake-1'))).toBe(true);
  expect(object('/registry/minions/fake-1').status.allocatable).toEqual(size);
  expect(isReady(object('/registry/minions/paper'))).toBe(false);
  expect(story.cluster.machines.map(({ name }) => name)).toContain('fake-1');

  story.apply('pod.yaml', [pod]);
  story.until(() => object('/registry/pods/default/p')?.status.phase === 'Running', 2000, 'the pod to run');
  expect(object('/registry/pods/default/p').spec.nodeName).toBe('fake-1');
  expect(isReady(object('/registry/pods/default/p'))).toBe(true);

  story.run(60_000);
  expect(isReady(object('/registry/minions/fake-1'))).toBe(true);

  story.kubectl('kubectl delete node fake-1');
  story.run(90_000);
  expect(story.simulation.host('fake-1').up).toBe(false);
  expect(object('/registry/pods/default/p')).toBeUndefined();

  story.apply('nodes.yaml', [node('fake-1', { 'kwok.x-k8s.io/node': 'fake' })]);
  story.run(4000);
  expect(isReady(object('/registry/minions/fake-1'))).toBe(true);

  story.kubectl('kubectl annotate node fake-1 kwok.x-k8s.io/node-');
  story.run(60_000);
  expect(story.simulation.host('fake-1').up).toBe(false);
  expect(isReady(object('/registry/minions/fake-1'))).toBe(false);
});
