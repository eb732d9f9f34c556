import { beforeAll, describe, expect, it } from 'vitest';
import { Story } from './testing/story';

const CRON = 'kubectl create cronjob tick --image=busybox --schedule="0 0 1 1 *" -- date';

/** What once stopped the simulation, wrote where nothing was to be written, or was taken for something else. */
describe('kubectl', () => {
  const story = new Story({ seed: 'command mends' });
  const type = (line: string) => story.type(line);
  const jsonPath = (what: string, path: string) => type(`kubectl get ${what} -o jsonpath='{${path}}'`).out;

  beforeAll(() => {
    story.boot();
    type('kubectl create deployment web --image=nginx --replicas=2');
    type('kubectl rollout status deployment/web');
    type(CRON);
  }, 60_000);

  it('describes a node that runs pods', () => {
    const node = jsonPath('pods -l app=web', '.items[0].spec.nodeName');
    const { out, code } = type(`kubectl describe node ${node}`);
    expect(code).toBe(0);
    expect(out).toMatch(/Non-terminated Pods: .*\n[^]*default +web-/);
  });

  it('refuses a filter that says nothing', () => {
    expect(type("kubectl get pods -o jsonpath='{.items[?()]}'")).toMatchObject({ code: 1 });
  });

  it('makes a job from a cron job that is named, and from nothing else', () => {
    expect(type('kubectl create job one --from=cronjob/tick').out).toBe('job.batch/one created');
    for (const from of ['cronjob', 'cronjob/', 'deployment/web'])
      expect(type(`kubectl create job two --from=${from}`)).toMatchObject({ out: '', code: 1 });
  });

  it.each(['client', 'server'])('writes nothing in a dry run of the %s', (dryRun) => {
    const versions = () => [
      jsonPath('deployment web', '.metadata.resourceVersion'),
      jsonPath('nodes', '.items[*].spec'),
      jsonPath('pods -l app=web', '.items[*].metadata.uid'),
    ];
    const before = versions();
    const node = jsonPath('pods -l app=web', '.items[0].spec.nodeName');
    for (const line of [
      'scale deployment web --replicas=5',
      `patch deployment web -p '{"spec":{"replicas":5}}'`,
      `taint nodes ${node} key=value:NoSchedule`,
      `drain ${node} --ignore-daemonsets --force`,
    ])
      expect(type(`kubectl ${line} --dry-run=${dryRun}`), line).toMatchObject({ code: 0 });
    story.run(5000);
    expect(versions()).toEqual(before);
  });

  it('has no dry run of a restart', () => {
    expect(type('kubectl rollout restart deployment/web --dry-run=server').err).toContain('unknown flag: --dry-run');
  });

  it('scales only from where one thinks it is', () => {
    const { err, code } = type('kubectl scale deployment web --replicas=3 --current-replicas=7');
    expect([err, code]).toEqual(['error: Expected replicas to be 7, was 2', 1]);
  });

  it('deletes by field in all namespaces, and refuses what makes no sense together', () => {
    type('kubectl create configmap here --from-literal=a=b');
    expect(type('kubectl delete configmaps -A --field-selector=metadata.name=here').out).toBe(
      'configmap "here" deleted from default namespace',
    );
    for (const flags of ['--now --grace-period=3', '--force --grace-period=3', '--cascade=sideways'])
      expect(type(`kubectl delete deployment web ${flags}`)).toMatchObject({ out: '', code: 1 });
    expect(type('kubectl get deployment web').code).toBe(0);
  });

  it('exposes with a selector of the service’s own', () => {
    type('kubectl expose deployment web --port=80 --selector=tier=front');
    expect(jsonPath('service web', '.spec.selector')).toBe('{"tier":"front"}');
  });

  it('neither sets nor takes away a label that it is told to do both with', () => {
    expect(type('kubectl label deployment web a=b a-').err).toContain(
      'can not both modify and remove a label in the same command',
    );
  });

  it('asks a container in a completed pod for nothing', () => {
    type('kubectl run over --image=busybox --restart=Never -- true');
    type("kubectl wait --for=jsonpath='{.status.phase}'=Succeeded pod/over --timeout=60s");
    expect(type('kubectl exec over -- date').err).toBe(
      'error: cannot exec into a container in a completed pod; current phase is Succeeded',
    );
    expect(type('kubectl attach over').err).toBe(
      'error: cannot attach a container in a completed pod; current phase is Succeeded',
    );
  });
});
