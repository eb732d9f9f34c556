import { beforeAll, describe, expect, it } from 'vitest';
import { Story } from './testing/story';

describe('looking into pods', () => {
  const story = new Story({ seed: 'debug and copy' });
  const type = (line: string, files = {}) => story.type(`kubectl ${line}`, files);

  beforeAll(() => {
    story.boot();
    type('run web --image=nginx --labels=a=b');
    type('wait --for=condition=Ready pod/web --timeout=60s');
  }, 60_000);

  it('copies files out of containers and into them', () => {
    const fetched = type('cp web:/etc/hostname ./name.txt');
    expect(fetched).toMatchObject({ out: '', code: 0, written: { 'name.txt': 'web\n' } });
    expect(type('cp page.html web:/tmp', { 'page.html': '파드\n' })).toMatchObject({ out: '', err: '', code: 0 });
    expect(type('exec web -- cat /tmp/page.html').out).toBe('파드');
    expect(type('cp page.html web:/tmp/other', { 'page.html': 'x\n' }).code).toBe(0);
    expect(type('cp web:/tmp copies').written).toEqual({ 'copies/other': 'x\n', 'copies/page.html': '파드\n' });
    expect(type('cp none web:/tmp').err).toBe("error: none doesn't exist in local filesystem");
    expect(type('cp web:/nope x').err).toContain('error: command terminated with exit code 1');
    expect(type('cp web:/a web:/b').err).toBe('error: one of src or dest must be a local file specification');
  });

  it('adds a container to a pod that runs, and stays with it', () => {
    expect(type('debug web --image=busybox -c look --profile=general -- sh -c "sleep 1; echo seen"').err).toBe('');
    type('wait --for=jsonpath={.status.ephemeralContainerStatuses[0].state.terminated.reason}=Completed pod/web');
    expect(type('logs web -c look').out).toBe('seen');
    const { out, err } = type('debug web --image=busybox -i --profile=baseline -- echo hi');
    expect(out).toMatch(/^Defaulting debug container name to debugger-\w{5}\.\nhi$/);
    expect(err).toBe('');
  });

  it('hands an object to the editor, and takes it back as it was changed', () => {
    const { written, opened, code, out } = type('edit pod web');
    expect(code).toBe(0);
    expect(opened).toBe('pod-web.yaml');
    expect(out).toMatch(/^pod\/web is in the editor as pod-web.yaml/);
    const text = written!['pod-web.yaml']!.replace('a: b', 'a: c');
    expect(type('replace -f pod-web.yaml', { 'pod-web.yaml': text }).out).toBe('pod/web replaced');
    expect(type("get pod web -o jsonpath='{.metadata.labels.a}'").out).toBe('c');
    expect(type('replace -f pod-web.yaml', { 'pod-web.yaml': text }).err).toContain('the object has been modified');
    expect(type('edit pod none').err).toBe('Error from server (NotFound): pods "none" not found');
  });

  it('asks before it deletes, where it is told to', () => {
    type('create configmap gone');
    const asked =
      'You are about to delete the following 1 resource(s):\nconfigmap/gone\nDo you want to continue? (y/N): ';
    expect(type('delete cm gone -i').out).toBe(`${asked}deletion is cancelled`);
    expect(type('delete cm gone -i', { '-': 'y\n' }).out).toBe(
      `${asked}configmap "gone" deleted from default namespace`,
    );
  });

  it('makes a copy that can be broken, and a pod on a machine', () => {
    type('debug web -q --copy-to=web2 --set-image=web=nginx:1.27 --profile=general');
    const [copy] = story.under('/registry/pods/default/web2');
    // Nobody looks into it: it is the same pod with another image.
    expect(copy.metadata.labels).toEqual({ a: 'c' });
    expect(copy.spec.containers[0].image).toBe('nginx:1.27');
    expect(copy.spec.shareProcessNamespace).toBeUndefined();
    type('debug web -q --copy-to=web3 --image=busybox --profile=general');
    const [looked] = story.under('/registry/pods/default/web3');
    expect(looked.metadata.labels).toBeUndefined();
    expect(looked.spec.shareProcessNamespace).toBe(true);
    const { out } = type('debug node/worker-1 --image=busybox --profile=sysadmin');
    expect(out).toMatch(
      /^Creating debugging pod node-debugger-worker-1-\w{5} with container debugger on node worker-1\.$/,
    );
    const [pod] = story.under('/registry/pods/default/node-debugger');
    expect(pod.spec).toMatchObject({ hostPID: true, nodeName: 'worker-1' });
  });
});
