import { closeSync, openSync, writeSync } from 'node:fs';
import { microTime } from '../apimachinery';
import type { AuditRecord } from '../apiserver';
import type { HostAddresses } from './host-addresses';

/** A server's audit log: `audit.k8s.io/v1` Events at level Metadata, one JSON object a line. */
export class AuditLog {
  readonly #path: string;
  #file = -1;
  readonly #addresses: HostAddresses;
  #lines: string[] = [];
  #count = 0;

  constructor(path: string, addresses: HostAddresses) {
    this.#path = path;
    this.#addresses = addresses;
  }

  /** Begins the file anew: not before the port is ours, since whoever has it may write to the same one. */
  open(): void {
    this.#file = openSync(this.#path, 'w', 0o600);
  }

  add(record: AuditRecord): void {
    this.#lines.push(`${JSON.stringify(auditEvent(record, ++this.#count, this.#addresses))}\n`);
  }

  /** Whole lines go to the file; called before any answer leaves. */
  flush(): void {
    if (this.#lines.length === 0) return;
    const bytes = Buffer.from(this.#lines.join(''));
    this.#lines = [];
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
  }

  close(): void {
    this.flush();
    closeSync(this.#file);
  }
}

/** @param number counts the log's lines: an id that is the same in the next run with the same seed */
function auditEvent(record: AuditRecord, number: number, addresses: HostAddresses) {
  const { request, user, impersonated, target } = record;
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`,
    stage: record.stage,
    requestURI: request.path,
    verb: target.verb,
    user: user ? { username: user.name, groups: user.groups } : {},
    ...(impersonated && { impersonatedUser: { username: impersonated.name, groups: impersonated.groups } }),
    sourceIPs: [addresses.of(record.from)],
    userAgent: request.headers['user-agent'] ?? '',
    ...(target.isResource && { objectRef: objectReference(record) }),
    responseStatus: { metadata: {}, code: record.code },
    requestReceivedTimestamp: microTime(record.receivedAt),
    stageTimestamp: microTime(record.at),
    annotations: decision(record),
  };
}

function objectReference({ target }: AuditRecord) {
  const { resource, namespace, name, group, version, subresource } = target;
  return {
    resource,
    ...(namespace && { namespace }),
    ...(name && { name }),
    ...(group && { apiGroup: group }),
    apiVersion: version,
    ...(subresource && { subresource }),
  };
}

function decision({ code }: AuditRecord) {
  return { 'authorization.k8s.io/decision': code === 403 ? 'forbid' : 'allow', 'authorization.k8s.io/reason': '' };
}
