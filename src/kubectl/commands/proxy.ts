import { Refusal } from '../../apimachinery';
import type { Process, ServerCall } from '../../simulation';
import { Signal } from '../../simulation';
import { CommandError } from '../failure';
import { sortedJson } from '../go-value';
import type { Invocation } from '../invocation';
import { isTellable } from '../invocation';
import { LocalPorts } from '../local-ports';
import type { LocalTraffic } from '../local-ports';

const PORT = 8001;
const HIGHEST_PORT = 65_535;

interface HttpTraffic extends LocalTraffic {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: string;
}

function portOf({ flags }: Invocation): number {
  const text = flags.text('port') ?? String(PORT);
  if (/^-?\d+$/.test(text) && Math.abs(Number(text)) > HIGHEST_PORT)
    throw new CommandError(`listen tcp: address ${text}: invalid port`);
  if (/^-?\d+$/.test(text)) return Number(text);
  throw new CommandError(
    `invalid argument ${JSON.stringify(text)} for "-p, --port" flag: strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax\nSee 'kubectl proxy --help' for usage.`,
  );
}

/** What is sent to a pod from outside is not the API's to show. */
const hidden = /^\/api\/[^/]+\/namespaces\/[^/]+\/pods\/[^/]+\/(attach|exec)/;

/** Asks the API server as the user whom the kubeconfig names, and answers as it does. */
function* answer({ requests }: Invocation, call: ServerCall<LocalTraffic>): Process<void> {
  const { kind, method, path, body } = call.payload as HttpTraffic;
  if (kind === 'tcp') return call.respond({});
  const reply = (status: number, content: unknown): void => {
    const text = typeof content === 'string' ? content : `${sortedJson(content, 2)}\n`;
    const type = typeof content === 'string' ? 'text/plain' : 'application/json';
    call.respond({ status, headers: { 'content-type': type }, body: text });
  };
  if (hidden.test(path)) return reply(403, 'Forbidden');
  try {
    reply(200, yield* requests.raw(method, path, body === undefined ? undefined : JSON.parse(body)));
  } catch (error) {
    if (error instanceof Refusal) reply(error.status.code ?? 500, error.status);
    else if (isTellable(error) || error instanceof SyntaxError) reply(502, `${error.message}\n`);
    else throw error;
  }
}

/** `kubectl proxy [--port=8001]`: whoever asks the laptop at that port asks the API server, without having to say who they are. */
export function* proxy(invocation: Invocation): Process<void> {
  const { component, flags } = invocation;
  const ports = LocalPorts.of(component);
  const port = portOf(invocation) || ports.free();
  const address = flags.text('address') ?? '127.0.0.1';
  if (ports.isTaken(port)) throw new CommandError(`listen tcp ${address}:${port}: bind: address already in use`);
  const close = ports.listen(port, address !== '127.0.0.1', (call) => {
    component.spawn('proxy', answer(invocation, call));
  });
  invocation.print(`Starting to serve on ${address}:${port}`);
  try {
    yield* new Signal(component.simulation).wait();
  } finally {
    close();
  }
}
