import { beforeAll, describe, expect, it } from 'vitest';
import { Story } from './testing/story';

const DUO = `apiVersion: v1
kind: Pod
metadata: {name: duo, annotations: {kubectl.kubernetes.io/default-container: second}}
spec:
  containers:
  - {name: first, image: "busybox:1.36", command: [sh, -c, "echo one; sleep 3600"]}
  - {name: second, image: "busybox:1.36", command: [sh, -c, "echo two; sleep 3600"]}
`;

describe('kubectl answers', () => {
  const story = new Story({ seed: 'terminal answers' });
  const type = (line: string, files = {}) => {
    const { text, code } = story.kubectl(`kubectl ${line}`, files);
    return { out: text.stdout.trimEnd(), err: text.stderr.trimEnd(), code };
  };

  beforeAll(() => {
    story.boot();
    type('create deployment web --image=nginx --replicas=2');
    type('expose deployment web --port=80');
    type('create configmap settings --from-literal=log.level=debug --from-literal=b=2');
    type('apply -f duo.yaml', { 'duo.yaml': DUO });
    type('wait --for=condition=Ready pod --all --timeout=60s');
  }, 60_000);

  it('set env with words that are no variables', () => {
    expect(type('set env deploy/web =x').err).toContain('env[0].name: Required value');
    expect(type('set env deploy/web --env=A').err).toBe('error: unknown environment variable: A');
    expect(type('set env deploy/web A=1 A-').err).toBe(
      'error: can not both modify and remove the same environment variable in the same command',
    );
  });

  it('set env from a config map, and what is set', () => {
    expect(type('set env deploy/web --from=cm/settings --prefix=APP_ --keys=log.level C=3').out).toBe(
      'deployment.apps/web env updated',
    );
    expect(type('set env deploy/web --list').out).toBe(
      '# Deployment web, container nginx\nC=3\n# APP_LOG_LEVEL from configmap settings, key log.level',
    );
    expect(type('set env deploy/web --list --resolve').out).toContain('\nAPP_LOG_LEVEL=debug');
    expect(type('set env deploy/web C=4 --overwrite=false').err).toBe(
      "error: deployments/web 'C' already has a value (3), and --overwrite is false",
    );
    type('rollout status deploy/web');
  });

  it('logs of what owns pods, of what leads to them, and of what has none', () => {
    expect(type('logs svc/web').err).toMatch(/^Found \d pods, using pod\/web-/);
    expect(type('logs cm/settings').err).toBe(
      'error: cannot get the logs from *v1.ConfigMap: selector for *v1.ConfigMap not implemented',
    );
    expect(type('logs -l app=none')).toEqual({ out: '', err: 'No resources found in default namespace.', code: 0 });
    expect(type('logs duo')).toEqual({ out: 'two', err: '', code: 0 });
    expect(type('logs duo --all-containers --prefix').out).toBe('[pod/duo/first] one\n[pod/duo/second] two');
    expect(type('exec duo -c NOPE -- ls').err).toBe('error: container NOPE not found in pod duo');
    expect(type('exec duo --pod-running-timeout=soon -- ls').err).toBe(
      'error: invalid argument "soon" for "--pod-running-timeout" flag: time: invalid duration "soon"\nSee \'kubectl exec --help\' for usage.',
    );
  });

  it.each([
    ["'{{len .nothing}}'", 'error calling len: len of nil pointer'],
    [`'{{"\\x"}}'`, 'error parsing template: invalid syntax'],
    ["'{{printf .nothing}}'", 'error calling printf: invalid value; expected string'],
    ["'{{base64decode .nothing}}'", 'error calling base64decode: invalid value; expected string'],
    ["'{{index .spec.containers 9}}'", 'error calling index: index out of range: 9'],
  ])('a template that asks for what is not there: %s', (template, why) => {
    const { err, code } = type(`get pod duo -o go-template=${template}`);
    expect(code).toBe(1);
    expect(err).toContain(why);
  });
});
