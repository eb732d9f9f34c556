import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../apimachinery';
import type { Hop, Trace } from '../simulation';
import { hopTitle } from './hop-titles';
import { answerTitle, readPath, requestTitle } from './request-words';
import { Simulation } from '../simulation';
import { hopSentence, requestSentence } from './sentences';

function request(method: ApiRequest['method'], path: string, body?: unknown, agent = 'kubectl'): ApiRequest {
  return { method, path, headers: { 'user-agent': agent }, ...(body ? { body } : {}) };
}

function hop(partial: Partial<Hop>): Hop {
  const base = {
    id: 7,
    kind: 'request',
    from: 'a/b',
    to: 'c/d',
    protocol: 'https',
    payload: null,
    sentAt: 0,
    arrivesAt: 1,
  } as const;
  return { ...base, outcome: 'flying', cause: 0, others: [], root: 0, exchange: 7, ...partial };
}

describe('a path of the API', () => {
  it('is taken apart, whatever it names', () => {
    expect(readPath('/api/v1/namespaces/shop/pods/web-1/status?dryRun=All')).toEqual({
      group: '',
      namespace: 'shop',
      resource: 'pods',
      name: 'web-1',
      subresource: 'status',
      query: 'dryRun=All',
    });
    expect(readPath('/apis/apps/v1/deployments')).toMatchObject({
      group: 'apps',
      resource: 'deployments',
      namespace: '',
    });
    expect(readPath('/api/v1/namespaces/shop')).toMatchObject({ resource: 'namespaces', name: 'shop', namespace: '' });
    expect(readPath('/api/v1/namespaces/shop/finalize')).toMatchObject({
      resource: 'namespaces',
      subresource: 'finalize',
    });
    expect(readPath('/api/v1/namespaces/shop/pods')).toMatchObject({ resource: 'pods', namespace: 'shop', name: '' });
    expect(readPath('/healthz')).toBeUndefined();
  });
});

describe('a message in a few words', () => {
  it('names verb and subject of a request, and the code of an answer', () => {
    expect(requestTitle(request('POST', '/api/v1/namespaces/shop/pods/web-1/binding'))).toBe('POST pods/binding');
    expect(requestTitle(request('GET', '/api/v1/pods?watch=true&resourceVersion=5'))).toBe('WATCH pods');
    expect(requestTitle(request('GET', '/healthz'))).toBe('GET /healthz');
    expect(answerTitle({ status: 409, headers: {}, body: null })).toBe('409 Conflict');
  });

  it('says what a watch tells', () => {
    const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web-1' } };
    expect(hopTitle(hop({ kind: 'item', payload: { type: 'ADDED', object } }))).toBe('ADDED pod web-1');
    expect(hopTitle(hop({ kind: 'act', payload: { title: 'kubectl apply -f web.yaml' } }))).toBe(
      'kubectl apply -f web.yaml',
    );
  });
});

describe('a request in a sentence', () => {
  it('says who does what', () => {
    const binding = { target: { kind: 'Node', name: 'worker-2' } };
    expect(
      requestSentence('cp-2/kube-scheduler', request('POST', '/api/v1/namespaces/d/pods/web-1/binding', binding)),
    ).toEqual({
      key: 'stories.binds',
      values: { actor: { key: 'actors.scheduler' }, pod: 'web-1', node: 'worker-2' },
    });
    const agent = 'kube-controller-manager/v1.36.0 system:serviceaccount:kube-system:replicaset-controller';
    const pod = { metadata: { generateName: 'web-7d-' } };
    expect(
      requestSentence('cp-1/kube-controller-manager', request('POST', '/api/v1/namespaces/d/pods', pod, agent)),
    ).toEqual({
      key: 'stories.creates',
      values: {
        actor: { key: 'actors.controller', values: { name: 'replicaset controller' } },
        what: { key: 'stories.named', values: { kind: { key: 'kinds.pod' }, name: 'web-7d-…' } },
      },
    });
    expect(requestSentence('worker-1/kubelet', request('PATCH', '/api/v1/namespaces/d/pods/web-1/status', {}))).toEqual(
      {
        key: 'stories.reportsStatus',
        values: {
          actor: { key: 'actors.kubelet', values: { machine: 'worker-1' } },
          what: { key: 'stories.named', values: { kind: { key: 'kinds.pod' }, name: 'web-1' } },
        },
      },
    );
  });
});

describe('the load balancer', () => {
  it('passes on what another asked for, and asks for nothing itself', () => {
    const asked = hop({ id: 6, from: 'laptop/kubectl', to: 'balancer/load-balancer' });
    const trace = { hop: (id: number) => (id === asked.id ? asked : undefined) } as Trace;
    const payload = request('GET', '/api/v1/namespaces/default');
    const onwards = { from: asked.to, to: 'cp-1/kube-apiserver', payload };
    expect(hopSentence(trace, hop({ ...onwards, cause: asked.id }))).toEqual({
      key: 'stories.passesOn',
      values: {
        actor: { key: 'actors.loadBalancer' },
        what: 'GET namespaces/default',
        peer: { key: 'actors.apiServer', values: { machine: 'cp-1' } },
      },
    });
    expect(hopSentence(trace, hop({ ...onwards, payload: request('GET', '/healthz') })).key).toBe('stories.asksFor');
  });
});

describe('traffic between pods', () => {
  const dialled = { address: '10.96.1.1', port: 80, service: 'default/web:http' };
  const get = { kind: 'http', port: 80, source: '10.244.0.9', sender: 'default/client', method: 'GET', path: '/' };
  const call = { ...get, host: '10.244.1.2', headers: { host: 'web' }, via: dialled };
  const sentence = (payload: unknown) =>
    hopSentence(new Simulation({ seed: 'words' }).trace, hop({ protocol: 'http', payload })).key;

  it('is told in the words of what was sent', () => {
    expect(hopTitle(hop({ protocol: 'http', payload: call }))).toBe('GET http://web/');
    expect(hopTitle(hop({ protocol: 'http', kind: 'response', payload: { status: 200 } }))).toBe('200');
    const question = { kind: 'dns', question: { name: 'web', type: 'A' } };
    expect(hopTitle(hop({ protocol: 'dns', payload: question }))).toBe('A web?');
    expect(hopTitle(hop({ protocol: 'dns', kind: 'response', payload: { code: 'NXDOMAIN', records: [] } }))).toBe(
      'NXDOMAIN',
    );
  });

  it('says through which service it went, and where it was led', () => {
    expect(sentence(call)).toBe('stories.callsThrough');
    expect(sentence({ ...call, host: dialled.address })).toBe('stories.callsInVain');
    expect(sentence({ ...call, via: undefined })).toBe('stories.calls');
  });
});
