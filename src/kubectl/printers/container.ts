import { longTime, milliValue } from '../../apimachinery';
import type { Description, Loose } from './description';
import { boolText } from './description';

/** Containers of a pod, or of a template that has no status. */
export function describeContainers(
  description: Description,
  title: string,
  containers: readonly Loose[] = [],
  statuses: readonly Loose[] | undefined,
  options: { readonly indent: string; readonly pod?: Loose },
): void {
  const { indent } = options;
  if (containers.length === 0) {
    description.line(`${indent}${title}: <none>`);
    return;
  }
  description.line(`${indent}${title}:`);
  for (const container of containers) {
    const status = statuses?.find(({ name }) => name === container.name);
    description.line(`  ${indent === '' ? '' : ' '}${container.name}:`);
    description.lines(basics(container, status, statuses !== undefined));
    description.lines(commands(container));
    if (status) description.lines(stateLines(status));
    description.lines(resourceLines(container.resources ?? {}));
    description.lines(probeLines(container));
    description.lines(environmentLines(container, options.pod));
    description.lines(mountLines(container));
    description.lines(deviceLines(container));
  }
}

function basics({ image, ports = [] }: Loose, status: Loose, isRunning: boolean): string[] {
  const list = (text: (port: Loose) => string) => ports.map(text).join(', ') || '<none>';
  const called = (name: string | undefined) => (name ? ` (${name})` : '');
  const portText = list(({ containerPort, protocol = 'TCP', name }) => `${containerPort}/${protocol}${called(name)}`);
  const hostText = list(({ hostPort = 0, protocol = 'TCP', name }) => `${hostPort}/${protocol}${called(name)}`);
  const several = ports.length > 1 ? 's' : '';
  return [
    ...(isRunning && status ? [`    Container ID:\t${status.containerID ?? ''}`] : []),
    `    Image:\t${image}`,
    ...(isRunning && status ? [`    Image ID:\t${status.imageID ?? ''}`] : []),
    `    Port${several}:\t${portText}`,
    `    Host Port${several}:\t${hostText}`,
  ];
}

function commands({ command, args }: Loose): string[] {
  const part = (title: string, words: readonly string[] | undefined) =>
    words?.length ? [`    ${title}:`, ...words.flatMap((word) => word.split('\n').map((line) => `      ${line}`))] : [];
  return [...part('Command', command), ...part('Args', args)];
}

function stateText(title: string, state: Loose): string[] {
  if (state.running) return [`    ${title}:\tRunning`, `      Started:\t${longTime(state.running.startedAt)}`];
  if (state.terminated) {
    const { reason, message, exitCode, signal, startedAt, finishedAt } = state.terminated;
    return [
      `    ${title}:\tTerminated`,
      ...(reason ? [`      Reason:\t${reason}`] : []),
      ...(message ? [`      Message:\t${message}`] : []),
      `      Exit Code:\t${exitCode}`,
      ...(signal ? [`      Signal:\t${signal}`] : []),
      `      Started:\t${longTime(startedAt)}`,
      `      Finished:\t${longTime(finishedAt)}`,
    ];
  }
  const reason = state.waiting?.reason;
  return [`    ${title}:\tWaiting`, ...(reason ? [`      Reason:\t${reason}`] : [])];
}

function stateLines({ state = {}, lastState = {}, ready, restartCount }: Loose): string[] {
  return [
    ...stateText('State', state),
    ...(lastState.terminated ? stateText('Last State', lastState) : []),
    `    Ready:\t${boolText(ready)}`,
    `    Restart Count:\t${restartCount}`,
  ];
}

function resourceLines(resources: Loose): string[] {
  const part = (title: string, amounts: Readonly<Record<string, string>> | undefined) => {
    const names = Object.keys(amounts ?? {}).sort();
    return names.length === 0 ? [] : [`    ${title}:`, ...names.map((name) => `      ${name}:\t${amounts![name]}`)];
  };
  return [...part('Limits', resources.limits), ...part('Requests', resources.requests)];
}

function probeText(probe: Loose): string {
  const { initialDelaySeconds = 0, timeoutSeconds = 1, periodSeconds = 10 } = probe;
  const { successThreshold = 1, failureThreshold = 3 } = probe;
  const how = `delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s #success=${successThreshold} #failure=${failureThreshold}`;
  if (probe.exec) return `exec [${probe.exec.command.join(' ')}] ${how}`;
  if (probe.httpGet) {
    const { scheme = 'HTTP', host = '', port = '', path = '' } = probe.httpGet;
    return `http-get ${scheme.toLowerCase()}://${host}:${port}${path} ${how}`;
  }
  if (probe.tcpSocket) return `tcp-socket ${probe.tcpSocket.host ?? ''}:${probe.tcpSocket.port} ${how}`;
  if (probe.grpc) return `grpc <pod>:${probe.grpc.port} ${probe.grpc.service ?? ''} ${how}`;
  return `unknown ${how}`;
}

function probeLines({ livenessProbe, readinessProbe, startupProbe }: Loose): string[] {
  const part = (title: string, probe: Loose) => (probe ? [`    ${title}:\t${probeText(probe)}`] : []);
  return [...part('Liveness', livenessProbe), ...part('Readiness', readinessProbe), ...part('Startup', startupProbe)];
}

/** What a field reference gives, where the pod is known. */
function fieldValue(pod: Loose, path: string): string {
  // A key of labels or annotations is no path that kubectl follows.
  if (!pod || path.includes('[')) return '';
  return String(path.split('.').reduce((value, key) => value?.[key], pod) ?? '');
}

/** How much of a resource its container has, in whole divisors; what is not limited is as much as the node has. */
function resourceValue(resources: Loose, { resource, divisor = '0' }: Loose): string {
  const [part = '', name = ''] = String(resource).split('.');
  const amount = resources?.[part]?.[name];
  if (amount === undefined)
    return part === 'limits' && (name === 'cpu' || name === 'memory') ? 'node allocatable' : '0';
  const by = milliValue(divisor) || 1000;
  return String(Math.ceil(milliValue(amount) / by));
}

function variableText({ name, value, valueFrom }: Loose, pod: Loose, resources: Loose): string[] {
  if (!valueFrom)
    return String(value ?? '')
      .split('\n')
      .map((line, index) => `      ${index === 0 ? `${name}:` : ''}\t${line}`);
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom;
  if (fieldRef)
    return [
      `      ${name}:\t${fieldValue(pod, fieldRef.fieldPath)} (${fieldRef.apiVersion ?? 'v1'}:${fieldRef.fieldPath})`,
    ];
  if (resourceFieldRef)
    return [`      ${name}:\t${resourceValue(resources, resourceFieldRef)} (${resourceFieldRef.resource})`];
  if (secretKeyRef)
    return [
      `      ${name}:\t<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name}'>\tOptional: ${secretKeyRef.optional ?? false}`,
    ];
  return [
    `      ${name}:\t<set to the key '${configMapKeyRef?.key}' of config map '${configMapKeyRef?.name}'>\tOptional: ${configMapKeyRef?.optional ?? false}`,
  ];
}

function environmentLines({ env = [], envFrom = [], resources }: Loose, pod: Loose): string[] {
  const sources = envFrom.map(({ prefix, configMapRef, secretRef }: Loose) => {
    const [reference, type] = configMapRef ? [configMapRef, 'ConfigMap'] : [secretRef, 'Secret'];
    const before = prefix ? ` with prefix '${prefix}'` : '';
    return `      ${reference.name}\t${type}${before}\tOptional: ${reference.optional ?? false}`;
  });
  return [
    ...(sources.length > 0 ? ['    Environment Variables from:', ...sources] : []),
    ...(env.length === 0
      ? ['    Environment:\t<none>']
      : ['    Environment:', ...env.flatMap((one: Loose) => variableText(one, pod, resources))]),
  ];
}

function mountLines({ volumeMounts = [] }: Loose): string[] {
  if (volumeMounts.length === 0) return ['    Mounts:\t<none>'];
  const sorted = [...volumeMounts].sort((a: Loose, b: Loose) => (a.mountPath < b.mountPath ? -1 : 1));
  return [
    '    Mounts:',
    ...sorted.map(({ mountPath, name, readOnly, subPath }: Loose) => {
      const path = subPath ? `,path="${subPath}"` : '';
      return `      ${mountPath} from ${name} (${readOnly ? 'ro' : 'rw'}${path})`;
    }),
  ];
}

function deviceLines({ volumeDevices = [] }: Loose): string[] {
  if (volumeDevices.length === 0) return [];
  const sorted = volumeDevices.toSorted((a: Loose, b: Loose) => (a.devicePath < b.devicePath ? -1 : 1));
  return ['    Devices:', ...sorted.map(({ devicePath, name }: Loose) => `      ${devicePath} from ${name}`)];
}
