import { encodeBase64 } from '../../../api';
import { sha256 } from '../../../apimachinery';
import { CommandError } from '../../failure';
import { sortedJson } from '../../go-value';
import type { Invocation } from '../../invocation';
import { checkAmount, metadataOf, pairOf } from './generate';
import type { Fields, Generator } from './generate';

/** Throws for what no environment variable may be called. */
export function checkVariableName(name: string): void {
  if (/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name)) return;
  throw new CommandError(
    `${JSON.stringify(name)} is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')`,
  );
}

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
    if (at !== source.lastIndexOf('=')) throw new CommandError("key names or file paths cannot contain '='");
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
        checkVariableName(line.slice(0, at));
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
function dataOf(invocation: Invocation, what: 'ConfigMap' | 'Secret', name: string): Record<string, string> {
  const { flags } = invocation;
  if (flags.has('from-env-file') && (flags.has('from-file') || flags.has('from-literal')))
    throw new CommandError('from-env-file cannot be combined with from-file or from-literal');
  const literals = literalEntries(invocation);
  const entries = [...literals, ...fileEntries(invocation), ...environmentEntries(invocation)];
  const data: Record<string, string> = {};
  for (const [key, value] of entries) {
    checkKey(key, what);
    if (Object.hasOwn(data, key))
      throw new CommandError(
        what === 'Secret'
          ? `cannot add key ${key}, another key by that name already exists`
          : `cannot add key "${key}", another key by that name already exists in Data for ConfigMap "${name}"`,
      );
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
    const data = dataOf(invocation, 'ConfigMap', name);
    const called = hashedName(invocation, name, { data, kind: 'ConfigMap', name });
    return withData({ kind: 'ConfigMap', apiVersion: 'v1', metadata: metadataOf(invocation, called) }, data);
  },
};

function encoded(data: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, encodeBase64(value)]));
}

const hashLetters: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

/** With `--append-hash` the name ends with a hash of what is in it. */
function hashedName({ flags }: Invocation, name: string, content: Fields): string {
  return flags.isOn('append-hash') ? `${name}-${contentHash(content)}` : name;
}

/** Ten letters of what is in a config map or a secret. */
export function contentHash(content: Fields): string {
  const digits = [...sha256(sortedJson(content))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [...digits.slice(0, 10)].map((digit) => hashLetters[digit] ?? digit).join('');
}

function secret(invocation: Invocation, name: string, data: Readonly<Record<string, string>>, type?: string): Fields {
  const content = encoded(data);
  const called = hashedName(invocation, name, { data: content, kind: 'Secret', name, type: type ?? '' });
  const fields = { kind: 'Secret', apiVersion: 'v1', metadata: metadataOf(invocation, called) };
  return { ...withData(fields, content), ...(type && { type }) };
}

export const genericSecret: Generator = {
  resource: 'secrets',
  failing: 'failed to create secret',
  make: (invocation, name) =>
    secret(invocation, name, dataOf(invocation, 'Secret', name), invocation.flags.text('type')),
};

/** Whether there is a block at all; what is in it is nobody's to judge here. */
function checkPem(text: string, what: 'certificate' | 'key'): void {
  if (!/-----BEGIN [^-]+-----[^]*-----END [^-]+-----/.test(text))
    throw new CommandError(`tls: failed to find any PEM data in ${what} input`);
}

export const tlsSecret: Generator = {
  resource: 'secrets',
  failing: 'failed to create secret',
  make(invocation, name) {
    const { flags, files } = invocation;
    const paths = [flags.text('cert'), flags.text('key')] as const;
    if (!paths[0] || !paths[1]) throw new CommandError('key and cert must be specified');
    const read = (path: string) => {
      const text = files[path];
      if (text === undefined)
        throw new CommandError(`Cannot read file ${path}, open ${path}: no such file or directory`);
      return text;
    };
    const data = { 'tls.crt': read(paths[0]), 'tls.key': read(paths[1]) };
    checkPem(data['tls.crt'], 'certificate');
    checkPem(data['tls.key'], 'key');
    return secret(invocation, name, data, 'kubernetes.io/tls');
  },
};

const REGISTRY_KEY = '.dockerconfigjson';

/** What was written by `docker login`: a file without a key is called as the server wants it. */
function registryFiles(invocation: Invocation): Record<string, string> {
  return Object.fromEntries(
    fileEntries(invocation).map(([key, text], at) => {
      const isBare = !invocation.flags.all('from-file')[at]?.includes('=');
      return [isBare ? REGISTRY_KEY : key, text];
    }),
  );
}

export const registrySecret: Generator = {
  resource: 'secrets',
  failing: 'failed to create secret',
  make(invocation, name) {
    const { flags } = invocation;
    const type = 'kubernetes.io/dockerconfigjson';
    if (flags.has('from-file')) return secret(invocation, name, registryFiles(invocation), type);
    const [username, password] = [flags.text('docker-username'), flags.text('docker-password')];
    if (!username || !password)
      throw new CommandError(
        'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      );
    const email = flags.text('docker-email');
    const server = flags.text('docker-server') ?? 'https://index.docker.io/v1/';
    const auth = { username, password, ...(email && { email }), auth: encodeBase64(`${username}:${password}`) };
    const text = JSON.stringify({ auths: { [server]: auth } });
    return secret(invocation, name, { [REGISTRY_KEY]: text }, type);
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
    for (const [, amount] of hard) checkAmount(amount);
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
