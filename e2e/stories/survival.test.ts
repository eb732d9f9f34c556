import { afterEach, describe, expect, it } from 'vitest';
import { type Visit, visit } from '../visit';
import { Wheelhouse } from '../wheelhouse';

let visitor: Visit;
afterEach(() => visitor.close());

async function visited(broken?: () => void): Promise<Wheelhouse> {
  visitor = await visit(broken ? { broken } : {});
  const app = new Wheelhouse(visitor.page);
  await app.isUp();
  return app;
}

async function deployed(): Promise<Wheelhouse> {
  const app = await visited();
  await app.apply();
  await app.runUntilQuiet();
  return app;
}

describe('a session survives', () => {
  it('a reload: it is had again where it stood, in a duplicated tab too, and one may start anew', async () => {
    const app = await deployed();
    const stood = await app.standingClock();
    await visitor.page.reload();
    await visitor.page.getByText('You are where you were').waitFor();
    await visitor.page.getByText(stood).waitFor();
    await expect.poll(() => app.pods('Running').count()).toBe(3);
    await visitor.screenshot('reloaded');

    const id = await visitor.page.evaluate(() => sessionStorage.getItem('wheelhouse.tab'));
    const copy = await visitor.page.context().newPage();
    await copy.addInitScript(
      (name) => sessionStorage.getItem('wheelhouse.tab') ?? sessionStorage.setItem('wheelhouse.tab', name!),
      id,
    );
    await copy.goto(visitor.address);
    await copy.getByText('This tab is a copy').waitFor();
    await copy.getByText(stood).waitFor();
    expect(await copy.evaluate(() => sessionStorage.getItem('wheelhouse.tab'))).not.toBe(id);
    await copy.close();

    await app.button('Start anew').click();
    await app.isUp();
    await expect.poll(() => app.pods().count()).toBe(0);
    visitor.expectQuiet();
  });

  it('its worker that ends without a word: the history is run again, and the clock plays on', async () => {
    const app = await deployed();
    const stood = await app.standingClock();
    const [worker] = visitor.page.workers().filter((each) => each.url().includes('worker-'));
    await worker!.evaluate(() => void setTimeout(() => self.close()));
    await visitor.page.getByText(/worker ended \(ended by the browser/).waitFor();
    await visitor.page.getByText(stood).waitFor();
    await expect.poll(() => app.pods('Running').count()).toBe(3);
    await visitor.screenshot('worker-lost');
    await app.button('Dismiss').first().click();
    await app.button(/^Play/).click();
    await app.button(/^Pause/).waitFor();
    visitor.expectQuiet();
  });

  it('another version of itself: the old session is not run again, and can be downloaded', async () => {
    // What it kept last is kept by now: nothing is written over what is pretended here.
    await (await deployed()).standingClock();
    const changed = await visitor.page.evaluate(pretendOtherBuild);
    expect(changed).toBeGreaterThan(0);
    await visitor.page.reload();
    await visitor.page.getByText('made by another version of Wheelhouse').waitFor();
    const app = new Wheelhouse(visitor.page);
    await app.isUp();
    await expect.poll(() => app.pods().count()).toBe(0);
    const download = visitor.page.waitForEvent('download');
    await app.button('Download what you did').first().click();
    expect((await download).suggestedFilename()).toMatch(/^wheelhouse-.*\.json$/);
    visitor.expectQuiet();
  });

  it('a browser that keeps nothing: that is said, and all else works', async () => {
    const app = await visited(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      };
    });
    await visitor.page.getByText('lets the page keep nothing').waitFor();
    await app.apply();
    await app.runUntilQuiet();
    visitor.expectQuiet();
  });

  it('a storage that is full: that is said, and the record can be downloaded', async () => {
    const app = await visited(() => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('no room', 'QuotaExceededError');
      };
    });
    await visitor.page.getByText('storage is full').waitFor();
    const download = visitor.page.waitForEvent('download');
    await app.button('Download what you did').first().click();
    expect((await download).suggestedFilename()).toMatch(/^wheelhouse-.*\.json$/);
    visitor.expectQuiet();
  });
});

/** Runs in the page: what is kept looks as if an older build had written it. */
async function pretendOtherBuild(): Promise<number> {
  const settled = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error!);
    });
  const database = await settled(indexedDB.open('wheelhouse'));
  const store = database.transaction('sessions', 'readwrite').objectStore('sessions');
  const heads = await settled(store.getAll());
  for (const head of heads) await settled(store.put({ ...head, build: 'old' }));
  database.close();
  return heads.length;
}
