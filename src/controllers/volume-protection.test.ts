import { describe, expect, it } from 'vitest';
import { ManagerWorld } from './testing/manager-world';

const CORE = '/api/v1/namespaces/default';

describe('what pods use', () => {
  it('stays until they are gone', () => {
    const world = new ManagerWorld();
    const disk = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    const claim = (): any => world.ask('GET', `${CORE}/persistentvolumeclaims/data`);
    world.ask('POST', `${CORE}/persistentvolumeclaims`, { metadata: { name: 'data' }, spec: disk });
    expect(claim().metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
    world.putNode('worker-1');
    const volumes = [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }];
    const spec = { containers: [{ name: 'main', image: 'nginx' }], volumes };
    world.ask('POST', `${CORE}/pods`, { metadata: { name: 'user' }, spec });
    world.live(1000);
    world.ask('DELETE', `${CORE}/persistentvolumeclaims/data`);
    world.live(1000);
    expect(claim().metadata.deletionTimestamp).toBeDefined();
    world.ask('DELETE', `${CORE}/pods/user`);
    world.live(2000);
    expect(claim().reason).toBe('NotFound');
  });

  it('goes at once when nobody does', () => {
    const world = new ManagerWorld();
    const spec = { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/data' } };
    world.ask('POST', '/api/v1/persistentvolumes', { metadata: { name: 'v' }, spec });
    world.ask('DELETE', '/api/v1/persistentvolumes/v');
    world.simulation.runFor(1000);
    expect(world.ask('GET', '/api/v1/persistentvolumes/v').reason).toBe('NotFound');
  });
});
