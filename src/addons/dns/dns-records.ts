/** Questions and answers as they travel: the same shapes as the messages of the machines' network. */

export type DnsType = 'A' | 'AAAA' | 'CNAME' | 'PTR' | 'SRV';

export interface DnsQuestion {
  /** Without the dot at its end, lower case. */
  readonly name: string;
  readonly type: DnsType;
}

export interface DnsRecord {
  readonly name: string;
  readonly type: DnsType;
  readonly ttlSeconds: number;
  readonly data: string;
}

export interface DnsAnswer {
  readonly code: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED';
  readonly records: readonly DnsRecord[];
}
