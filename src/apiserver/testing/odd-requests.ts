import { apiVersionOf, kinds, schemaOf, typeSchema } from '../../api';
import type { KindDefinition, Shape } from '../../api';
import type { ApiRequest } from '../../apimachinery';
import type { Random } from '../../simulation';
import { anything, OddValues } from './odd-values';
import { sampleOf } from './samples';

/** What somebody might send by mistake or malice. */
export type OddRequest = Pick<ApiRequest, 'method' | 'path' | 'headers' | 'body'>;

const names = [
  ...['a', 'web', 'A_b', 'a%2Fb', 'a%252Fb', '%zz', '%00', '..', 'x'.repeat(300), '%EC%98%A4', 'a.b', '-', '__proto__'],
];
const queries: readonly string[] = [
  'watch=1',
  'watch=true&timeoutSeconds=0',
  'watch=true&timeoutSeconds=-1',
  'watch=true&timeoutSeconds=x',
  'watch=true&resourceVersion=99999999',
  'watch=true&resourceVersion=x',
  'watch=true&sendInitialEvents=true',
  'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true',
  'watch=true&sendInitialEvents=x',
  'limit=1',
  'limit=-5',
  'limit=x',
  'limit=99999999999999999999',
  'limit=1.5',
  'continue=x',
  'continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTEsInN0YXJ0IjoiYSJ9',
  'continue=bnVsbA',
  'continue=e30',
  'limit=2&continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6NSwic3RhcnQiOiIuLi8uLiJ9',
  'continue=a&resourceVersion=5',
  'resourceVersion=0',
  'resourceVersion=-1',
  'resourceVersion=x',
  'resourceVersion=999999',
  'resourceVersion=99999999999999999999999',
  'resourceVersion=1&resourceVersionMatch=Exact',
  'resourceVersionMatch=Exact',
  'resourceVersion=5&resourceVersionMatch=x',
  'resourceVersion=5&resourceVersionMatch=NotOlderThan',
  'resourceVersion=0&resourceVersionMatch=Exact',
  'labelSelector=a',
  'labelSelector=!a',
  'labelSelector=a+in+(b',
  'labelSelector=%2C',
  'labelSelector=a%3Db%3Dc',
  'labelSelector=a>x',
  'labelSelector=a>5',
  'labelSelector=-',
  'labelSelector=a+in+()',
  'labelSelector=%zz',
  'labelSelector=__proto__%3Da',
  'fieldSelector=metadata.name',
  'fieldSelector=metadata.name%3D',
  'fieldSelector=metadata.name!%3Da',
  'fieldSelector=spec.nodeName%3Da',
  'fieldSelector=a%3Db',
  'fieldSelector=metadata.name%3Da%5C',
  'fieldSelector=%3D',
  'fieldSelector=__proto__%3Da',
  'fieldSelector=constructor%3Da',
  'dryRun=All',
  'dryRun=x',
  'dryRun=',
  'dryRun=All&dryRun=All',
  'fieldValidation=Strict',
  'fieldValidation=x',
  'fieldValidation=Warn',
  'fieldManager=a',
  'fieldManager=',
  `fieldManager=${'x'.repeat(200)}`,
  'fieldManager=%00',
  'fieldManager=a&force=true',
  'fieldManager=a&force=x',
  'force=true',
  'gracePeriodSeconds=0',
  'gracePeriodSeconds=-1',
  'gracePeriodSeconds=x',
  'gracePeriodSeconds=1e9',
  'gracePeriodSeconds=9223372036854775807',
  'propagationPolicy=Orphan',
  'propagationPolicy=Foreground',
  'propagationPolicy=x',
  'orphanDependents=true',
  'orphanDependents=true&propagationPolicy=Orphan',
  'pretty=true',
  'includeObject=x',
  'includeObject=Object',
  '&&&',
  '=',
  '%zz=%zz',
  'container=x',
  'tailLines=-1',
  'follow=x',
  'command=a&stdin=x',
  'timeout=x',
  'timeoutSeconds=99999999999999999',
  'watch=true&watch=false',
];
const accepts = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'text/html',
  '*/*',
  '',
  ';;;',
  'application/json;as=Table;g=meta.k8s.io;v=v1',
  'application/json;as=Table;g=meta.k8s.io;v=v1beta1',
  'application/json;as=Table;v=v9;g=x,application/json',
  'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
  'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
  'application/json;as=X',
  'application/json;stream=watch',
  'application/yaml;as=Table;g=meta.k8s.io;v=v1',
];
const contentTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'application/apply-patch+cbor',
  'application/json',
  'application/yaml',
  'text/plain',
  '',
  'application/json; charset=utf-8',
  'application/vnd.kubernetes.protobuf',
];
const patchTypes = contentTypes.slice(0, 4);
const texts = [
  '',
  '{',
  '[',
  'null',
  '1',
  '"a"',
  '[]',
  '{}',
  '{"a":',
  'a: [',
  'a: &x [*x]',
  '- a',
  '---\n---',
  '{"kind":"Pod","kind":"Pod"}',
  '{"apiVersion":5}',
  '{"kind":[]}',
  '\u0000',
  'a: b: c',
  '{"metadata":{"name":"a"},"metadata":{}}',
  '!!binary x',
  '<<: 5',
];
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'X'];
const subresources = [
  'status',
  'scale',
  'binding',
  'eviction',
  'finalize',
  'token',
  'log',
  'exec',
  'attach',
  'portforward',
  'proxy',
  'ephemeralcontainers',
  'resize',
  'approval',
  'x',
  'status/x',
  'proxy/a/b',
  '',
];
const elsewhere = [
  '/',
  '',
  '//',
  '/api',
  '/api/',
  '/apis',
  '/apis/',
  '/api/v1',
  '/api/v2',
  '/api/v1/',
  '/apis/apps',
  '/apis/apps/v1',
  '/apis/apps/v9',
  '/apis/x/v1/y',
  '/version',
  '/healthz',
  '/healthz/etcd',
  '/readyz?verbose&exclude=x',
  '/livez/x',
  '/openapi/v3',
  '/openapi/v3/apis/apps/v1',
  '/openapi/v3/x',
  '/openapi/v2',
  '/metrics',
  '/logs',
  '/swagger',
  '/api/v1/watch',
  '/api/v1/watch/pods',
  '/api/v1/watch/namespaces/default/pods/x',
  '/api/v1/watch/x',
  '/api/v1//pods',
  '/api/v1/namespaces//pods',
  '/api/v1/namespaces/default//',
  '/api//v1',
  '/apis//v1/x',
  '/api/v1/namespaces/default/pods//log',
  '/api/v1/namespaces/a/b/c/d/e/f',
  '/%zz',
  '/api/v1/namespaces/%zz/pods',
  '/.well-known/openid-configuration',
  '/openid/v1/jwks',
  '/api/v1/proxy/x',
  '/debug/pprof',
];
const reviews = [
  ['authorization.k8s.io/v1', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview'],
  ['authorization.k8s.io/v1', 'subjectaccessreviews', 'SubjectAccessReview'],
  ['authorization.k8s.io/v1', 'selfsubjectrulesreviews', 'SelfSubjectRulesReview'],
  ['authentication.k8s.io/v1', 'tokenreviews', 'TokenReview'],
  ['authentication.k8s.io/v1', 'selfsubjectreviews', 'SelfSubjectReview'],
] as const;

/** Makes requests that no client should send, and some that one would: all that comes of them is a refusal or an answer. */
export class OddRequests {
  private readonly random: Random;
  private readonly values: OddValues;

  constructor(random: Random) {
    this.random = random;
    this.values = new OddValues(random);
  }

  next(): OddRequest {
    const draw = this.random.integer(20);
    if (draw === 0) return this.elsewhere();
    return draw === 1 ? this.review() : this.about(this.random.pick(kinds));
  }

  private chance(share: number): boolean {
    return this.values.chance(share);
  }

  private elsewhere(): OddRequest {
    const { random } = this;
    const body = this.chance(0.3) ? random.pick(anything) : undefined;
    return request(random.pick(methods), this.asked(random.pick(elsewhere)), this.headers(), body);
  }

  private review(): OddRequest {
    const [version, plural, kind] = this.random.pick(reviews);
    const drawn = { apiVersion: version, kind, ...this.values.struct(schemaOf(version, kind)!.name) };
    const body = this.chance(0.1) ? this.random.pick(anything) : drawn;
    return request('POST', this.asked(`/apis/${version}/${plural}`), this.headers(), body);
  }

  private about(kind: KindDefinition): OddRequest {
    const { random } = this;
    const name = this.chance(0.6) ? 'a' : random.pick(names);
    const onName = this.chance(0.7);
    const subresource = onName && this.chance(0.25) ? this.subresource(kind) : '';
    const method = this.method(onName, subresource !== '');
    const root = kind.group === '' ? '/api' : `/apis/${kind.group}`;
    const namespace = this.chance(0.9) ? 'shop' : random.pick(names);
    const place = kind.namespaced !== this.chance(0.03) ? `namespaces/${namespace}/` : '';
    const path = `${root}/${kind.version}/${place}${kind.plural}${onName ? `/${name}` : ''}${subresource && `/${subresource}`}`;
    const headers = this.headers(method === 'PATCH');
    return request(method, this.asked(path), headers, this.body(kind, method, name, headers['content-type'] ?? ''));
  }

  private method(onName: boolean, onSubresource: boolean): string {
    const { random } = this;
    if (this.chance(0.05)) return random.pick(methods);
    if (!onName) return random.pick(['GET', 'POST', 'POST', 'POST', 'DELETE']);
    return random.pick(['GET', 'PUT', 'PATCH', 'PATCH', 'DELETE', ...(onSubresource ? ['POST'] : [])]);
  }

  private subresource(kind: KindDefinition): string {
    const own = kind.subresources.map(({ name }) => name);
    return this.random.pick(own.length > 0 && this.chance(0.8) ? own : subresources);
  }

  /** With some of the parameters that there are. */
  private asked(path: string): string {
    const parts: string[] = [];
    while (this.chance(0.25)) parts.push(this.random.pick(queries));
    return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
  }

  private headers(patch = false): Record<string, string> {
    const { random } = this;
    const type =
      patch && this.chance(0.9) ? random.pick(patchTypes) : this.chance(0.1) ? random.pick(contentTypes) : undefined;
    return {
      ...(this.chance(0.3) && { accept: random.pick(accepts) }),
      ...(type !== undefined && { 'content-type': type }),
    };
  }

  private body(kind: KindDefinition, method: string, name: string, type: string): unknown {
    const { random, values } = this;
    if (method === 'GET') return undefined;
    if (this.chance(0.05)) return random.pick(texts);
    if (this.chance(0.04)) return random.pick(anything);
    if (method === 'DELETE')
      return this.chance(0.5)
        ? undefined
        : { ...values.struct('DeleteOptions'), kind: 'DeleteOptions', apiVersion: 'v1' };
    return type === patchTypes[0] ? this.jsonPatch(kind) : this.object(kind, name, method === 'PATCH');
  }

  private object(kind: KindDefinition, name: string, partial: boolean): unknown {
    const { values } = this;
    const said = decoded(name);
    const whole = { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: { name: said }, ...sampleBody(kind) };
    if (this.chance(0.5)) return values.bent(whole);
    const drawn = values.struct(typeOf(kind).type);
    const metadata = this.chance(0.5) ? { ...(drawn.metadata as object), name: said } : whole.metadata;
    const parts = this.chance(0.5) ? values.mixed(whole, drawn) : drawn;
    if (partial && this.chance(0.5)) return this.directed(parts as Record<string, unknown>);
    return { ...(parts as object), apiVersion: whole.apiVersion, kind: whole.kind, metadata };
  }

  /** Strategic merge patches say what to do in the object itself. */
  private directed(body: Record<string, unknown>): unknown {
    const spot = this.random.pick(['metadata', 'spec', 'status', 'data']);
    const inner = body[spot];
    const directive = this.random.pick(directives);
    return { ...body, [spot]: Array.isArray(inner) ? [...inner, directive] : { ...(inner as object), ...directive } };
  }

  private jsonPatch(kind: KindDefinition): unknown {
    const operations = [];
    do operations.push(this.operation(kind));
    while (this.chance(0.4));
    return operations;
  }

  private operation(kind: KindDefinition): unknown {
    const { random, values } = this;
    if (this.chance(0.05)) return random.pick(anything);
    const op = random.pick(['add', 'add', 'add', 'remove', 'replace', 'move', 'copy', 'test', 'x']);
    const value = this.chance(0.8) ? values.value(typeOf(kind), 1) : random.pick(anything);
    return {
      op,
      path: this.pointer(kind),
      ...(this.chance(0.3) && { from: this.pointer(kind) }),
      ...(this.chance(0.9) && { value }),
    };
  }

  private pointer(kind: KindDefinition): unknown {
    if (this.chance(0.03)) return this.random.pick(anything);
    let path = '';
    let shape: Shape | undefined = typeOf(kind);
    for (let depth = 0; depth < 6 && shape && (depth === 0 || this.chance(0.75)); depth++) {
      const step = this.step(shape);
      path += step.text;
      shape = step.shape;
    }
    return path;
  }

  private step(shape: Shape): { readonly text: string; readonly shape?: Shape } {
    const { random } = this;
    if (shape.form === 'scalar' || this.chance(0.05)) return { text: random.pick(oddSteps) };
    if (shape.form === 'list') return { text: random.pick(['/0', '/-', '/1', '/x']), shape: shape.of };
    if (shape.form === 'map') return { text: random.pick(['/a', '/app', '/~1']), shape: shape.of };
    const fields = [...typeSchema(shape.type).fields.values()];
    if (fields.length === 0) return { text: '' };
    const field = random.pick(fields);
    return { text: `/${field.name}`, shape: field.shape };
  }
}

const directives: readonly object[] = [
  ...[
    { $patch: 'delete' },
    { $patch: 'replace' },
    { $patch: 'x' },
    { $patch: 5 },
    { $retainKeys: ['a'] },
    { $retainKeys: 5 },
  ],
  ...[{ '$deleteFromPrimitiveList/finalizers': ['a'] }, { '$deleteFromPrimitiveList/finalizers': {} }],
  ...[
    { '$setElementOrder/containers': [{ name: 'a' }] },
    { '$setElementOrder/containers': 5 },
    { '$setElementOrder/x': [null] },
  ],
];
const oddSteps = [
  '',
  '',
  '/',
  '/-',
  '/0',
  '/-1',
  '/99999999999',
  '/~',
  '/~1',
  '/a~0b',
  '/__proto__',
  '/constructor',
  '/01',
  'x',
  '//',
];

const request = (method: string, path: string, headers: ApiRequest['headers'], body: unknown): OddRequest => ({
  method: method as ApiRequest['method'],
  path,
  headers,
  ...(body !== undefined && { body }),
});

const typeOf = (kind: KindDefinition) =>
  ({ form: 'struct', type: schemaOf(apiVersionOf(kind), kind.kind)!.name }) as const;

/** Kinds that come about in other ways than by a plain POST have no sample. */
function sampleBody(kind: KindDefinition): object {
  return ['Event', 'Node', 'Namespace'].includes(kind.kind) ? {} : sampleOf(kind);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
