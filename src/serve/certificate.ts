import { generate } from 'selfsigned';

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
}

const DNS_NAME = 2;
const IP_ADDRESS = 7;

/** A certificate for loopback, made at every start and signed by itself: a kubeconfig names it as its own authority. */
export async function makeCertificate(): Promise<Certificate> {
  const altNames = [
    { type: DNS_NAME, value: 'localhost' },
    { type: IP_ADDRESS, ip: '127.0.0.1' },
  ] as const;
  const made = await generate([{ name: 'commonName', value: 'wheelhouse' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [...altNames] },
    ],
  });
  return { certificate: made.cert, key: made.private };
}
