/** Probes and lifecycle hooks: one handler each, at a port that can be. */
import {
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  validateHttpHeaderName,
  validatePortName,
  validatePortNumber,
  type FieldError,
  type IntOrString,
} from '../../apimachinery';
import type { Container, HttpGetAction, LifecycleHandler, Probe, TcpSocketAction } from './container';
import { nonNegative } from '../metadata-validation';

function portErrors(port: IntOrString, field: string): readonly FieldError[] {
  const problems = typeof port === 'number' ? validatePortNumber(port) : validatePortName(port);
  return fieldInvalids(field, port, problems);
}

function httpGetErrors(action: HttpGetAction, field: string): readonly FieldError[] {
  const errors: FieldError[] = action.path ? [] : [fieldRequired(`${field}.path`)];
  errors.push(...portErrors(action.port, `${field}.port`));
  if (action.scheme !== 'HTTP' && action.scheme !== 'HTTPS')
    errors.push(fieldNotSupported(`${field}.scheme`, action.scheme, ['HTTP', 'HTTPS']));
  (action.httpHeaders ?? []).forEach(({ name }) => {
    errors.push(...fieldInvalids(`${field}.httpHeaders`, name, validateHttpHeaderName(name)));
  });
  return errors;
}

type Handler = LifecycleHandler & Pick<Probe, 'grpc'>;

const handlerChecks: {
  readonly [K in keyof Handler]-?: (
    action: NonNullable<Handler[K]>,
    field: string,
    graceSeconds: number,
  ) => readonly FieldError[];
} = {
  exec: (action, field) => (action.command?.length ? [] : [fieldRequired(`${field}.command`)]),
  httpGet: httpGetErrors,
  tcpSocket: (action: TcpSocketAction, field) => portErrors(action.port, `${field}.port`),
  grpc: (action, field) => portErrors(action.port, `${field}.port`),
  sleep: ({ seconds }, field, graceSeconds) => sleepErrors(seconds, field, graceSeconds),
};
const handlerKinds = Object.keys(handlerChecks) as (keyof Handler)[];

/** @param graceSeconds the pod's grace period, which a sleep may not outlast */
function handlerErrors(handler: Handler, field: string, graceSeconds: number): readonly FieldError[] {
  const errors: FieldError[] = [];
  let handlers = 0;
  for (const kind of handlerKinds) {
    const action = handler[kind];
    if (!action) continue;
    if (++handlers > 1) errors.push(fieldForbidden(`${field}.${kind}`, 'may not specify more than 1 handler type'));
    else
      errors.push(
        ...(handlerChecks[kind] as (action: unknown, field: string, graceSeconds: number) => readonly FieldError[])(
          action,
          `${field}.${kind}`,
          graceSeconds,
        ),
      );
  }
  if (handlers === 0) errors.push(fieldRequired(field, 'must specify a handler type'));
  return errors;
}

function sleepErrors(seconds: number, field: string, graceSeconds: number): readonly FieldError[] {
  if (seconds >= 0 && seconds <= graceSeconds) return [];
  const why = `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`;
  return [fieldInvalid(field, seconds, why)];
}

const counts = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

function probeErrors(probe: Probe, field: string): readonly FieldError[] {
  const errors = [...handlerErrors(probe, field, Infinity)];
  for (const count of counts) errors.push(...nonNegative(probe[count], `${field}.${count}`));
  const grace = probe.terminationGracePeriodSeconds;
  if (grace !== undefined && grace <= 0)
    errors.push(fieldInvalid(`${field}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'));
  return errors;
}

/** One success is all that a living or a started container has to show. */
function onceErrors(probe: Probe, field: string): readonly FieldError[] {
  const errors = [...probeErrors(probe, field)];
  if (probe.successThreshold !== 1)
    errors.push(fieldInvalid(`${field}.successThreshold`, probe.successThreshold ?? 0, 'must be 1'));
  return errors;
}

function readinessErrors(probe: Probe, field: string): readonly FieldError[] {
  const errors = [...probeErrors(probe, field)];
  const grace = probe.terminationGracePeriodSeconds;
  if (grace !== undefined)
    errors.push(fieldInvalid(`${field}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes'));
  return errors;
}

export function lifecycleErrors(container: Container, field: string, graceSeconds: number): readonly FieldError[] {
  const { lifecycle, livenessProbe, readinessProbe, startupProbe } = container;
  return [
    ...(lifecycle?.postStart ? handlerErrors(lifecycle.postStart, `${field}.lifecycle.postStart`, graceSeconds) : []),
    ...(lifecycle?.preStop ? handlerErrors(lifecycle.preStop, `${field}.lifecycle.preStop`, graceSeconds) : []),
    ...(livenessProbe ? onceErrors(livenessProbe, `${field}.livenessProbe`) : []),
    ...(readinessProbe ? readinessErrors(readinessProbe, `${field}.readinessProbe`) : []),
    ...(startupProbe ? onceErrors(startupProbe, `${field}.startupProbe`) : []),
  ];
}
