import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../../apimachinery';
import { requestInfo } from './request-info';

const about = (method: ApiRequest['method'], path: string): string => {
  const { verb, group, version, resource, subresource, namespace, name, isResource } = requestInfo({
    method,
    path,
    headers: {},
  });
  if (!isResource) return `${verb} (${group}/${version})`;
  return `${verb} ${group || 'core'}/${version} ${resource}${subresource && `/${subresource}`} ${namespace || '*'} ${name || '*'}`;
};

describe('what a request is about is read from its method and path', () => {
  it.each([
    ['GET', '/api/v1/pods', 'list core/v1 pods * *'],
    ['GET', '/api/v1/namespaces/shop/pods', 'list core/v1 pods shop *'],
    ['GET', '/api/v1/namespaces/shop/pods?watch=true', 'watch core/v1 pods shop *'],
    ['GET', '/api/v1/namespaces/shop/pods?watch=0', 'list core/v1 pods shop *'],
    ['GET', '/api/v1/namespaces/shop/pods/web', 'get core/v1 pods shop web'],
    ['PATCH', '/api/v1/namespaces/shop/pods/web/status', 'patch core/v1 pods/status shop web'],
    ['POST', '/api/v1/namespaces/shop/pods/web/binding', 'create core/v1 pods/binding shop web'],
    ['DELETE', '/apis/apps/v1/namespaces/shop/deployments', 'deletecollection apps/v1 deployments shop *'],
    ['PUT', '/api/v1/nodes/worker-1/status', 'update core/v1 nodes/status * worker-1'],
    ['GET', '/api/v1/namespaces', 'list core/v1 namespaces * *'],
    ['DELETE', '/api/v1/namespaces/shop', 'delete core/v1 namespaces shop shop'],
    ['PUT', '/api/v1/namespaces/shop/finalize', 'update core/v1 namespaces/finalize shop shop'],
    ['GET', '/api/v1/namespaces/shop/configmaps/kube%2Droot', 'get core/v1 configmaps shop kube-root'],
  ] as const)('%s %s', (method, path, expected) => expect(about(method, path)).toBe(expected));

  it.each([
    ['/apis', 'get (/)'],
    ['/apis/apps/v1', 'get (apps/v1)'],
    ['/api/v1/', 'get (/v1)'],
    ['/healthz', 'get (/)'],
  ])('%s is about no resource', (path, expected) => expect(about('GET', path)).toBe(expected));
});
