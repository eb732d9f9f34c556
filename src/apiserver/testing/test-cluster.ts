import type { ApiAnswer, ApiRequest, WatchEvent } from '../../apimachinery';
import { etcdMember } from '../../etcd';
import { Simulation } from '../../simulation';
import type { ClientStream, Component, Process } from '../../simulation';
import { apiServer } from '../index';

export const admin = 'CN=admin,O=system:masters';

export interface TestClusterOptions {
  readonly members?: 1 | 3;
  readonly seed?: string;
  /** The servers have addresses, 10.0.0.11 and so on, and tell pods of them. */
  readonly advertised?: boolean;
}

type Ask = Partial<Omit<ApiRequest, 'headers'>> & {
  readonly headers?: Readonly<Record<string, string>>;
  readonly as?: string;
};

/** etcd and one API server for each member, and a client on a laptop that asks the first of them. */
export class TestCluster {
  readonly simulation: Simulation;
  readonly client: Component;
  readonly servers: readonly Component[];

  constructor(options: TestClusterOptions = {}) {
    this.simulation = new Simulation({ seed: options.seed ?? 'api server' });
    const names = Array.from({ length: options.members ?? 1 }, (_, index) => `cp-${index + 1}`);
    const peers = names.map((name) => `${name}/etcd`);
    for (const name of names) this.simulation.addHost(name).install('etcd', etcdMember({ name, peers }));
    this.servers = names.map((name) => {
      const nearestFirst = [`${name}/etcd`, ...peers.filter((peer) => peer !== `${name}/etcd`)];
      const advertiseAddress = options.advertised ? `10.0.0.${10 + Number(name.slice(3))}` : undefined;
      const program = apiServer({ etcd: nearestFirst, staticTokens, advertiseAddress });
      return this.simulation.host(name).install('kube-apiserver', program);
    });
    this.client = this.simulation.addHost('laptop').install('client', () => undefined);
    this.simulation.runFor(0);
  }

  /** Runs until the first server says that it is ready. */
  boot(): this {
    for (let tries = 0; tries < 100; tries++) {
      this.simulation.runFor(200);
      if (
        this.tryAsk({ path: '/readyz' })?.status === 200 &&
        this.ask({ path: '/api/v1/namespaces/default' }).status === 200
      )
        return this;
    }
    throw new Error('the API server never became ready');
  }

  ask(ask: Ask, server = 0): ApiAnswer {
    const answer = this.tryAsk(ask, server);
    if (!answer) throw new Error(`no answer to ${ask.method ?? 'GET'} ${ask.path}`);
    return answer;
  }

  /** Sends it and leaves it at that. */
  spawn(ask: Ask, server = 0): void {
    const { client, servers } = this;
    const body = function* (): Process<void> {
      yield* client.request(servers[server]!.id, requestOf(ask));
    };
    client.spawn('ask', body());
  }

  tryAsk(ask: Ask, server = 0): ApiAnswer | undefined {
    let answer: ApiAnswer | undefined;
    let failed = false;
    const { client, servers } = this;
    const body = function* (): Process<void> {
      try {
        answer = yield* client.request<ApiRequest, ApiAnswer>(servers[server]!.id, requestOf(ask));
      } catch {
        failed = true;
      }
    };
    client.spawn('ask', body());
    this.simulation.runWhile(() => answer === undefined && !failed, 60_000);
    return answer;
  }

  /** Opens a watch and keeps what it says. */
  watch(path: string, server = 0, as = admin, headers: ApiRequest['headers'] = {}): TestWatch {
    const watch = new TestWatch();
    const { client, servers } = this;
    const body = function* (): Process<void> {
      const stream = yield* client.open<ApiRequest, ApiAnswer, WatchEvent>(
        servers[server]!.id,
        requestOf({ path, as, headers }),
      );
      watch.opened(stream);
      for (;;) {
        const item = stream.streaming ? yield* stream.next() : undefined;
        if (item === undefined) break;
        watch.events.push(item);
      }
      watch.ended = true;
    };
    client.spawn('watch', body());
    this.simulation.runWhile(() => watch.stream === undefined, 10_000);
    return watch;
  }

  create(path: string, body: unknown): any {
    const answer = this.ask({ method: 'POST', path, body });
    if (answer.status !== 201)
      throw new Error(`POST ${path} answered ${answer.status}: ${(answer.body as { message?: string }).message}`);
    return answer.body;
  }

  /** A namespace with the account that its controller would make. */
  namespace(name: string): void {
    this.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    this.create(`/api/v1/namespaces/${name}/serviceaccounts`, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default' },
    });
    this.simulation.runFor(100);
  }
}

export const staticTokens = { 'admin-token': { name: 'admin', groups: ['system:masters'] } };

export class TestWatch {
  readonly events: WatchEvent<any>[] = [];
  stream: ClientStream<ApiAnswer, WatchEvent> | undefined;
  head: ApiAnswer | undefined;
  ended = false;

  opened(stream: ClientStream<ApiAnswer, WatchEvent>): void {
    this.stream = stream;
    this.head = stream.head as ApiAnswer;
  }

  /** `ADDED web`, one after the other. */
  get story(): readonly string[] {
    return this.events.map(({ type, object }) => `${type} ${object.metadata.name ?? ''}`.trim());
  }
}

/** As the administrator, unless it says who it is in another way. */
function requestOf({ as, method = 'GET', path = '/', headers, body }: Ask): ApiRequest {
  const certificate = as ?? (headers?.authorization === undefined ? admin : '');
  const identity: Record<string, string> = certificate === '' ? {} : { 'x-client-certificate': certificate };
  return { method, path, headers: { ...identity, ...headers }, ...(body === undefined ? {} : { body }) };
}
