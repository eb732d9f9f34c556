import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { internalError, isRefusal, unauthorized } from '../apimachinery';
import type { Refusal } from '../apimachinery';
import { SimulationBug } from '../simulation';
import { AnswerWriter } from './answer-writer';
import { apiRequest } from './api-request';
import type { Decoder } from './api-request';
import type { Certificate } from './certificate';
import type { Control } from './control';
import type { Guard } from './guard';
import { RemoteCommands } from './remote-command';
import { readBody } from './request-body';
import type { World } from './world';

const LOOPBACK = '127.0.0.1';
/** Longer than clients keep idle connections: they rather than we close them. */
const KEEP_ALIVE_MILLISECONDS = 120_000;

export interface DoorParts {
  readonly certificate: Certificate;
  readonly guard: Guard;
  readonly world: World;
  readonly control: Control;
  readonly decode: Decoder;
  /** Called before anything of an answer leaves. */
  readonly beforeAnswer: () => void;
}

/** The HTTPS port: lets requests in, and answers out. */
export class Door {
  readonly #parts: DoorParts;
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();

  constructor(parts: DoorParts) {
    this.#parts = parts;
    const { certificate: cert, key } = parts.certificate;
    this.#server = createServer({
      cert,
      key,
      minVersion: 'TLSv1.2',
      keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
      allowHalfOpen: true,
    });
    // Who closes its half has said all it has to say: it is answered all the same, as a real API server does.
    Object.assign(this.#server, { httpAllowHalfOpen: true });
    this.#server.on('request', (request, response) => void this.#receive(request, response));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    });
    const commands = new RemoteCommands(parts);
    this.#server.on('upgrade', (request, socket, head) => commands.upgrade(request, socket, head));
  }

  /** Answers the address, `https://127.0.0.1:6443`. Fails with the system's error when the port is taken. */
  listen(port: number): Promise<string> {
    return new Promise((done, failed) => {
      this.#server.once('error', failed);
      this.#server.listen(port, LOOPBACK, () => {
        this.#server.off('error', failed);
        done(`https://${LOOPBACK}:${(this.#server.address() as AddressInfo).port}`);
      });
    });
  }

  close(): Promise<void> {
    return new Promise((done) => {
      this.#server.close(() => done());
      for (const socket of this.#sockets) socket.destroy();
    });
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { guard, control, beforeAnswer } = this.#parts;
    const writer = new AnswerWriter(request, response, beforeAnswer);
    response.on('error', () => response.destroy());
    const refusal = guard.refusal(request);
    if (refusal) return this.#turnAway(request, () => writer.refuse(refusal));
    try {
      const body = await readBody(request);
      if (!request.url?.startsWith('/wheelhouse/')) return this.#forward(request, response, body, writer);
      if (!guard.isAdministrator(request)) throw unauthorized();
      writer.head(await control.answer(request.method ?? '', request.url, body), false);
    } catch (error) {
      // A bug stops the simulation and says how to see it again; a client that hangs up on the way is no bug.
      if (error instanceof SimulationBug) throw error;
      if (!response.destroyed) this.#turnAway(request, () => writer.refuse(asRefusal(error)));
    }
  }

  /** What of the body has not come yet is not waited for. */
  #turnAway(request: IncomingMessage, say: () => void): void {
    say();
    request.resume();
  }

  #forward(request: IncomingMessage, response: ServerResponse, body: Buffer, writer: AnswerWriter): void {
    const { world, decode } = this.#parts;
    const { hangUp } = world.send(apiRequest(request, body, decode), writer);
    response.on('close', () => {
      if (!response.writableFinished) hangUp();
    });
  }
}

function asRefusal(error: unknown): Refusal {
  return isRefusal(error) ? error : internalError((error as Error).message);
}
