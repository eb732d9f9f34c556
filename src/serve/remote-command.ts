import type { IncomingMessage } from 'node:http';
import { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { WebSocketServer } from 'ws';
import { badRequest, isRefusal } from '../apimachinery';
import type { Refusal } from '../apimachinery';
import { AnswerWriter, MOST_PENDING_BYTES } from './answer-writer';
import { apiRequest } from './api-request';
import type { Guard } from './guard';
import { PortForwarding, TUNNEL_PROTOCOL } from './port-forwarding';
import { UpgradedAnswer } from './upgraded-answer';
import type { World } from './world';

/** The subprotocols of remote commands, best first. The fifth says when a stream of the client's has ended. */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
/** Stands for the tunnel's protocol, whose name holds a slash, which the library takes for no name. */
const TUNNEL_TOKEN = 'tunnel';
/** Every frame begins with its channel's number. */
const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

interface ExecItem {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly status?: object;
}

export interface RemoteCommandParts {
  readonly guard: Guard;
  readonly world: World;
  /** Called before anything of an answer leaves. */
  readonly beforeAnswer: () => void;
}

/**
 * `pods/NAME/exec` and `pods/NAME/attach` over a WebSocket, as kubectl and the client libraries ask for it: frames of the remote command protocol on this side,
 * a stream through the simulated network, with items in both directions, on the other.
 */
export class RemoteCommands {
  readonly #parts: RemoteCommandParts;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => [...PROTOCOLS, TUNNEL_TOKEN].find((each) => offered.has(each)) ?? false,
  });

  constructor(parts: RemoteCommandParts) {
    this.#parts = parts;
    this.#sockets.on('headers', (lines) => {
      for (const [at, line] of lines.entries())
        lines[at] = line.replace(/^(Sec-WebSocket-Protocol: )tunnel$/, `$1${TUNNEL_PROTOCOL}`);
    });
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const answer = responseOn(request, socket);
    const writer = new AnswerWriter(answer, '', this.#parts.beforeAnswer);
    const refusal = this.#parts.guard.refusal(request) ?? pathProblem(request);
    if (refusal) return writer.refuse(refusal);
    try {
      const isTunnel = portsPath.test(request.url ?? '');
      const Conversing = isTunnel ? PortForwarding : RemoteCommand;
      const command = new Conversing(writer, (done) => {
        const problem = protocolProblem(request, isTunnel ? [TUNNEL_PROTOCOL] : PROTOCOLS);
        if (problem) return writer.refuse(problem);
        answer.detachSocket(socket as never);
        if (isTunnel) request.headers['sec-websocket-protocol'] = TUNNEL_TOKEN;
        this.#sockets.handleUpgrade(request, socket, head, done);
      });
      const plain = apiRequest(request, Buffer.alloc(0), () => undefined);
      const asked = isTunnel ? { ...plain, headers: { ...plain.headers, upgrade: 'websocket' } } : plain;
      command.conversation = this.#parts.world.send(asked, command);
      socket.on('close', () => command.conversation?.hangUp());
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

/** Looked at when the cluster has agreed: clients that know another protocol try again with it, and want to hear why it says no. */
function protocolProblem({ headers }: IncomingMessage, spoken: readonly string[]): Refusal | undefined {
  const upgrade = headers.upgrade?.toLowerCase();
  if (upgrade !== 'websocket') return badRequest(`unable to upgrade: ${upgrade} is not spoken here, websocket is`);
  const offered = (headers['sec-websocket-protocol'] ?? '').split(/ *, */);
  if (offered.some((each) => spoken.includes(each))) return undefined;
  return badRequest(`unable to upgrade: none of the protocols [${offered.join(' ')}] is supported`);
}

/** One command: what the cluster says of it becomes frames. */
class RemoteCommand extends UpgradedAnswer {
  readonly #text = new StringDecoder('utf8');

  item(item: unknown): void {
    const { stdout, stderr, status } = item as ExecItem;
    if (stdout) this.#say(CHANNEL.stdout, stdout);
    if (stderr) this.#say(CHANNEL.stderr, stderr);
    if (status) this.#say(CHANNEL.error, JSON.stringify(status));
  }

  #say(channel: number, text: string): void {
    if (!this.socket) return;
    this.socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(text, 'utf8')]));
    if (this.socket.bufferedAmount > MOST_PENDING_BYTES) this.socket.terminate();
  }

  protected hear(frame: Buffer): void {
    const channel = frame[0];
    const content = frame.subarray(1);
    if (channel === CHANNEL.stdin) this.conversation?.say({ stdin: this.#text.write(content) });
    else if (channel === CHANNEL.close && content[0] === CHANNEL.stdin) this.conversation?.say({ closed: true });
    else if (channel === CHANNEL.resize) this.#resize(content.toString('utf8'));
  }

  #resize(text: string): void {
    const [, width, height] = /^\{"Width":(\d+),"Height":(\d+)\}\s*$/.exec(text) ?? [];
    if (width && height) this.conversation?.say({ resize: { width: Number(width), height: Number(height) } });
  }
}
