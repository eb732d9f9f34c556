import { badRequest, durationProblem, isRefusal, methodNotAllowed, refuse, unknownResource } from '../apimachinery';
import type { ApiAnswer, ApiRequest, Refusal } from '../apimachinery';
import { EtcdError } from '../etcd';
import type { Component, Process, ServerCall } from '../simulation';
import type { AdmissionView } from './admission/plugin';
import { auditTarget } from './audit';
import type { Auditor, AuditRecord } from './audit';
import { Authenticator } from './authentication';
import type { AuthenticationOptions, User } from './authentication';
import { authorize, decide } from './authorization/authorizer';
import { impersonated } from './authorization/impersonation';
import type { NodeView } from './authorization/node-authorizer';
import { Discovery, pageNotFound } from './discovery/discovery';
import { listedGroups } from './discovery/groups';
import type { ListedGroup } from './discovery/groups';
import { componentStatuses, isComponentStatus } from './component-statuses';
import { healthAnswer, healthPaths, isHealthPath, versionAnswer } from './health';
import { checkAcceptable, formOfRefusal, objectConversions, representations, wantedForm } from './presentation/accept';
import { inMedia, presented } from './presentation/present';
import { bindingOf } from './registry/binding';
import { relayToKubelet } from './registry/pod-relay';
import { isOpenApiPath, OpenApi, openApiPaths } from './openapi/openapi';
import type { RequestContext } from './registry/context';
import type { Stage } from './registry/stage';
import { allowed, decoded } from './registry/stage';
import type { Resource } from './registry/resource';
import { operationOf } from './registry/routes';
import { watch } from './registry/watch';
import { writeOptions } from './registry/write-options';
import { answer, refusalAnswer, warned } from './request/answers';
import { requestInfo } from './request/request-info';
import type { RequestInfo } from './request/request-info';
import { managersOfNew } from './ownership/field-manager';
import { readReview, reviewOf } from './reviews/reviews';
import type { Review } from './reviews/reviews';
import type { EtcdDoor } from './storage/etcd-door';

/** All that the path of a request needs of its server. */
export interface HandlerParts extends AuthenticationOptions {
  readonly component: Component;
  readonly etcd: EtcdDoor;
  readonly resources: readonly Resource[];
  readonly view: AdmissionView;
  readonly nodes: NodeView;
  readonly audit?: Auditor;
  synced(): boolean;
}

/** What is known of a request so far, for the log of those that end early. */
interface Known {
  user?: User;
  /** Whom the user acts as. */
  actingAs?: User;
  readonly receivedAt: number;
}

/** A request's way through the server: who asks, may they, what is it, and then the operation. */
export class Handler {
  inflight = 0;
  requests = 0;
  private readonly parts: HandlerParts;
  private readonly authenticator: Authenticator;
  private discovery!: Discovery;
  private openApi!: OpenApi;
  private readonly groups: readonly ListedGroup[];
  /** By what stands last in their paths, which mostly says it all. */
  private readonly byPlural = new Map<string, Resource[]>();
  private readonly introductions = new WeakMap<User, Stage>();

  constructor(parts: HandlerParts) {
    this.parts = parts;
    this.authenticator = new Authenticator(parts);
    this.groups = listedGroups(parts.resources.map((resource) => resource.kind));
    this.serve([], []);
  }

  /** What definitions made, beside what always is. */
  serve(custom: readonly Resource[], groups: readonly ListedGroup[]): void {
    this.discovery = new Discovery(this.groups, groups);
    this.openApi = new OpenApi([...this.groups, ...groups]);
    this.byPlural.clear();
    for (const resource of [...this.parts.resources, ...custom]) {
      const { plural } = resource.kind;
      const others = this.byPlural.get(plural);
      if (others) others.push(resource);
      else this.byPlural.set(plural, [resource]);
    }
  }

  /** Answers the call, whole or with a stream. Refusals are answers; whatever else is thrown is a bug. */
  *handle(call: ServerCall<ApiRequest>): Process<void> {
    this.requests++;
    this.inflight++;
    const stages: Stage[] = [];
    const warnings: string[] = [];
    const known: Known = { receivedAt: this.parts.component.now };
    try {
      const answer = yield* this.answer(call, known, stages, warnings);
      if (answer) this.respond(call, known, answer);
    } catch (error) {
      const refusal = asRefusal(error);
      stages.push({ title: failedStage(stages, refusal), verdict: { is: 'refused', message: refusal.message } });
      const refused = refusalAnswer(refusal, warnings);
      this.respond(call, known, inMedia(refused, formOfRefusal(call.payload.headers.accept)));
    } finally {
      this.inflight--;
    }
    this.note(call, stages);
  }

  private respond(call: ServerCall<ApiRequest>, known: Known, answer: ApiAnswer): void {
    this.audit(call, known, 'ResponseComplete', answer.status);
    call.respond(answer);
  }

  private audit(call: ServerCall<ApiRequest>, known: Known, stage: AuditRecord['stage'], code: number): void {
    const { audit, component } = this.parts;
    if (!audit) return;
    const { payload: request, from } = call;
    audit({
      server: component.id,
      from,
      request,
      stage,
      code,
      receivedAt: known.receivedAt,
      at: component.now,
      user: known.user,
      impersonated: known.actingAs,
      target: auditTarget(requestInfo(request), request),
    });
  }

  /** Reads that went well are worth a note only where a user's act is behind them. */
  private note({ payload }: ServerCall<ApiRequest>, stages: readonly Stage[]): void {
    const { component } = this.parts;
    const refused = stages.at(-1)?.verdict.is === 'refused';
    if (payload.method !== 'GET' || refused || (component.simulation.context.root ?? 0) > 0)
      component.note('stages', stages);
  }

  private *answer(
    call: ServerCall<ApiRequest>,
    known: Known,
    stages: Stage[],
    warnings: string[],
  ): Process<ApiAnswer | undefined> {
    const { component } = this.parts;
    const request = call.payload;
    const asked = requestInfo(request);
    checkPatience(asked);
    const user = this.whoAsks(request, known);
    stages.push(this.introduction(user));
    stages.push(allowed(authorize(user, asked, this.parts.nodes, this.parts.view.rbac)));
    if (!asked.isResource) return yield* this.elsewhere(asked, request);
    const review = reviewOf(asked);
    if (review) return this.reviewed(review, asked, request, user, stages);
    if (isComponentStatus(asked)) {
      const leases = this.resourceAt('coordination.k8s.io', 'v1', 'leases')!;
      const { etcd } = this.parts;
      const found = yield* componentStatuses(asked, etcd, leases.store, component.now);
      const wanted = wantedForm(request.headers.accept, objectConversions, false);
      return presented(found.answer, wanted, found.kind, asked.query, component.now);
    }
    const info = bindingOf(asked, request) ?? asked;
    const resource = this.resourceAt(info.group, info.version, info.resource);
    if (!resource) return this.unknown(info);
    const turnedAway = resource.turnsAway?.(info, request);
    if (turnedAway) return turnedAway;
    const operation = operationOf(resource, info, request);
    if (resource.kind.deprecated !== undefined) warnings.push(resource.kind.deprecated);
    const { view, clusterSecret } = this.parts;
    const context: RequestContext = { component, request, info, user, resource, view, clusterSecret, stages, warnings };
    if (operation === 'relay') {
      yield* relayToKubelet(context, call);
      this.audit(call, known, 'ResponseComplete', 200);
      return undefined;
    }
    const wanted = wantedForm(request.headers.accept, objectConversions, operation === 'watch');
    if (operation !== 'watch')
      return presented(warned(yield* operation(context), warnings), wanted, resource.kind, info.query, component.now);
    yield* watch({ ...context, wanted, ended: () => this.audit(call, known, 'ResponseComplete', 200) }, call);
    this.audit(call, known, 'ResponseStarted', 200);
    return undefined;
  }

  private resourceAt(group: string, version: string, plural: string): Resource | undefined {
    return this.byPlural.get(plural)?.find(({ kind }) => kind.group === group && kind.version === version);
  }

  /** The user whose rights count: the one who asks, or the one they are allowed to act as. */
  private whoAsks(request: ApiRequest, known: Known): User {
    const { component, nodes, view } = this.parts;
    const user = this.authenticator.identify(request, Math.floor(component.now / 1000));
    known.user = user;
    const actingAs = impersonated(user, request.headers, (asked) => decide(user, asked, nodes, view.rbac));
    if (actingAs) known.actingAs = actingAs;
    return actingAs ?? user;
  }

  private reviewed(review: Review, info: RequestInfo, request: ApiRequest, user: User, stages: Stage[]): ApiAnswer {
    const { component, nodes, view } = this.parts;
    const { now } = component;
    const body = readReview(info, request);
    writeOptions({ info }, 'CreateOptions');
    stages.push(decoded(body.kind));
    const object = review(
      {
        user,
        info,
        now,
        managers: (one) => managersOfNew({ info, request, now }, one),
        decide: (who, asked) => decide(who, asked, nodes, view.rbac),
        rulesOf: (who, namespace) => view.rbac?.rulesOf(who, namespace) ?? [],
        byToken: (token) => this.authenticator.byToken(token, Math.floor(now / 1000)),
      },
      body,
    );
    return answer(201, object);
  }

  /** The same users ask again and again. */
  private introduction(user: User): Stage {
    let stage = this.introductions.get(user);
    if (!stage) {
      stage = { title: 'authentication', verdict: { is: 'known', user: user.name, proof: user.by } };
      this.introductions.set(user, stage);
    }
    return stage;
  }

  private unknown(info: RequestInfo): ApiAnswer {
    if (!this.discovery.knowsGroup(info.group)) return pageNotFound;
    // Bindings are posted, to the pods that they are about.
    throw info.resource === 'bindings' && info.group === '' && info.namespace !== '' && info.name === ''
      ? methodNotAllowed()
      : unknownResource();
  }

  /** Paths that are about no resource. */
  private *elsewhere(info: RequestInfo, request: ApiRequest): Process<ApiAnswer> {
    const { path } = info;
    if (isHealthPath(path)) return yield* healthAnswer(info, this.parts.etcd, () => this.parts.synced());
    if (path === '/version' || path === '/version/') return versionFor(request);
    if (isOpenApiPath(path)) return this.openApi.answer(info);
    if (path === '/')
      return answer(200, { paths: [...this.discovery.paths(), ...healthPaths, ...openApiPaths].sort() });
    return /^\/apis?(\/|$)/.test(path) ? this.discovery.answer(info, request) : pageNotFound;
  }
}

/** Throws 400 for a patience that is no length of time; a watch says its own otherwise. */
function checkPatience({ verb, query }: RequestInfo): void {
  if (query.empty || verb === 'watch') return;
  const timeout = query.get('timeout');
  if (!timeout) return;
  const problem = durationProblem(timeout);
  if (problem) throw badRequest(`invalid timeout specified in the request URL - ${problem}`);
}

function versionFor({ method, headers }: ApiRequest): ApiAnswer {
  if (method !== 'GET') throw methodNotAllowed();
  checkAcceptable(headers.accept, representations.version);
  return versionAnswer;
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

const ofStorage = ['AlreadyExists', 'Conflict', 'Expired'];

/** The stage after the last one that was passed, where the reason doesn't say which: not every operation tells of all that it passed. */
function failedStage(stages: readonly Stage[], { reason, status }: Refusal): Stage['title'] {
  const last = stages.at(-1);
  const { name, kind } = status.details ?? {};
  // That the namespace of something new is missing is found by admission.
  const isMissed = reason === 'NotFound' && name !== undefined && (last?.title !== 'decoding' || kind !== 'namespaces');
  if (isMissed || ofStorage.includes(reason)) return 'storage';
  if (reason === 'Invalid') return 'validation';
  return order[Math.min(last ? order.indexOf(last.title) + 1 : 0, order.length - 1)]!;
}
