import type { PodTraffic } from '../index';
import type { Hop, Simulation } from '../../simulation';

const PROTOCOLS: ReadonlySet<string> = new Set(['http', 'tcp', 'dns']);

/** What came of a request between programs. */
export interface Call {
  readonly request: Hop;
  readonly traffic: PodTraffic;
  /** "200", "NXDOMAIN", "connected", "refused", "reset"; undefined while nothing has come back. */
  readonly outcome: string | undefined;
  /** The pod that answered, `namespace/name`. */
  readonly by: string | undefined;
}

/** Requests of this pod's programs since a hop, in the order they were sent. */
export function callsOf(simulation: Simulation, sender: string, since = 1): readonly Call[] {
  const hops = simulation.trace.hopsSince(since).filter(({ protocol }) => PROTOCOLS.has(protocol));
  const answers = new Map(hops.filter(({ kind }) => kind !== 'request').map((hop) => [hop.exchange, hop]));
  return hops.flatMap((request) => {
    const traffic = request.payload as PodTraffic;
    if (request.kind !== 'request' || traffic.sender !== sender) return [];
    const answer = answers.get(request.id);
    return [{ request, traffic, outcome: outcomeOf(answer), by: (answer?.payload as any)?.answeredBy }];
  });
}

function outcomeOf(answer: Hop | undefined): string | undefined {
  if (!answer) return undefined;
  if (answer.kind === 'reset') return answer.payload === 'refused' ? 'refused' : 'reset';
  const { status, code } = answer.payload as { readonly status?: number; readonly code?: string };
  return String(status ?? code ?? 'connected');
}

/** Names and addresses that a transcript may show: what differs from run to run is numbered as it comes. */
export class Plain {
  readonly #names = new Map<string, string>();

  /** `default/web-5d89f…` as `web 1`. */
  pod(name: string | undefined): string {
    if (name === undefined) return 'nobody';
    const kind = name.replace(/^.*\//, '').replace(/-.*$/, '');
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const number = [...this.#names.values()].filter((each) => each.startsWith(`${kind} `)).length + 1;
    this.#names.set(name, `${kind} ${number}`);
    return `${kind} ${number}`;
  }
}

/** A line of a transcript: what was asked of which service, and who answered what. */
export function callText({ traffic, outcome, by }: Call, plain: Plain): string {
  const what =
    traffic.kind === 'dns'
      ? `${traffic.question.type} ${traffic.question.name}?`
      : traffic.kind === 'http'
        ? `${traffic.method} ${traffic.path}`
        : 'connect';
  const to = traffic.via ? `${traffic.via.service} port ${traffic.via.port}` : `${traffic.host}:${traffic.port}`;
  return `${what} to ${to}: ${outcome ?? 'no answer'} from ${plain.pod(by)}, port ${traffic.port}`;
}
