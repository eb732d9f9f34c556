import { CommandError } from '../../failure';
import type { Invocation } from '../../invocation';
import { labelSelectorOf, metadataOf } from './generate';
import type { Fields, Generator } from './generate';

/** As Go reads 32 bits; and what fits there may still be no port. */
function checkPort(text: string): void {
  const why = /^\d+$/.test(text) ? (Number(text) > 65_535 ? 'value out of range' : undefined) : 'invalid syntax';
  if (why) throw new CommandError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`);
}

/** `80:8080`: the port, and where it leads, a number or a name. */
function servicePort(text: string): Fields {
  const [port = '', target = port] = text.split(':');
  checkPort(port);
  const targetPort = /^\d+$/.test(target) ? Number(target) : target;
  return { name: text.replace(':', '-'), protocol: 'TCP', port: Number(port), targetPort };
}

function portsOf(invocation: Invocation, isRequired: boolean): Fields[] {
  const { flags } = invocation;
  const ports = flags.list('tcp').map(servicePort);
  if (ports.length === 0 && isRequired) throw new CommandError('at least one tcp port specifier must be provided');
  const nodePort = flags.integer('node-port');
  return nodePort === undefined ? ports : ports.map((port) => ({ ...port, nodePort }));
}

function service(type: string, spec: (invocation: Invocation) => Fields): Generator {
  return {
    resource: 'services',
    failing: `failed to create ${type} service`,
    make: (invocation, name) => ({
      kind: 'Service',
      apiVersion: 'v1',
      metadata: metadataOf(invocation, name, { app: name }),
      spec: { ...spec(invocation), selector: { app: name }, type },
      status: { loadBalancer: {} },
    }),
  };
}

export const clusterIpService = service('ClusterIP', (invocation) => {
  const clusterIP = invocation.flags.text('clusterip');
  const ports = portsOf(invocation, clusterIP !== 'None');
  return { ...(ports.length > 0 && { ports }), ...(clusterIP && { clusterIP }) };
});
export const nodePortService = service('NodePort', (invocation) => ({ ports: portsOf(invocation, true) }));
export const loadBalancerService = service('LoadBalancer', (invocation) => ({ ports: portsOf(invocation, true) }));
export const externalNameService: Generator = {
  ...service('ExternalName', (invocation) => {
    const ports = portsOf(invocation, false);
    return { ...(ports.length > 0 && { ports }), externalName: invocation.flags.text('external-name') };
  }),
  required: ['external-name'],
};

interface Rule {
  readonly host: string;
  readonly path: Fields;
  readonly tls: string | undefined;
}

function backend(text: string): Fields {
  const [name = '', port = ''] = text.split(':');
  return { service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}

/** `host/path*=service:port,tls=secret` */
function ruleOf(text: string): Rule {
  const match = /^([^/=]*)(\/[^=]*)?=([^,:]+:[^,]+)(?:,tls(?:=(.*))?)?$/.exec(text);
  if (!match)
    throw new CommandError(`rule ${text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
  const [whole, host = '', path = '/', target = '', secret] = match;
  const isPrefix = path.endsWith('*');
  return {
    host,
    path: {
      path: isPrefix ? path.slice(0, -1) : path,
      pathType: isPrefix ? 'Prefix' : 'Exact',
      backend: backend(target),
    },
    tls: whole.includes(',tls') ? (secret ?? '') : undefined,
  };
}

function ingressRules(rules: readonly Rule[]): Fields[] {
  const hosts = [...new Set(rules.map(({ host }) => host))];
  return hosts.map((host) => ({
    ...(host !== '' && { host }),
    http: { paths: rules.filter((rule) => rule.host === host).map(({ path }) => path) },
  }));
}

export const ingress: Generator = {
  resource: 'ingresses.networking.k8s.io',
  failing: 'failed to create ingress',
  make(invocation, name) {
    const { flags } = invocation;
    const rules = flags.all('rule').map(ruleOf);
    const byDefault = flags.text('default-backend');
    if (rules.length === 0 && !byDefault)
      throw new CommandError(
        'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
      );
    if (byDefault && !/^[^:]+:[^:]+$/.test(byDefault))
      throw new CommandError('default-backend should be in format servicename:serviceport');
    const notes = flags.all('annotation').map((text) => {
      const [key = '', ...value] = text.split('=');
      if (key === '' || value.length === 0)
        throw new CommandError(`annotation ${text} is invalid and should be in format key=[value]`);
      return [key, value.join('=')] as const;
    });
    const tls = rules.flatMap(({ host, tls: secretName }) =>
      secretName === undefined ? [] : [{ ...(host && { hosts: [host] }), ...(secretName && { secretName }) }],
    );
    return {
      kind: 'Ingress',
      apiVersion: 'networking.k8s.io/v1',
      metadata: {
        ...metadataOf(invocation, name),
        ...(notes.length > 0 && { annotations: Object.fromEntries(notes) }),
      },
      spec: {
        ...(flags.has('class') && { ingressClassName: flags.text('class') }),
        ...(byDefault && { defaultBackend: backend(byDefault) }),
        ...(tls.length > 0 && { tls }),
        ...(rules.length > 0 && { rules: ingressRules(rules) }),
      },
      status: { loadBalancer: {} },
    };
  },
};

export const podDisruptionBudget: Generator = {
  resource: 'poddisruptionbudgets.policy',
  failing: 'failed to create poddisruptionbudgets',
  make(invocation, name) {
    const { flags } = invocation;
    const selector = flags.text('selector');
    if (!selector) throw new CommandError('a selector must be specified');
    const amount = (flag: string) => {
      const text = flags.text(flag);
      if (text !== undefined && !/^\d+%?$/.test(text)) throw new CommandError(`invalid format specified for ${flag}`);
      return text === undefined ? undefined : text.endsWith('%') ? text : Number(text);
    };
    const [minAvailable, maxUnavailable] = [amount('min-available'), amount('max-unavailable')];
    if (minAvailable === undefined && maxUnavailable === undefined)
      throw new CommandError('one of min-available or max-unavailable must be specified');
    if (minAvailable !== undefined && maxUnavailable !== undefined)
      throw new CommandError('min-available and max-unavailable cannot be both specified');
    return {
      kind: 'PodDisruptionBudget',
      apiVersion: 'policy/v1',
      metadata: metadataOf(invocation, name),
      spec: {
        ...(minAvailable !== undefined && { minAvailable }),
        selector: labelSelectorOf(selector),
        ...(maxUnavailable !== undefined && { maxUnavailable }),
      },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    };
  },
};
