import {
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  humanDuration,
  type FieldError,
} from '../../apimachinery';
import { textColumn } from '../column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from '../kind';
import type { KindPart } from '../kind';
import { anyName, metadataAgainErrors, metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import { keepGeneration, keepStatus } from '../strategy';
import type { KubeObject } from '../../apimachinery';
import type { Condition } from '../condition';

export interface CertificateSigningRequest extends KubeObject {
  readonly spec: CertificateSigningRequestSpec;
  readonly status?: CertificateSigningRequestStatus;
}

export interface CertificateSigningRequestSpec {
  readonly expirationSeconds?: number;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
  readonly groups?: readonly string[];
  readonly request: string;
  readonly signerName: string;
  readonly uid?: string;
  readonly usages?: readonly string[];
  readonly username?: string;
}

export interface CertificateSigningRequestStatus {
  readonly certificate?: string;
  readonly conditions?: readonly CertificateSigningRequestCondition[];
}

export interface CertificateSigningRequestCondition extends Condition {
  readonly lastUpdateTime?: string | null;
}

/** What whoever approves may say: that they approve, or that they don't. */
const approvalPart: KindPart<CertificateSigningRequest> = {
  prepare(next, previous) {
    const { conditions } = next.status ?? {};
    const status = { ...previous.status, ...(conditions && { conditions: conditions.map(dated) }) };
    return { ...keepGeneration(next, previous), spec: previous.spec, status };
  },
  validate: (next, previous) => {
    const types = new Set(next.status?.conditions?.map(({ type }) => type));
    const field = 'status.conditions';
    const kept = (previous.status?.conditions ?? []).filter(({ type }) => type !== 'Failed' && !types.has(type));
    const both = types.has('Approved') && types.has('Denied');
    return [
      ...metadataUpdateErrors(next, previous),
      ...kept.map(({ type }) =>
        fieldForbidden(field, `updates may not remove a condition of type ${JSON.stringify(type)}`),
      ),
      ...(both ? [fieldInvalid(field, 'Denied', 'Approved and Denied conditions are mutually exclusive')] : []),
    ];
  },
};

/** Without a time of its own a condition is as old as the object's last change; the real server says now. */
const dated = (condition: CertificateSigningRequestCondition): CertificateSigningRequestCondition => ({
  ...condition,
  lastTransitionTime: condition.lastTransitionTime ?? condition.lastUpdateTime ?? null,
});

const identity = { group: 'certificates.k8s.io', version: 'v1', kind: 'CertificateSigningRequest' } as const;

export const certificateSigningRequestKind = defineKind<CertificateSigningRequest>({
  ...identity,
  plural: 'certificatesigningrequests',
  shortNames: ['csr'],
  namespaced: false,
  storagePrefix: '/registry/certificatesigningrequests',
  subresources: [statusSubresource(identity), { ...statusSubresource(identity), name: 'approval' }],
  parts: { approval: approvalPart },
  ownFieldLabels: true,
  // who asks for what is decided once
  prepareForUpdate: (next, previous) => ({
    ...keepGeneration(keepStatus(next, previous), previous),
    spec: previous.spec,
  }),
  validate: (request) => [...metadataErrors(request, false, anyName), ...specErrors(request.spec)],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...metadataAgainErrors(next, previous, anyName),
  ],
  fieldsOf: ({ metadata, spec }) => ({ 'metadata.name': metadata.name, 'spec.signerName': spec.signerName }),
  columns: [
    nameColumn,
    ageColumn,
    textColumn('SignerName', 'Who is to sign it.', ({ spec }) => spec.signerName),
    textColumn('Requestor', 'Who asked.', ({ spec }) => spec.username ?? ''),
    textColumn('RequestedDuration', 'For how long.', ({ spec }) =>
      spec.expirationSeconds === undefined ? '<none>' : humanDuration(spec.expirationSeconds * 1000),
    ),
    textColumn('Condition', 'What became of it.', conditionText),
  ],
});

function conditionText({ status }: CertificateSigningRequest): string {
  const types = new Set(status?.conditions?.map(({ type }) => type));
  const words = ['Approved', 'Denied', 'Failed'].filter((type) => types.has(type));
  const text = words.length > 0 ? words.join(',') : 'Pending';
  return status?.certificate ? `${text},Issued` : text;
}

const knownUsages =
  'any,cert sign,client auth,code signing,content commitment,crl sign,data encipherment,decipher only,digital signature,email protection,encipher only,ipsec end system,ipsec tunnel,ipsec user,key agreement,key encipherment,microsoft sgc,netscape sgc,ocsp signing,s/mime,server auth,signing,timestamping'.split(
    ',',
  );

const shortestSeconds = 600;

function specErrors({
  request,
  signerName,
  usages = [],
  expirationSeconds,
}: CertificateSigningRequestSpec): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (!request?.startsWith('LS0tLS1CRUdJTiB')) {
    const why = 'PEM block type must be CERTIFICATE REQUEST';
    errors.push(fieldInvalid('spec.request', request || null, why));
  }
  if (usages.length === 0) errors.push(fieldRequired('spec.usages'));
  usages.forEach((usage, index) => {
    if (!knownUsages.includes(usage)) errors.push(fieldNotSupported(`spec.usages[${index}]`, usage, knownUsages));
    else if (usages.indexOf(usage) < index) errors.push(fieldDuplicate(`spec.usages[${index}]`, usage));
  });
  if (!signerName) errors.push(fieldRequired('spec.signerName'));
  else if (!/^[^/]+\.[^/]+\/.+$/.test(signerName)) {
    const why = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    errors.push(fieldInvalid('spec.signerName', signerName, why));
  }
  if (expirationSeconds !== undefined && expirationSeconds < shortestSeconds)
    errors.push(
      fieldInvalid(
        'spec.expirationSeconds',
        expirationSeconds,
        'may not specify a duration less than 600 seconds (10 minutes)',
      ),
    );
  return errors;
}
