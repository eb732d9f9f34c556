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

/** A line of a transcript: when, what was asked of whom by which name, and who answered what. */
export function callText({ request, traffic, outcome, by }: Call, start: number): string {
  const at = ((request.sentAt - start) / 1000).toFixed(3).padStart(9);
  const dialled = traffic.via ? `${traffic.via.address}:${traffic.via.port} (${traffic.via.service}) → ` : '';
  const what =
    traffic.kind === 'dns'
      ? `${traffic.question.type} ${traffic.question.name}?`
      : traffic.kind === 'http'
        ? `${traffic.method} ${traffic.path}`
        : 'connect';
  return `${at}  ${what} to ${dialled}${traffic.host}:${traffic.port}: ${outcome ?? 'no answer'}${by ? ` from ${by}` : ''}`;
}
