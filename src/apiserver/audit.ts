import { isObject } from '../apimachinery';
import type { ApiRequest } from '../apimachinery';
import type { User } from './authentication';
import type { RequestInfo } from './request/request-info';

/** One request as a server tells it to its audit log: level Metadata, no bodies. */
export interface AuditRecord {
  /** The component that answered. */
  readonly server: string;
  /** The component that the request came from. */
  readonly from: string;
  readonly request: ApiRequest;
  /** A watch has two lines: when it opened and when it ended. Everything else has the second alone. */
  readonly stage: 'ResponseStarted' | 'ResponseComplete';
  /** The HTTP status. */
  readonly code: number;
  /** Simulated milliseconds. */
  readonly receivedAt: number;
  readonly at: number;
  /** Undefined where nobody could be recognised. */
  readonly user: User | undefined;
  /** Whom the user acted as. */
  readonly impersonated: User | undefined;
  readonly target: AuditTarget;
}

/** What the request was about, as the log's `verb` and `objectRef` say it. */
export interface AuditTarget {
  readonly verb: string;
  readonly isResource: boolean;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

/** Hears of every request when its answer is about to leave. It looks on: it must not act. */
export type Auditor = (record: AuditRecord) => void;

/** A create has no name in its path: the log takes it from the object that was sent, if that has one. */
export function auditTarget(info: RequestInfo, request: ApiRequest): AuditTarget {
  return info.name === '' && info.verb === 'create' ? { ...info, name: nameOf(request.body) } : info;
}

function nameOf(body: unknown): string {
  const metadata = isObject(body) ? body.metadata : undefined;
  const name = isObject(metadata) ? metadata.name : undefined;
  return typeof name === 'string' ? name : '';
}
