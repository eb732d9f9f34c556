import type { CallObserver, Component, NetworkError, Process, Program, ServerCall, ServerStream } from '../simulation';
import { attempt, sleep } from '../simulation';

const CHECK_INTERVAL_MILLISECONDS = 2000;
const CHECK_TIMEOUT_MILLISECONDS = 1000;
/** Failed checks in a row until a backend gets no new connections, and good ones until it does again. */
const FALL = 2;

interface Backend {
  readonly address: string;
  healthy: boolean;
  failures: number;
}

/**
 * Passes connections on without reading them (layer 4, as HAProxy in front of a kubeadm control plane in TCP mode). A
 * client's connection stays with its backend until that is gone; new ones go to the backends in turn. Backends are
 * checked with GET /healthz every two seconds.
 */
export function loadBalancer(options: { readonly backends: readonly string[] }): Program {
  return (component) => {
    const balancer = new LoadBalancer(component, options.backends);
    component.listen({ request: (call) => balancer.relay(call) });
    return balancer.checkForEver();
  };
}

class LoadBalancer {
  readonly #component: Component;
  readonly #backends: readonly Backend[];
  readonly #chosen = new Map<string, Backend>();
  #turn = 0;

  constructor(component: Component, backends: readonly string[]) {
    this.#component = component;
    this.#backends = backends.map((address) => ({ address, healthy: false, failures: FALL }));
  }

  relay(call: ServerCall): void {
    const backend = this.#backendOf(call.from);
    if (!backend) return call.reset();
    const exchange = this.#component.call(backend.address, call.payload, new Relay(call, () => this.#lost(backend)), {
      timeoutMilliseconds: Number.POSITIVE_INFINITY,
    });
    call.onCancel(() => exchange.cancel());
    call.onInput((item) => exchange.sendInput(item));
  }

  *checkForEver(): Process<void> {
    for (;;) {
      for (const backend of this.#backends) this.#component.spawn('health check', this.#check(backend));
      yield* sleep(CHECK_INTERVAL_MILLISECONDS);
    }
  }

  *#check(backend: Backend): Process<void> {
    const request = { method: 'GET', path: '/healthz', headers: { 'user-agent': 'load-balancer-check' } };
    const answer = yield* attempt(
      this.#component.request<unknown, { readonly status: number }>(backend.address, request, {
        timeoutMilliseconds: CHECK_TIMEOUT_MILLISECONDS,
      }),
    );
    if (answer.ok && answer.value.status === 200) this.#recovered(backend);
    else if (++backend.failures >= FALL) this.#lost(backend);
  }

  #recovered(backend: Backend): void {
    backend.failures = 0;
    if (backend.healthy) return;
    backend.healthy = true;
    this.#component.log(`${backend.address} is up`);
    this.#publish();
  }

  #lost(backend: Backend): void {
    backend.failures = FALL;
    for (const [client, chosen] of this.#chosen) if (chosen === backend) this.#chosen.delete(client);
    if (!backend.healthy) return;
    backend.healthy = false;
    this.#component.log(`${backend.address} is down`);
    this.#publish();
  }

  #publish(): void {
    const healthy = this.#backends.filter((backend) => backend.healthy).length;
    this.#component.publish({ backends: `${healthy}/${this.#backends.length}` });
  }

  #backendOf(client: string): Backend | undefined {
    const known = this.#chosen.get(client);
    if (known) return known;
    const healthy = this.#backends.filter((backend) => backend.healthy);
    const next = healthy[this.#turn++ % Math.max(1, healthy.length)];
    if (next) this.#chosen.set(client, next);
    return next;
  }
}

/** Hands what the backend answers on to the client, message by message. */
class Relay implements CallObserver {
  readonly #call: ServerCall;
  readonly #onRefused: () => void;
  #stream: ServerStream | undefined;

  constructor(call: ServerCall, onRefused: () => void) {
    this.#call = call;
    this.#onRefused = onRefused;
  }

  onHead(payload: unknown, streaming: boolean): void {
    if (streaming) this.#stream = this.#call.open(payload);
    else this.#call.respond(payload);
  }

  onItem(payload: unknown): void {
    this.#stream?.send(payload);
  }

  onEnd(): void {
    this.#stream?.end();
  }

  onFailure(error: NetworkError): void {
    if (error.reason !== 'reset') this.#onRefused();
    this.#call.reset();
  }
}
