import { beforeAll, describe, expect, it } from 'vitest';
import { typeLine } from './commands';
import type { RunningLine } from './commands';
import { Story } from './testing/story';

describe('ports of pods on the laptop', () => {
  const story = new Story({ seed: 'port-forward' });
  const type = (line: string) => story.type(line);
  /** A line that goes on while others are typed, and what it has printed. */
  const begin = (
    line: string,
  ): { readonly running: RunningLine; readonly said: string[]; code: number | undefined } => {
    const said: string[] = [];
    const begun = { said, code: undefined as number | undefined, running: undefined as unknown as RunningLine };
    begun.running = typeLine(story.cluster, { line }, (_, { output, result }) => {
      if (output) said.push(...output.text.trimEnd().split('\n'));
      if (result) begun.code = result.code;
    });
    story.cluster.simulation.runFor(2000);
    return begun;
  };

  beforeAll(() => {
    story.boot();
    type('kubectl create deployment web --image=nginx');
    type('kubectl expose deployment web --port=8080 --target-port=80');
    type('kubectl run quiet --image=busybox --command -- sleep 3600');
    type('kubectl wait --for=condition=Ready pod --all --timeout=60s');
  }, 60_000);

  it('answers at the laptop what the program in the pod answers, until it is ended', () => {
    expect(type('curl -s localhost:9000').code).toBe(7);
    const { running, said } = begin('kubectl port-forward svc/web 9000:8080');
    expect(said).toEqual(['Forwarding from 127.0.0.1:9000 -> 80', 'Forwarding from [::1]:9000 -> 80']);
    const before = story.simulation.trace.hops.next;
    expect(type('curl -s localhost:9000').out).toContain('Welcome to nginx!');
    const way = story.simulation.trace.hopsSince(before).map(({ from, to, kind }) => `${kind}: ${from} > ${to}`);
    const through = way.map((one) => one.replace(/-\d/g, '')).filter((one) => /^input|^item.*balancer > /.test(one));
    expect(through).toEqual([
      'input: laptop/kubectl > balancer/load-balancer',
      'input: balancer/load-balancer > cp/kube-apiserver',
      'input: cp/kube-apiserver > worker/kubelet',
      'input: worker/kubelet > worker/containerd',
      'item: balancer/load-balancer > laptop/kubectl',
    ]);
    expect(said.at(-1)).toBe('Handling connection for 9000');
    expect(type('kubectl port-forward deploy/web 9000:80').err).toContain(
      'error: unable to listen on any of the requested ports: [{9000 80}]',
    );
    running.interrupt();
    expect(type('curl -s localhost:9000').code).toBe(7);
  });

  it('is lost when nobody listens in the pod', () => {
    const begun = begin('kubectl port-forward pod/quiet :81');
    const port = /127\.0\.0\.1:(\d+) -> 81/.exec(begun.said[0]!)![1]!;
    expect(type(`curl -s localhost:${port}`).code).not.toBe(0);
    expect(begun.said.at(-2)).toContain('connect: connection refused');
    expect(begun.said.at(-1)).toBe('error: lost connection to pod');
    expect(begun.code).toBe(1);
  });

  it('lets whoever asks the laptop ask the API server', () => {
    const { running, said } = begin('kubectl proxy --port=8001');
    expect(said).toEqual(['Starting to serve on 127.0.0.1:8001']);
    expect(JSON.parse(type('curl -s localhost:8001/version').out)).toMatchObject({ major: '1' });
    expect(type('curl -s -o /dev/null -w %{http_code} localhost:8001/api/v1/namespaces/default/pods/none').out).toBe(
      '404',
    );
    running.interrupt();
    expect(type('curl -s localhost:8001/version').code).toBe(7);
  });

  it('refuses ports that are none, and pods that do not run', () => {
    expect(type('kubectl port-forward quiet 80:0').err).toBe('error: remote port must be > 0');
    expect(type('kubectl port-forward quiet http').err).toBe("error: Pod 'quiet' does not have a named port 'http'");
    expect(type('kubectl port-forward svc/web 81').err).toBe('error: Service web does not have a service port 81');
    expect(type('kubectl port-forward quiet 70000').err).toBe(
      `error: error parsing local port '70000': strconv.ParseUint: parsing "70000": value out of range`,
    );
    type(`kubectl run never --image=nginx --overrides='{"spec":{"nodeSelector":{"no":"where"}}}'`);
    expect(type('kubectl port-forward never 80').err).toBe(
      'error: unable to forward port because pod is not running. Current status=Pending',
    );
  });
});
