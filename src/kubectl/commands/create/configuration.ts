import { encodeBase64 } from '../../../api';
import { CommandError } from '../../failure';
import type { Invocation } from '../../invocation';
import { metadataOf, pairOf } from './generate';
import type { Fields, Generator } from './generate';

const keyPattern = /^[-._a-zA-Z0-9]+$/;

function checkKey(key: string, what: string): void {
  if (keyPattern.test(key) && key.length <= 253) return;
  throw new CommandError(
    `${JSON.stringify(key)} is not a valid key name for a ${what}: a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
  );
}

/** `--from-file=key=path`, `--from-file=path`: the key is the file's name unless one is given; a folder is all its files. */
function fileEntries({ flags, files }: Invocation): [string, string][] {
  return flags.all('from-file').flatMap((source): [string, string][] => {
    if (/^\.\/?$/.test(source)) return Object.entries(files).filter(([name]) => keyPattern.test(name));
    const at = source.indexOf('=');
    const path = source.slice(at + 1);
    if (at === 0) throw new CommandError(`key name for file path ${path} missing`);
    if (path === '') throw new CommandError(`file path for key name ${source.slice(0, at)} missing`);
    const text = files[path.replace(/^\.\//, '')];
    if (text === undefined) throw new CommandError(`error reading ${path}: no such file or directory`);
    return [[at < 0 ? path.replace(/^.*\//, '') : source.slice(0, at), text]];
  });
}

/** Lines as they are, without taking quotes away; a name alone has the value of the shell's variable, and there is none. */
function environmentEntries({ flags, files }: Invocation): [string, string][] {
  return flags.all('from-env-file').flatMap((path) => {
    const text = files[path.replace(/^\.\//, '')];
    if (text === undefined) throw new CommandError(`open ${path}: no such file or directory`);
    const lines = text.split(/\r?\n/).map((line) => line.trimStart());
    return lines
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line): [string, string] => {
        const at = line.includes('=') ? line.indexOf('=') : line.length;
        return [line.slice(0, at), line.slice(at + 1)];
      });
  });
}

/** `--from-literal=key=value`: quotes around a value are the shell's, and go. */
function literalEntries({ flags }: Invocation): [string, string][] {
  return flags.all('from-literal').map((source) => {
    const [key, value] = pairOf(source, `invalid literal source ${source}, expected key=value`);
    return [key, value.replace(/^["']+|["']+$/g, '')];
  });
}

/** What `--from-literal`, `--from-file` and `--from-env-file` give, in the order of the keys. */
function dataOf(invocation: Invocation, what: 'ConfigMap' | 'Secret'): Record<string, string> {
  const { flags } = invocation;
  if (flags.has('from-env-file') && (flags.has('from-file') || flags.has('from-literal')))
    throw new CommandError('from-env-file cannot be combined with from-file or from-literal');
  const literals = literalEntries(invocation);
  const entries = [...literals, ...fileEntries(invocation), ...environmentEntries(invocation)];
  const data: Record<string, string> = {};
  for (const [key, value] of entries) {
    checkKey(key, what);
    if (Object.hasOwn(data, key))
      throw new CommandError(`cannot add key "${key}", another key by that name already exists in Data`);
    data[key] = value;
  }
  return data;
}

function withData(fields: Fields, data: Readonly<Record<string, string>>): Fields {
  return Object.keys(data).length === 0 ? fields : { ...fields, data };
}

export const configMap: Generator = {
  resource: 'configmaps',
  failing: 'failed to create configmap',
  make(invocation, name) {
    return withData(
      { kind: 'ConfigMap', apiVersion: 'v1', metadata: metadataOf(invocation, name) },
      dataOf(invocation, 'ConfigMap'),
    );
  },
};

function encoded(data: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, encodeBase64(value)]));
}

function secret(invocation: Invocation, name: string, data: Readonly<Record<string, string>>, type?: string): Fields {
  const fields = { kind: 'Secret', apiVersion: 'v1', metadata: metadataOf(invocation, name) };
  return { ...withData(fields, encoded(data)), ...(type && { type }) };
}

export const genericSecret: Generator = {
  resource: 'secrets',
  failing: 'failed to create secret',
  make: (invocation, name) => secret(invocation, name, dataOf(invocation, 'Secret'), invocation.flags.text('type')),
};

export const tlsSecret: Generator = {
  resource: 'secrets',
  required: ['cert', 'key'],
  failing: 'failed to create secret',
  make(invocation, name) {
    const { flags, files } = invocation;
    const read = (flag: string) => {
      const text = files[flags.text(flag)!];
      if (text === undefined) throw new CommandError(`open ${flags.text(flag)}: no such file or directory`);
      return text;
    };
    return secret(invocation, name, { 'tls.crt': read('cert'), 'tls.key': read('key') }, 'kubernetes.io/tls');
  },
};

export const registrySecret: Generator = {
  resource: 'secrets',
  required: ['docker-username', 'docker-password'],
  failing: 'failed to create secret',
  make(invocation, name) {
    const { flags } = invocation;
    const [username, password] = [flags.text('docker-username')!, flags.text('docker-password')!];
    const email = flags.text('docker-email');
    const server = flags.text('docker-server') ?? 'https://index.docker.io/v1/';
    const auth = { username, password, ...(email && { email }), auth: encodeBase64(`${username}:${password}`) };
    const text = JSON.stringify({ auths: { [server]: auth } });
    return secret(invocation, name, { '.dockerconfigjson': text }, 'kubernetes.io/dockerconfigjson');
  },
};

export const namespace: Generator = {
  resource: 'namespaces',
  make: (_, name) => ({ kind: 'Namespace', apiVersion: 'v1', metadata: { name }, spec: {}, status: {} }),
};

export const serviceAccount: Generator = {
  resource: 'serviceaccounts',
  failing: 'failed to create serviceaccount',
  make: (invocation, name) => ({ kind: 'ServiceAccount', apiVersion: 'v1', metadata: metadataOf(invocation, name) }),
};

export const quota: Generator = {
  resource: 'resourcequotas',
  failing: 'failed to create quota',
  make(invocation, name) {
    const hard = invocation.flags
      .list('hard')
      .map((pair) => pairOf(pair, `Invalid argument syntax ${pair}, expected <resource>=<value>`));
    const scopes = invocation.flags.list('scopes');
    const spec = {
      ...(hard.length > 0 && { hard: Object.fromEntries(hard) }),
      ...(scopes.length > 0 && { scopes }),
    };
    return { kind: 'ResourceQuota', apiVersion: 'v1', metadata: metadataOf(invocation, name), spec, status: {} };
  },
};

export const priorityClass: Generator = {
  resource: 'priorityclasses.scheduling.k8s.io',
  failing: 'failed to create priorityclass',
  make({ flags }, name) {
    return {
      kind: 'PriorityClass',
      apiVersion: 'scheduling.k8s.io/v1',
      metadata: { name },
      value: flags.integer('value') ?? 0,
      ...(flags.isOn('global-default') && { globalDefault: true }),
      ...(flags.has('description') && { description: flags.text('description') }),
      preemptionPolicy: flags.text('preemption-policy') ?? 'PreemptLowerPriority',
    };
  },
};
