import { examineJson, badRequest, isObject } from '../../apimachinery';
import { badBase64, decodeBase64, encodeBase64 } from '../base64';

/** Where a list of pages goes on: after which key, and as of which revision. Clients hand it back as they got it. */
export interface ContinueToken {
  readonly revision: number;
  /** The key to go on from, without what all keys of the list begin with. */
  readonly start: string;
}

const version = 'meta.k8s.io/v1';

export function writeContinue({ revision, start }: ContinueToken): string {
  return encodeBase64(JSON.stringify({ v: version, rv: revision, start }));
}

export function readContinue(token: string): ContinueToken {
  const bad = badBase64(token);
  if (bad >= 0) throw notValid(`illegal base64 data at input byte ${bad}`);
  const text = decodeBase64(token);
  const { error } = examineJson(text, true);
  if (error !== undefined) throw notValid(error);
  const { v = '', rv = 0, start = '' } = written(JSON.parse(text));
  if (v !== version) throw notValid(`server does not recognize this encoded version ${v}`);
  if (rv === 0) throw notValid(`incorrect encoded start resourceVersion (version ${version})`);
  if (start === '') throw notValid(`encoded start key empty (version ${version})`);
  if (!isClean(start)) throw notValid(start);
  return { revision: rv, start: start.replace(/^\//, '') };
}

interface Written {
  readonly v?: string;
  readonly rv?: number;
  readonly start?: string;
}

const goTypes = { v: 'string', rv: 'int64', start: 'string' } as const;

function written(read: unknown): Written {
  if (read === null) return {};
  if (!isObject(read))
    throw notValid(`json: cannot unmarshal ${nameOf(read)} into Go value of type storage.continueToken`);
  for (const [key, type] of Object.entries(goTypes)) {
    const value = read[key] ?? undefined;
    if (value === undefined || (type === 'string' ? typeof value === 'string' : Number.isInteger(value))) continue;
    throw notValid(`json: cannot unmarshal ${nameOf(value)} into Go struct field continueToken.${key} of type ${type}`);
  }
  return Object.fromEntries(Object.keys(goTypes).map((key) => [key, read[key] ?? undefined]));
}

function nameOf(value: unknown): string {
  if (typeof value === 'boolean') return 'bool';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** A key that leads where it says: nobody climbs out of the resource's own part of etcd. */
function isClean(start: string): boolean {
  const steps = start.replace(/^\//, '').split('/');
  return steps.every((step) => step !== '' && step !== '.' && step !== '..');
}

const notValid = (why: string) => badRequest(`invalid continue token: continue key is not valid: ${why}`);
