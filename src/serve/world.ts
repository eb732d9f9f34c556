import type { ApiAnswer, ApiRequest, KubeObject } from '../apimachinery';
import type { Cluster } from '../cluster';
import { BALANCER_ADDRESS, hasComeUp } from '../cluster';
import type { CallObserver, Component, Exchange, NetworkError, Simulation } from '../simulation';
import type { Clock } from './clock';

const ENTRANCE_HOST = 'outside';
/** The API server's own limit for a request that is no watch. */
const REQUEST_MILLISECONDS = 60_000;
const BOOT_LIMIT_MILLISECONDS = 300_000;
const RESTART_MILLISECONDS = 3000;
/** Leaders are elected and first objects made: what comes now meets a cluster at rest. */
const SETTLE_MILLISECONDS = 5000;

/** What a foreign client's request comes to, in the order it comes. */
export interface AnswerListener {
  head(answer: ApiAnswer, streaming: boolean): void;
  item(item: unknown): void;
  end(): void;
  failed(error: NetworkError): void;
}

/** A request that was sent, as its sender holds it. */
export interface Conversation {
  /** Says more on the open stream. */
  say(item: unknown): void;
  /** Nothing more will be said: with a stepped clock time passes until the other side has ended, too. */
  awaitEnd(): void;
  hangUp(): void;
}

/** The cluster that is served: foreign requests enter its network at `outside/client`, like any other client's. */
export class World {
  readonly cluster: Cluster;
  readonly #clock: Clock;
  readonly #entrance: Component;

  constructor(cluster: Cluster, clock: Clock) {
    this.cluster = cluster;
    this.#clock = clock;
    this.#entrance = cluster.simulation.addHost(ENTRANCE_HOST).install('client', () => undefined);
  }

  get simulation(): Simulation {
    return this.cluster.simulation;
  }

  /**
   * Runs until all workers are Ready and the default service account is there; throws when that never comes. Then the API servers are
   * restarted one by one, as in any cluster that has seen an upgrade: what was before is too old to watch from.
   * @param present the instant it is to be by then, where it may take less time to come up
   */
  boot(present?: () => number): void {
    const objects = new Map<string, KubeObject>();
    const began = this.simulation.now;
    let revision = 0;
    while (!hasComeUp(this.cluster, objects)) {
      if (this.simulation.now - began > BOOT_LIMIT_MILLISECONDS) throw new Error('the cluster did not come up');
      this.simulation.runFor(250);
      for (const change of this.cluster.changesAfter(revision)) {
        revision = change.revision;
        if (!change.deleted) objects.set(change.key, change.value as KubeObject);
      }
    }
    for (const server of this.cluster.components.filter(({ name }) => name === 'kube-apiserver')) {
      server.kill();
      server.start();
      this.simulation.runFor(RESTART_MILLISECONDS);
    }
    this.simulation.runFor(SETTLE_MILLISECONDS);
    if (present) this.simulation.runUntil(present());
    this.#clock.start();
  }

  /** Sends a request into the network. With a stepped clock time passes until it is answered. */
  send(request: ApiRequest, listener: AnswerListener): Conversation {
    const reception = new Reception(listener);
    let exchange: Exchange | undefined;
    this.#clock.act(() => {
      exchange = this.#entrance.call(BALANCER_ADDRESS, request, reception, {
        timeoutMilliseconds: REQUEST_MILLISECONDS,
      });
    });
    this.#clock.awaitAnswer(reception);
    return {
      say: (item) => {
        this.#clock.act(() => exchange?.sendInput(item));
        this.#clock.awaitReaction(reception);
      },
      awaitEnd: () => this.#clock.awaitEnd(reception),
      hangUp: () => this.#clock.act(() => exchange?.cancel()),
    };
  }
}

/** How far an answer has come. */
export interface Progress {
  readonly answered: boolean;
  readonly streaming: boolean;
  readonly items: number;
  readonly ended: boolean;
}

class Reception implements CallObserver, Progress {
  answered = false;
  streaming = false;
  items = 0;
  ended = false;
  readonly #listener: AnswerListener;

  constructor(listener: AnswerListener) {
    this.#listener = listener;
  }

  onHead(payload: unknown, streaming: boolean): void {
    this.answered = true;
    this.streaming = streaming;
    this.ended = !streaming;
    this.#listener.head(payload as ApiAnswer, streaming);
  }

  onItem(payload: unknown): void {
    this.items++;
    this.#listener.item(payload);
  }

  onEnd(): void {
    this.ended = true;
    this.#listener.end();
  }

  onFailure(error: NetworkError): void {
    this.answered = true;
    this.ended = true;
    this.#listener.failed(error);
  }
}
