/** What is sent to an address of the cluster's network, and what comes back: plain data, a hop each. */

/** Where it goes to, and where it comes from. */
interface Addressed {
  readonly host: string;
  readonly port: number;
  /** The sender's address, as whoever is sent to sees it. */
  readonly source: string;
  /** The pod whose program sends, `namespace/name`; programs of the machine itself have none. */
  readonly sender?: string;
  /** The component whose request a machine hands on, where that is not a pod's. */
  readonly forwardedFor?: string;
  /** What was dialled, where a rule of the machine leads on from there to `host` and `port`. */
  readonly via?: Via;
}

/** A service's address and port, and whose they are: `namespace/name`, with `:port` where the port has a name. */
export interface Via {
  readonly address: string;
  readonly port: number;
  readonly service: string;
}

/** A connection that is opened and closed again; in between something may be said in the server's own protocol. */
export interface TcpTraffic extends Addressed {
  readonly kind: 'tcp';
  readonly said?: readonly string[];
}

export interface HttpTraffic extends Addressed {
  readonly kind: 'http';
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A question to a name server, over UDP. */
export interface DnsTraffic extends Addressed {
  readonly kind: 'dns';
  readonly question: DnsQuestion;
}

export type PodTraffic = TcpTraffic | HttpTraffic | DnsTraffic;

/** Every answer tells the pod whose program gave it, `namespace/name`. */
export interface Answered {
  readonly answeredBy?: string;
}

export interface HttpReply extends Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

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
  /** An address, a name, or of SRV "priority weight port target". */
  readonly data: string;
}

export interface DnsReply extends Answered {
  readonly code: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED';
  readonly records: readonly DnsRecord[];
}
