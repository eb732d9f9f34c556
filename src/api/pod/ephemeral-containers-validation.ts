/** What a container that is put into a running pod may say: it is there to look around, not to serve. */
import { fieldDuplicate, fieldForbidden, fieldNotFound, semanticallyEqual, type FieldError } from '../../apimachinery';
import type { EphemeralContainer } from './container';
import { containerErrors, type PodScope } from './container-validation';
import { ephemeralContainerDiff } from '../schema/go-dump';
import type { PodSpec } from './pod-spec';
import { wasGivenEmpty } from '../schema/schema';

const serving = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const;
const refusal = 'cannot be set for an Ephemeral Container';

const isSet = (value: unknown, name: string): boolean =>
  value !== undefined &&
  (name !== 'resources' ||
    Object.keys(value as object).length > 0 ||
    ['claims', 'limits', 'requests'].some((list) => wasGivenEmpty(value as object, list)));

function servingErrors(container: EphemeralContainer, field: string): readonly FieldError[] {
  const paths = (container.volumeMounts ?? []).flatMap((mount, index) =>
    (['subPath', 'subPathExpr'] as const)
      .filter((name) => mount[name])
      .map((name) => `${field}.volumeMounts[${index}].${name}`),
  );
  const given = serving
    .filter((name) => isSet(container[name], name) || wasGivenEmpty(container, name))
    .map((name) => `${field}.${name}`);
  return [...given, ...paths].map((path) => fieldForbidden(path, refusal));
}

export function ephemeralErrors(spec: PodSpec, field: string, scope: PodScope): readonly FieldError[] {
  const others = new Set([...spec.containers, ...(spec.initContainers ?? [])].map(({ name }) => name));
  const names = new Set(others);
  return (spec.ephemeralContainers ?? []).flatMap((container, index) => {
    const at = `${field}[${index}]`;
    const { name, targetContainerName: target } = container;
    const errors = [...containerErrors(container, at, scope)];
    if (names.has(name)) errors.push(fieldDuplicate(`${at}.name`, name));
    names.add(name);
    if (target && !others.has(target)) errors.push(fieldNotFound(`${at}.targetContainerName`, target));
    return [...errors, ...servingErrors(container, at)];
  });
}

/** Once there they are never changed and never go. */
export function keptErrors(next: PodSpec, previous: PodSpec): readonly FieldError[] {
  return (previous.ephemeralContainers ?? []).flatMap((container) => {
    const kept = next.ephemeralContainers?.find(({ name }) => name === container.name);
    const which = `existing ephemeral containers ${JSON.stringify(container.name)} may not be`;
    if (!kept) return [fieldForbidden('spec.ephemeralContainers', `${which} removed\n`)];
    if (semanticallyEqual(kept, container)) return [];
    const how = ephemeralContainerDiff(container, kept);
    return [fieldForbidden('spec.ephemeralContainers', `${which} changed\n${how}`)];
  });
}
