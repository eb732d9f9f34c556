import type { Container, LimitRange, LimitRangeItem, PersistentVolumeClaim, Pod } from '../../api';
import { podQuantities } from '../../api';
import { compareQuantities, milliValue, parseQuantity, quantityString } from '../../apimachinery';
import type { KubeObject, Quantity } from '../../apimachinery';
import { isPod, notAdmitted } from './plugin';
import type { AdmissionPlugin, AdmissionView, Attributes } from './plugin';

type Resources = Readonly<Record<string, string>>;

const annotation = 'kubernetes.io/limit-ranger';

const isClaim = ({ kind }: Attributes): boolean => kind.plural === 'persistentvolumeclaims';

/** What a namespace's limit ranges say: containers get what they don't ask for, and nobody more or less than allowed. */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  handles: (attributes) =>
    attributes.subresource === '' &&
    ((isPod(attributes) && attributes.operation === 'CREATE') ||
      (isClaim(attributes) && attributes.operation !== 'DELETE')),
  *mutate(attributes, view) {
    let { object } = attributes;
    if (isPod(attributes)) for (const range of rangesOf(attributes, view)) object = withDefaults(object as Pod, range);
    return object;
  },
  *validate(attributes, view) {
    for (const range of rangesOf(attributes, view)) {
      const all = (range.spec.limits ?? []).flatMap((limit) => problemsOf(attributes.object!, limit));
      const problems = [...new Set(all)];
      if (problems.length > 0)
        throw notAdmitted(attributes, problems.length === 1 ? problems[0]! : `[${problems.join(', ')}]`);
    }
  },
};

function rangesOf({ namespace }: Attributes, { limitRanges }: AdmissionView): readonly LimitRange[] {
  const found: LimitRange[] = [];
  for (const { object } of limitRanges.cache.range(`${limitRanges.prefix}/${namespace}/`))
    found.push(object as LimitRange);
  return found;
}

// ---- defaults --------------------------------------------------------------------------------------------------------

function withDefaults(pod: Pod, { spec }: LimitRange): Pod {
  const limits: Record<string, string> = {};
  const requests: Record<string, string> = {};
  for (const item of spec.limits ?? []) {
    if (item.type !== 'Container') continue;
    Object.assign(limits, item.default);
    Object.assign(requests, item.defaultRequest);
  }
  const notes: string[] = [];
  const filled = (kind: string) => (container: Container) => withResources(container, kind, requests, limits, notes);
  const containers = pod.spec.containers.map(filled('container'));
  const initContainers = pod.spec.initContainers?.map(filled('init container'));
  if (notes.length === 0) return pod;
  const annotations = { ...pod.metadata.annotations, [annotation]: `LimitRanger plugin set: ${notes.join('; ')}` };
  return {
    ...pod,
    metadata: { ...pod.metadata, annotations },
    spec: { ...pod.spec, containers, ...(initContainers ? { initContainers } : {}) },
  };
}

function withResources(
  container: Container,
  kind: string,
  requests: Resources,
  limits: Resources,
  notes: string[],
): Container {
  const { resources = {} } = container;
  const missing = (wanted: Resources, given: Resources | undefined): readonly string[] =>
    Object.keys(wanted)
      .filter((name) => given?.[name] === undefined)
      .sort();
  const newRequests = missing(requests, resources.requests);
  const newLimits = missing(limits, resources.limits);
  if (newRequests.length > 0) notes.push(`${newRequests.join(', ')} request for ${kind} ${container.name}`);
  if (newLimits.length > 0) notes.push(`${newLimits.join(', ')} limit for ${kind} ${container.name}`);
  if (newRequests.length + newLimits.length === 0) return container;
  const added = { ...resources };
  if (newLimits.length > 0) Object.assign(added, { limits: { ...limits, ...resources.limits } });
  if (newRequests.length > 0) Object.assign(added, { requests: { ...requests, ...resources.requests } });
  return { ...container, resources: added };
}

// ---- bounds ----------------------------------------------------------------------------------------------------------

function problemsOf(object: KubeObject, limit: LimitRangeItem): readonly string[] {
  if (object.kind === 'PersistentVolumeClaim') {
    if (limit.type !== 'PersistentVolumeClaim') return [];
    const requests = (object as PersistentVolumeClaim).spec.resources?.requests ?? {};
    return [...belowMinimum(limit, requests, {}), ...aboveMaximumRequest(limit, requests)];
  }
  const pod = object as Pod;
  if (limit.type === 'Pod')
    return bounds(limit, written(podQuantities(pod, 'requests')), written(podQuantities(pod, 'limits')));
  if (limit.type !== 'Container') return [];
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  return containers.flatMap(({ resources = {} }) => bounds(limit, resources.requests ?? {}, resources.limits ?? {}));
}

const bounds = (limit: LimitRangeItem, requests: Resources, limits: Resources): readonly string[] => [
  ...belowMinimum(limit, requests, limits),
  ...aboveMaximum(limit, requests, limits),
  ...beyondRatio(limit, requests, limits),
];

const written = (quantities: Readonly<Record<string, Quantity>>): Resources =>
  Object.fromEntries(Object.entries(quantities).map(([name, quantity]) => [name, quantityString(quantity)]));

const less = (a: string, b: string): boolean => compareQuantities(parseQuantity(a), parseQuantity(b)) < 0;

const sorted = (bounds: Resources | undefined): readonly (readonly [string, string])[] =>
  Object.entries(bounds ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));

function belowMinimum({ type, min }: LimitRangeItem, requests: Resources, limits: Resources): readonly string[] {
  return sorted(min).flatMap(([name, enforced]) => {
    const minimum = `minimum ${name} usage per ${type} is ${enforced}`;
    const [request, limit] = [requests[name], limits[name]];
    if (request === undefined) return [`${minimum}.  No request is specified`];
    if (less(request, enforced)) return [`${minimum}, but request is ${request}`];
    return limit !== undefined && less(limit, enforced) ? [`${minimum}, but limit is ${limit}`] : [];
  });
}

function aboveMaximum({ type, max }: LimitRangeItem, requests: Resources, limits: Resources): readonly string[] {
  return sorted(max).flatMap(([name, enforced]) => {
    const maximum = `maximum ${name} usage per ${type} is ${enforced}`;
    const [request, limit] = [requests[name], limits[name]];
    if (limit === undefined) return [`${maximum}.  No limit is specified`];
    if (less(enforced, limit)) return [`${maximum}, but limit is ${limit}`];
    return request !== undefined && less(enforced, request) ? [`${maximum}, but request is ${request}`] : [];
  });
}

/** Claims have requests alone. */
function aboveMaximumRequest({ type, max }: LimitRangeItem, requests: Resources): readonly string[] {
  return sorted(max).flatMap(([name, enforced]) => {
    const maximum = `maximum ${name} usage per ${type} is ${enforced}`;
    const request = requests[name];
    if (request === undefined) return [`${maximum}.  No request is specified`];
    return less(enforced, request) ? [`${maximum}, but request is ${request}`] : [];
  });
}

function beyondRatio(
  { type, maxLimitRequestRatio }: LimitRangeItem,
  requests: Resources,
  limits: Resources,
): readonly string[] {
  return sorted(maxLimitRequestRatio).flatMap(([name, enforced]) => {
    const ratio = `${name} max limit to request ratio per ${type} is ${enforced}`;
    const request = milliValue(requests[name] ?? '0');
    const limit = milliValue(limits[name] ?? '0');
    if (request === 0) return [`${ratio}, but no request is specified or request is 0`];
    if (limit === 0) return [`${ratio}, but no limit is specified or limit is 0`];
    const found = limit / request;
    return found * 1000 > milliValue(enforced) ? [`${ratio}, but provided ratio is ${found.toFixed(6)}`] : [];
  });
}
