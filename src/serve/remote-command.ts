import type { IncomingMessage } from 'node:http';
import { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { WebSocketServer } from 'ws';
import { badRequest, isRefusal, Query } from '../apimachinery';
import type { Refusal } from '../apimachinery';
import { AnswerWriter, MOST_PENDING_BYTES } from './answer-writer';
import { apiRequest } from './api-request';
import { dialectOf, frameOf, readFrame, unnamedDialect } from './channels';
import type { Dialect } from './channels';
import type { Guard } from './guard';
import { PortChannels } from './port-channels';
import { PortForwarding, TUNNEL_PROTOCOL } from './port-forwarding';
import { UpgradedAnswer } from './upgraded-answer';
import type { Upgrade } from './upgraded-answer';
import type { World } from './world';

/** Stands for the tunnel's protocol, whose name holds a slash, which the library takes for no name. */
const TUNNEL_TOKEN = 'tunnel';
const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

interface ExecItem {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly status?: { readonly message?: string };
}

export interface RemoteCommandParts {
  readonly guard: Guard;
  readonly world: World;
  /** Called before anything of an answer leaves. */
  readonly beforeAnswer: () => void;
}

/**
 * `pods/NAME/exec`, `attach` and `portforward` over a WebSocket, as kubectl and the client libraries ask for it: frames on this side,
 * a stream through the simulated network, with items in both directions, on the other.
 */
export class RemoteCommands {
  readonly #parts: RemoteCommandParts;
  readonly #sockets = new WebSocketServer({ noServer: true, handleProtocols: ([only]) => only ?? false });

  constructor(parts: RemoteCommandParts) {
    this.#parts = parts;
    this.#sockets.on('headers', (lines) => {
      for (const [at, line] of lines.entries())
        lines[at] = line.replace(/^(Sec-WebSocket-Protocol: )tunnel$/, `$1${TUNNEL_PROTOCOL}`);
    });
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const answer = responseOn(request, socket);
    const writer = new AnswerWriter(request, answer, this.#parts.beforeAnswer);
    const refusal = this.#parts.guard.refusal(request) ?? pathProblem(request);
    if (refusal) return writer.refuse(refusal);
    try {
      const spoken = protocolOf(request);
      const command = conversing(request, spoken, writer, (done) => {
        const problem = upgradeProblem(request, spoken);
        if (problem) return writer.refuse(problem);
        answer.detachSocket(socket as never);
        if (spoken.token !== '') request.headers['sec-websocket-protocol'] = spoken.token;
        this.#sockets.handleUpgrade(request, socket, head, done);
      });
      const plain = apiRequest(request, Buffer.alloc(0), () => undefined);
      const asked = isOfPorts(request) ? { ...plain, headers: { ...plain.headers, upgrade: 'websocket' } } : plain;
      command.conversation = this.#parts.world.send(asked, command);
      socket.on('close', () => command.conversation?.hangUp());
      if (isDeaf(request)) command.conversation.awaitEnd();
    } catch (error) {
      if (!isRefusal(error)) throw error;
      writer.refuse(error);
    }
  }
}

/** Lets a socket that asked for an upgrade be answered in plain HTTP, once. */
function responseOn(request: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket as never);
  response.on('finish', () => socket.end());
  return response;
}

const portsPath = /^\/api\/v1\/namespaces\/[^/]+\/pods\/[^/]+\/portforward(\?|$)/;

function pathProblem({ url = '' }: IncomingMessage): Refusal | undefined {
  const isCommand = /^\/api\/v1\/namespaces\/[^/]+\/pods\/[^/]+\/(exec|attach)(\?|$)/.test(url);
  if (isCommand || portsPath.test(url)) return undefined;
  return badRequest('only pods/exec, pods/attach and pods/portforward can be upgraded here');
}

/** What both sides will speak; the token is its name in an answer's head, and undefined where nothing offered is spoken here. */
interface Protocol {
  readonly token: string | undefined;
  readonly dialect: Dialect;
}

function protocolOf(request: IncomingMessage): Protocol {
  const offered = offeredBy(request);
  if (isOfPorts(request) && offered.includes(TUNNEL_PROTOCOL)) return { token: TUNNEL_TOKEN, dialect: unnamedDialect };
  const dialect = dialectOf(offered, isOfPorts(request));
  return { token: dialect?.name, dialect: dialect ?? unnamedDialect };
}

function offeredBy({ headers }: IncomingMessage): readonly string[] {
  return (headers['sec-websocket-protocol'] ?? '').split(/ *, */).filter(Boolean);
}

function isOfPorts({ url = '' }: IncomingMessage): boolean {
  return portsPath.test(url);
}

function conversing(
  request: IncomingMessage,
  spoken: Protocol,
  writer: AnswerWriter,
  upgrade: Upgrade,
): UpgradedAnswer {
  if (!isOfPorts(request)) return new RemoteCommand(writer, upgrade, spoken.dialect);
  if (spoken.token === TUNNEL_TOKEN) return new PortForwarding(writer, upgrade);
  return new PortChannels(writer, upgrade, spoken.dialect, portsOf(request));
}

/** A command that nobody can say anything to: all there is to do is wait for its end. */
function isDeaf({ url = '' }: IncomingMessage): boolean {
  const [path = '', query = ''] = url.split('?');
  return path.endsWith('/exec') && !new Query(query).flag('stdin');
}

function portsOf({ url = '' }: IncomingMessage): readonly number[] {
  const asked = new Query(url.split('?')[1] ?? '').all('ports').flatMap((each) => each.split(','));
  if (asked.length === 0) throw badRequest('query parameter "port" is required');
  for (const port of asked)
    if (!/^\d+$/.test(port)) throw badRequest(`strconv.ParseInt: parsing "${port}": invalid syntax`);
  return asked.map(Number);
}

/** Looked at when the cluster has agreed: clients that know another protocol try again with it, and want to hear why it says no. */
function upgradeProblem(request: IncomingMessage, { token }: Protocol): Refusal | undefined {
  const upgrade = request.headers.upgrade?.toLowerCase();
  if (upgrade !== 'websocket') return badRequest(`unable to upgrade: ${upgrade} is not spoken here, websocket is`);
  if (token !== undefined) return undefined;
  return badRequest(`unable to upgrade: none of the protocols [${offeredBy(request).join(' ')}] is supported`);
}

/** One command: what the cluster says of it becomes frames. */
class RemoteCommand extends UpgradedAnswer {
  readonly #dialect: Dialect;
  readonly #text = new StringDecoder('utf8');

  constructor(refusals: AnswerWriter, upgrade: Upgrade, dialect: Dialect) {
    super(refusals, upgrade);
    this.#dialect = dialect;
  }

  item(item: unknown): void {
    const { stdout, stderr, status } = item as ExecItem;
    if (stdout) this.#say(CHANNEL.stdout, stdout);
    if (stderr) this.#say(CHANNEL.stderr, stderr);
    if (status) this.#say(CHANNEL.error, this.#dialect.saysStatus ? JSON.stringify(status) : (status.message ?? ''));
  }

  #say(channel: number, text: string): void {
    if (!this.socket || text === '') return;
    this.socket.send(frameOf(this.#dialect, channel, Buffer.from(text, 'utf8')));
    if (this.socket.bufferedAmount > MOST_PENDING_BYTES) this.socket.terminate();
  }

  protected hear(frame: Buffer): void {
    const { channel, content } = readFrame(this.#dialect, frame);
    if (channel === CHANNEL.stdin) this.conversation?.say({ stdin: this.#text.write(content) });
    else if (channel === CHANNEL.close && content[0] === CHANNEL.stdin) this.#hearNoMore();
    else if (channel === CHANNEL.resize) this.#resize(content.toString('utf8'));
  }

  #hearNoMore(): void {
    this.conversation?.say({ closed: true });
    this.conversation?.awaitEnd();
  }

  #resize(text: string): void {
    const [, width, height] = /^\{"Width":(\d+),"Height":(\d+)\}\s*$/.exec(text) ?? [];
    if (width && height) this.conversation?.say({ resize: { width: Number(width), height: Number(height) } });
  }
}
