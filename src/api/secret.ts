import {
  examineJson,
  fieldInvalid,
  fieldInvalids,
  fieldRequired,
  fieldTooLong,
  validateConfigMapKey,
  type FieldError,
} from '../apimachinery';
import { base64Length, decodeBase64, encodeBase64 } from './base64';
import { dataLimit, immutableDataErrors } from './config-map';
import { textColumn } from './column';
import { ageColumn, defineKind, nameColumn } from './kind';
import { immutableErrors, metadataAgainErrors, metadataErrors, metadataUpdateErrors } from './metadata-validation';
import { withDefaults } from './strategy';
import type { KubeObject } from '../apimachinery';

export interface Secret extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
  readonly stringData?: Readonly<Record<string, string>>;
  readonly type?: string;
}

export const secretKind = defineKind<Secret>({
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
  storagePrefix: '/registry/secrets',
  ownFieldLabels: true,
  defaults: (secret) => withDefaults(withEncodedStrings(secret), { type: 'Opaque' }),
  validate: (secret) => [...metadataErrors(secret, true), ...dataErrors(secret)],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...immutableErrors(next.type, previous.type, 'type'),
    ...immutableDataErrors(next, previous, ['data']),
    ...metadataAgainErrors(next, previous),
    ...dataErrors(next),
  ],
  warnings: (secret) => (secret.type === 'kubernetes.io/tls' ? pairWarnings(secret.data ?? {}) : []),
  fieldsOf: (secret) => ({
    'metadata.name': secret.metadata.name,
    'metadata.namespace': secret.metadata.namespace ?? '',
    type: secret.type ?? '',
  }),
  columns: [
    nameColumn,
    textColumn('Type', 'What its keys mean.', ({ type }) => type ?? ''),
    textColumn('Data', 'How many keys it has.', ({ data = {} }) => Object.keys(data).length),
    ageColumn,
  ],
});

/** `stringData` is only for writing: its texts become `data`. */
function withEncodedStrings(secret: Secret): Secret {
  const { stringData, ...rest } = secret;
  if (!stringData) return secret;
  const encoded = Object.entries(stringData).map(([key, text]) => [key, encodeBase64(text)]);
  return { ...rest, data: Object.fromEntries([...Object.entries(rest.data ?? {}), ...encoded]) };
}

/** Keys that a type of secret has to have. Of basic-auth either will do. */
const requiredKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

function typeErrors({ type = '', data = {}, metadata }: Secret): readonly FieldError[] {
  if (type === 'kubernetes.io/service-account-token') {
    const account = 'kubernetes.io/service-account.name';
    return metadata.annotations?.[account] ? [] : [fieldRequired(`metadata.annotations[${account}]`)];
  }
  if (type === 'kubernetes.io/basic-auth') {
    const either = ['username', 'password'];
    return either.some((key) => Object.hasOwn(data, key)) ? [] : either.map((key) => fieldRequired(`data[${key}]`));
  }
  const keys = Object.hasOwn(requiredKeys, type) ? requiredKeys[type]! : [];
  const missing = keys.filter((key) => !data[key] && (type.endsWith('/tls') ? !Object.hasOwn(data, key) : true));
  if (missing.length > 0 || !/\/docker/.test(type)) return missing.map((key) => fieldRequired(`data[${key}]`));
  const why = dockerProblem(decodeBase64(data[keys[0]!]!));
  return why === undefined ? [] : [fieldInvalid(`data[${keys[0]}]`, '<secret contents redacted>', why)];
}

/** How clients log in is written as a JSON object, whatever is in it. */
function dockerProblem(text: string): string | undefined {
  const { error } = examineJson(text);
  if (error !== undefined || /^\s*(\{|null)/.test(text)) return error;
  const type = /^\s*\[/.test(text)
    ? 'array'
    : /^\s*"/.test(text)
      ? 'string'
      : /^\s*[tf]/.test(text)
        ? 'bool'
        : 'number';
  return `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
}

function dataErrors(secret: Secret): readonly FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const key in secret.data) {
    errors.push(...fieldInvalids(`data[${key}]`, key, validateConfigMapKey(key)));
    size += base64Length(secret.data[key]!);
  }
  if (size > dataLimit) errors.push(fieldTooLong('data', dataLimit));
  return [...errors, ...typeErrors(secret)];
}

const blockTypes = (text: string): readonly string[] =>
  [...text.matchAll(/^-----BEGIN (.+)-----\s*$[^]*?^-----END \1-----/gm)].map(([, type]) => type!);

/** Whether there is a certificate and a key; whether they fit nobody can tell without reckoning. */
function pairWarnings(data: Readonly<Record<string, string>>): readonly string[] {
  const [inCertificate, inKey] = ['tls.crt', 'tls.key'].map((name) => blockTypes(decodeBase64(data[name] ?? '')));
  const problem =
    blockProblem(inCertificate!, (type) => type === 'CERTIFICATE', certificateWords) ??
    blockProblem(inKey!, (type) => /(^| )PRIVATE KEY$/.test(type), keyWords);
  return problem === undefined ? [] : [`tls: ${problem}`];
}

const certificateWords = {
  input: 'certificate',
  block: '"CERTIFICATE" PEM block',
  isOther: (type: string): boolean => type.endsWith('PRIVATE KEY'),
  switched:
    'failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
};
const keyWords = {
  input: 'key',
  block: 'PEM block with type ending in "PRIVATE KEY"',
  isOther: (type: string): boolean => type === 'CERTIFICATE',
  switched: 'found a certificate rather than a key in the PEM for the private key',
};

function blockProblem(
  types: readonly string[],
  isWanted: (type: string) => boolean,
  { input, block, isOther, switched }: typeof keyWords,
): string | undefined {
  if (types.some(isWanted)) return undefined;
  if (types.length === 0) return `failed to find any PEM data in ${input} input`;
  if (types.length === 1 && isOther(types[0]!)) return switched;
  return `failed to find ${block} in ${input} input after skipping PEM blocks of the following types: [${types.join(' ')}]`;
}
