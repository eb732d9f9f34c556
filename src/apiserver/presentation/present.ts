import type { KindDefinition } from '../../api';
import { isObject, isStatus, refuse, writeYaml } from '../../apimachinery';
import type { ApiAnswer, KubeObject, ObjectList, Query, Refusal } from '../../apimachinery';
import { onTheWire } from '../wire';
import type { Wanted } from './accept';
import { partialList, partialObject } from './partial-metadata';
import { readIncludeObject, tableOf } from './table';

/** An answer about a kind in the form that its request asked for. Statuses stay what they are. */
export function presented(
  answer: ApiAnswer,
  wanted: Wanted,
  kind: KindDefinition,
  query: Query,
  now: number,
): ApiAnswer {
  const body = wanted.as === '' ? answer.body : converted(answer.body, wanted, kind, query, now);
  return inMedia(body === answer.body ? answer : { ...answer, body }, wanted);
}

/** YAML is text; JSON stays an object as long as it travels inside the simulation. */
export function inMedia(answer: ApiAnswer, { media }: Wanted): ApiAnswer {
  if (media === 'json' || typeof answer.body === 'string') return answer;
  const headers = { ...answer.headers, 'content-type': 'application/yaml' };
  return { ...answer, headers, body: writeYaml(onTheWire(answer.body)) };
}

function converted(body: unknown, wanted: Wanted, kind: KindDefinition, query: Query, now: number): unknown {
  if (!isObject(body) || isStatus(body)) return body;
  const { as, version } = wanted;
  const whole = body as unknown as KubeObject | ObjectList;
  if (as === 'Table')
    return tableOf(kind, whole, { version, include: readIncludeObject(query.get('includeObject')), now });
  if ('items' in whole)
    return as === 'PartialObjectMetadataList' ? partialList(whole, version) : mismatch(as, whole, true);
  return as === 'PartialObjectMetadata' ? partialObject(whole, version) : mismatch(as, whole, false);
}

/** Go's package of the kind, as the real server has it inside. */
const packageOf = (group: string): string =>
  group === '' || group === 'events.k8s.io' ? 'core' : group.split('.')[0]!;

function mismatch(as: string, { kind, apiVersion }: KubeObject | ObjectList, list: boolean): never {
  const type = `*${packageOf(apiVersion.includes('/') ? apiVersion.split('/')[0]! : '')}.${kind}`;
  throw wrongForm(`you requested ${as}, but the requested object is ${list ? 'a list' : 'not a list'} (${type})`);
}

const wrongForm = (message: string): Refusal => refuse(406, 'NotAcceptable', message);

/** What a watch sends instead of its objects; undefined when it sends them as they are. */
export function watchPresenter(
  wanted: Wanted,
  kind: KindDefinition,
  query: Query,
  now: () => number,
): ((object: KubeObject) => unknown) | undefined {
  const { as, version } = wanted;
  if (as === '') return undefined;
  if (as !== 'Table') return (object) => partialObject(object, version);
  const include = readIncludeObject(query.get('includeObject'));
  let withoutColumns = false;
  return (object) => {
    const table = tableOf(kind, object, { version, include, now: now(), withoutColumns });
    withoutColumns = true;
    return table;
  };
}
