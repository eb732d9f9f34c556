import { badRequest } from '../../apimachinery';
import { badBase64, decodeBase64, encodeBase64 } from '../base64';
import { examineJson } from '../request/json-text';

/** Where a list of pages goes on: after which key, and as of which revision. Clients hand it back as they got it. */
export interface ContinueToken {
  readonly revision: number;
  /** Key without the resource's prefix. */
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
  const { error } = examineJson(text);
  if (error !== undefined) throw notValid(error);
  const read = JSON.parse(text) as { readonly v?: string; readonly rv?: number; readonly start?: string };
  if (read.v !== version) throw notValid(`server does not recognize this encoded version "${read.v ?? ''}"`);
  if (!read.start || read.start.split('/').includes('..'))
    throw notValid(`incorrect encoded start resourceVersion (version ${version})`);
  return { revision: read.rv ?? 0, start: read.start };
}

const notValid = (why: string) => badRequest(`invalid continue token: continue key is not valid: ${why}`);
