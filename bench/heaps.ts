import type { CDPSession, Page } from 'playwright-core';

/** What the page and each of its workers hold: the simulation's worker has the cluster and its trace, the page what it shows of them. */
export class Heaps {
  readonly #client: CDPSession;
  readonly #workers: readonly WorkerInstruments[];

  private constructor(client: CDPSession, workers: readonly WorkerInstruments[]) {
    this.#client = client;
    this.#workers = workers;
  }

  static async of(page: Page, client: CDPSession): Promise<Heaps> {
    const workers: WorkerInstruments[] = [];
    client.on('Target.attachedToTarget', ({ sessionId }) => workers.push(new WorkerInstruments(client, sessionId)));
    await client.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
    if (workers.length !== page.workers().length || workers.length === 0)
      throw new Error(`${workers.length} of ${page.workers().length} workers can be looked into`);
    return new Heaps(client, workers);
  }

  /** Bytes in use, all together. */
  async afterCollection(): Promise<number> {
    const all = [{ send: (method: string) => this.#client.send(method as 'Runtime.getHeapUsage') }, ...this.#workers];
    let bytes = 0;
    for (const each of all) {
      await each.send('HeapProfiler.enable');
      await each.send('HeapProfiler.collectGarbage');
      await each.send('HeapProfiler.collectGarbage');
      bytes += (await each.send('Runtime.getHeapUsage')).usedSize;
    }
    return bytes;
  }
}

/** The instruments of a worker, which are spoken to through the page's. */
class WorkerInstruments {
  readonly #client: CDPSession;
  readonly #sessionId: string;
  readonly #waiting = new Map<number, (result: any) => void>();
  #last = 0;

  constructor(client: CDPSession, sessionId: string) {
    this.#client = client;
    this.#sessionId = sessionId;
    client.on('Target.receivedMessageFromTarget', (event) => {
      if (event.sessionId !== sessionId) return;
      const { id, result } = JSON.parse(event.message) as { id?: number; result?: unknown };
      if (id !== undefined) this.#waiting.get(id)?.(result);
    });
  }

  async send(method: string): Promise<any> {
    const id = ++this.#last;
    const answered = new Promise<any>((resolve) => this.#waiting.set(id, resolve));
    const message = JSON.stringify({ id, method, params: {} });
    await this.#client.send('Target.sendMessageToTarget', { sessionId: this.#sessionId, message });
    return await answered;
  }
}
