import { isRefusal, refuse, unknownResource } from '../apimachinery';
import type { ApiAnswer, ApiRequest, Refusal } from '../apimachinery';
import { EtcdError } from '../etcd';
import type { Component, Process, ServerCall } from '../simulation';
import type { AdmissionView } from './admission/plugin';
import { Authenticator } from './authentication';
import type { AuthenticationOptions } from './authentication';
import { authorize } from './authorization/authorizer';
import type { NodeView } from './authorization/node-authorizer';
import { Discovery, pageNotFound } from './discovery';
import { healthAnswer, versionAnswer } from './health';
import type { RequestContext, Stage } from './registry/context';
import type { Resource } from './registry/resource';
import { operationOf } from './registry/routes';
import { watch } from './registry/watch';
import { refusalAnswer } from './request/answers';
import { requestInfo } from './request/request-info';
import type { RequestInfo } from './request/request-info';
import type { EtcdDoor } from './storage/etcd-door';

/** All that the path of a request needs of its server. */
export interface HandlerParts extends AuthenticationOptions {
  readonly component: Component;
  readonly etcd: EtcdDoor;
  readonly resources: readonly Resource[];
  readonly view: AdmissionView;
  readonly nodes: NodeView;
  synced(): boolean;
}

/** A request's way through the server: who asks, may they, what is it, and then the operation. */
export class Handler {
  inflight = 0;
  requests = 0;
  private readonly parts: HandlerParts;
  private readonly authenticator: Authenticator;
  private readonly discovery: Discovery;
  private readonly byPath = new Map<string, Resource>();

  constructor(parts: HandlerParts) {
    this.parts = parts;
    this.authenticator = new Authenticator(parts);
    this.discovery = new Discovery(parts.resources.map((resource) => resource.kind));
    for (const resource of parts.resources) {
      const { group, version, plural } = resource.kind;
      this.byPath.set(`${group}/${version}/${plural}`, resource);
    }
  }

  /** Answers the call, whole or with a stream. Refusals are answers; whatever else is thrown is a bug. */
  *handle(call: ServerCall<ApiRequest>): Process<void> {
    this.requests++;
    this.inflight++;
    const stages: Stage[] = [];
    const warnings: string[] = [];
    try {
      const answer = yield* this.answer(call, stages, warnings);
      if (answer) call.respond(answer);
    } catch (error) {
      const refusal = asRefusal(error);
      stages.push({ title: failedStage(stages), verdict: `refused: ${refusal.message}` });
      call.respond(refusalAnswer(refusal, warnings));
    } finally {
      this.inflight--;
    }
    this.note(call, stages);
  }

  /** Reads that went well are worth a note only where a user's act is behind them. */
  private note({ payload }: ServerCall<ApiRequest>, stages: readonly Stage[]): void {
    const { component } = this.parts;
    const refused = stages.at(-1)?.verdict.startsWith('refused') ?? false;
    if (payload.method !== 'GET' || refused || (component.simulation.context.root ?? 0) > 0)
      component.note('stages', stages);
  }

  private *answer(call: ServerCall<ApiRequest>, stages: Stage[], warnings: string[]): Process<ApiAnswer | undefined> {
    const { component } = this.parts;
    const request = call.payload;
    const user = this.authenticator.identify(request, Math.floor(component.now / 1000));
    stages.push({ title: 'authentication', verdict: `${user.name} (${user.by})` });
    const info = requestInfo(request);
    stages.push({ title: 'authorization', verdict: `allowed by ${authorize(user, info, this.parts.nodes)}` });
    if (!info.isResource) return yield* this.elsewhere(info);
    const resource = this.byPath.get(`${info.group}/${info.version}/${info.resource}`);
    if (!resource) return this.unknown(info);
    const operation = operationOf(resource, info);
    const { view, clusterSecret } = this.parts;
    const context: RequestContext = { component, request, info, user, resource, view, clusterSecret, stages, warnings };
    if (operation !== 'watch') return yield* operation(context);
    yield* watch(context, call);
    return undefined;
  }

  private unknown(info: RequestInfo): ApiAnswer {
    if (!this.discovery.knowsGroup(info.group)) return pageNotFound;
    throw unknownResource();
  }

  /** Paths that are about no resource. */
  private *elsewhere(info: RequestInfo): Process<ApiAnswer> {
    switch (info.path) {
      case '/healthz':
      case '/livez':
      case '/readyz':
        return yield* healthAnswer(info.path, this.parts.etcd, () => this.parts.synced());
      case '/version':
      case '/version/':
        return versionAnswer;
      default:
        return /^\/apis?(\/|$)/.test(info.path) ? this.discovery.answer(info) : pageNotFound;
    }
  }
}

/** etcd's refusals, which are nobody's fault, are passed on in its own words. */
function asRefusal(error: unknown): Refusal {
  if (isRefusal(error)) return error;
  if (error instanceof EtcdError) return refuse(500, '', error.message);
  throw error;
}

const order: readonly Stage['title'][] = [
  'authentication',
  'authorization',
  'decoding',
  'mutating admission',
  'validation',
  'validating admission',
  'storage',
];

/** The stage after the last one that was passed. */
function failedStage(stages: readonly Stage[]): Stage['title'] {
  const last = stages.at(-1);
  return order[Math.min(last ? order.indexOf(last.title) + 1 : 0, order.length - 1)]!;
}
