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

  it('half an hour and more: what is no longer kept is said, and the way back shows how far it is', async () => {
    const app = await deployed();
    const { page } = visitor;
    expect(await page.getByText('no longer kept').count()).toBe(0);
    for (let tens = 0; tens < 3; tens++) await app.history.getByRole('button', { name: '+10 min' }).click();
    await app.history.getByRole('button', { name: '+1 min' }).click();
    await page.getByText(/^first .* no longer kept$/).waitFor();
    await app.button(/^Play/).waitFor();
    expect(await app.seconds()).toBeGreaterThan(31 * 60);
    // The messages of what was applied are gone from every list; that it was applied is not.
    await page.getByText('The messages of this request are no longer kept').waitFor();
    await app.tab('Acts 1').click();
    await app.records.getByText('kubectl apply -f web.yaml').first().waitFor();
    const stood = await app.standingClock();
    // They are there again for who looks back.
    await app.tab('Sequence').click();
    await app.moment.focus();
    await page.keyboard.press('Home');
    await app.button('Back to the present').waitFor();
    for (let moment = 0; moment < 12 && (await app.sequence.count()) === 0; moment++) {
      const before = await app.seconds();
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => app.seconds(), { timeout: 20_000 }).not.toBe(before);
      await page.waitForTimeout(300);
    }
    await app.sequence
      .getByRole('option', { name: /^kubectl apply -f web.yaml/ })
      .first()
      .waitFor();
    await page.keyboard.press('n');
    await app.button('Back to the present').waitFor({ state: 'hidden' });

    await page.evaluate(() => {
      const shares = new Set<number>();
      Object.assign(globalThis, { shares });
      const look = () => {
        const bar = document.querySelector<HTMLProgressElement>('.seeking progress');
        if (bar) shares.add(bar.value);
        requestAnimationFrame(look);
      };
      look();
    });
    const [worker] = page.workers().filter((each) => each.url().includes('worker-'));
    await worker!.evaluate(() => void setTimeout(() => self.close()));
    await page.getByRole('progressbar', { name: 'Running the history again' }).waitFor();
    await visitor.screenshot('worker-lost-for-long');
    await page.getByText(/worker ended \(ended by the browser/).waitFor();
    await page.getByText(stood).waitFor();
    const shares = await page.evaluate(() => [...(globalThis as unknown as { shares: Set<number> }).shares]);
    expect(shares.length).toBeGreaterThan(3);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    await page.locator('.chip.dropped').waitFor();
    await expect.poll(() => app.pods('Running').count()).toBe(3);
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

describe('two tabs', () => {
  it('have their files each for itself, a large one too: what one types, closes or reloads changes nothing in the other', async () => {
    visitor = await visit({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });
    const first = new Wheelhouse(visitor.page);
    await first.isUp();
    const large = (name: string) => `kind: ConfigMap # of ${name}\n${`#${'='.repeat(2000)}\n`.repeat(260)}`;
    const shows = (app: Wheelhouse, words: string) => app.page.locator('.view-line', { hasText: words }).waitFor();
    await first.write('# small, before\n');
    await first.button('+ Examples').waitFor();
    await keptOnes(first, 1);

    const second = new Wheelhouse(await visitor.page.context().newPage());
    await second.page.goto(visitor.address);
    await second.isUp();
    await shows(second, 'small, before');
    await second.write(large('second'));
    await shows(second, 'of second');
    await keptLarge(second, 1);

    await first.page.bringToFront();
    await first.write(large('first'));
    await keptLarge(first, 2);
    for (const [app, words] of [
      [second, 'of second'],
      [first, 'of first'],
      [second, 'of second'],
    ] as const) {
      // A page that nobody sees takes its time.
      await app.page.bringToFront();
      await app.page.reload();
      await shows(app, words);
    }

    // One that changes nothing, and goes, takes nothing with it.
    await first.page.bringToFront();
    await first.write('# typed last, and closed\n');
    await first.page.close({ runBeforeUnload: true });
    await second.page.bringToFront();
    await second.page.reload();
    await shows(second, 'of second');
    const third = await visitor.page.context().newPage();
    await third.goto(visitor.address);
    await shows(new Wheelhouse(third), 'typed last, and closed');
    visitor.expectQuiet();
  });
});

describe('the texts of the editor', () => {
  it('that the browser does not keep: that is said, again and again tried, and said no more once it works', async () => {
    const app = await visited(() => {
      const write = Storage.prototype.setItem;
      Storage.prototype.setItem = function (key, value) {
        if (key.startsWith('wheelhouse.files') && !('roomAgain' in globalThis))
          throw new DOMException('no room', 'QuotaExceededError');
        write.call(this, key, value);
      };
    });
    const { page } = visitor;
    await page.locator('.monaco-editor').first().click();
    await page.keyboard.type('# typed ');
    const said = page.getByText('This browser keeps no more text');
    await said.waitFor();
    await page.evaluate(() => Object.assign(globalThis, { roomAgain: true }));
    await page.keyboard.type('again ');
    await said.waitFor({ state: 'detached' });
    await app.apply();
    await app.runUntilQuiet();
    visitor.expectQuiet();
  });
});

/** Until so many tabs have kept files that somebody changed. */
async function keptOnes({ page }: Wheelhouse, wanted: number): Promise<void> {
  const count = () =>
    page.evaluate(
      () =>
        Object.entries(localStorage).filter(
          ([key, text]) => key.startsWith('wheelhouse.files') && JSON.parse(text).editedAt > 0,
        ).length,
    );
  await expect.poll(count).toBe(wanted);
}

/** Until so many large texts are in the database. */
async function keptLarge({ page }: Wheelhouse, wanted: number): Promise<void> {
  const count = () =>
    page.evaluate(async () => {
      // To open one that is not there would make it, without what the page puts into it.
      if (!(await indexedDB.databases()).some(({ name }) => name === 'wheelhouse-files')) return 0;
      const settled = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error!);
        });
      const database = await settled(indexedDB.open('wheelhouse-files'));
      const keys = await settled(database.transaction('texts').objectStore('texts').getAllKeys());
      database.close();
      // A text lies in pieces, each under the text's key and its own number.
      return new Set((keys as [string, number][]).map(([text]) => text)).size;
    });
  await expect.poll(count).toBe(wanted);
}

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
