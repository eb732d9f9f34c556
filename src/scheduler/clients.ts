import type { Identity } from '../client';
import { ApiClient } from '../client';
import type { Component } from '../simulation';

/** How kubeadm lets the scheduler ask: 50 requests a second and 100 at once, for its work and for its events each. */
const RATE = { queriesPerSecond: 50, burst: 100 };
const RENEW_TIMEOUT_MILLISECONDS = 5_000;

const identity = (what: string): Identity => ({
  certificate: 'CN=system:kube-scheduler',
  userAgent: `kube-scheduler/v1.36.0 (linux/amd64) kubernetes/xxx/${what}`,
});

export interface Clients {
  readonly work: ApiClient;
  readonly events: ApiClient;
  readonly leases: ApiClient;
}

export function clientsOf(component: Component, server: string): Clients {
  return {
    work: new ApiClient(component, server, identity('scheduler'), RATE),
    events: new ApiClient(component, server, identity('scheduler'), RATE),
    leases: new ApiClient(component, server, identity('leader-election'), {
      timeoutMilliseconds: RENEW_TIMEOUT_MILLISECONDS,
    }),
  };
}
