import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { write } from '../tools/visitor.mjs';

/** The page as its user names things. */
export class Wheelhouse {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits until all three workers say Ready and the clock plays. */
  async isUp(): Promise<void> {
    for (const worker of ['worker-1', 'worker-2', 'worker-3']) {
      await this.page.getByRole('button', { name: `Machine ${worker}, Ready` }).waitFor();
    }
    await this.button(/^Pause/).waitFor();
  }

  /** The cluster's own pods are bound and run, too: nothing more happens by itself that could be taken for what the user did. */
  async isAtRest(): Promise<void> {
    const own = this.page.getByRole('button', { name: /^Pod coredns-.*, Running/ });
    await expect.poll(() => own.count()).toBe(2);
  }

  button(name: RegExp | string): Locator {
    return this.page.getByRole('button', { name });
  }

  /** The user's pods: the cluster's own DNS runs beside them. */
  pods(word?: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^Pod (?!coredns-).*${word ? `, ${word}` : ''}`) });
  }

  get answers(): Locator {
    return this.page.getByRole('status', { name: 'Answers' });
  }

  get inspector(): Locator {
    return this.page.getByRole('region', { name: 'Inspector' });
  }

  get records(): Locator {
    return this.page.getByRole('region', { name: 'Records' });
  }

  tab(name: RegExp | string): Locator {
    return this.page.getByRole('tab', { name });
  }

  /** The sequence diagram, and what is drawn of it. */
  get sequence(): Locator {
    return this.page.getByRole('listbox', { name: 'Sequence' });
  }

  get history(): Locator {
    return this.page.getByRole('toolbar', { name: 'History' });
  }

  /** The scrubber: which moment every pane shows. */
  get moment(): Locator {
    return this.page.getByRole('slider', { name: 'Moment shown' });
  }

  async clock(): Promise<string> {
    return await this.page.getByRole('timer', { name: 'Simulated time' }).innerText();
  }

  /** Simulated seconds since the beginning. */
  async seconds(): Promise<number> {
    const [, minutes = 0, seconds = 0] = /(\d+):(\d+\.\d+)/.exec(await this.clock()) ?? [];
    return Number(minutes) * 60 + Number(seconds);
  }

  /** The figures of a clock that stands: they are written a moment after the worker's last word. */
  async standingClock(): Promise<string> {
    let [before, now] = ['', await this.clock()];
    while (before !== now) {
      await this.page.waitForTimeout(500);
      [before, now] = [now, await this.clock()];
    }
    return now.split('\n')[0] ?? '';
  }

  /** Which hop of the followed request is read; 0 where none is. */
  async place(): Promise<number> {
    const chip = this.inspector.getByText(/^hop \d+ of/);
    return (await chip.count()) === 0 ? 0 : Number.parseInt((await chip.innerText()).slice(4).replace(/\D.*/, ''), 10);
  }

  async etcdLeader(): Promise<{ readonly machine: string; readonly term: number }> {
    const card = this.button(/^etcd on .*leader, term \d+/).first();
    const name = (await card.getAttribute('aria-label')) ?? '';
    const [, machine = '', term = ''] = /^etcd on (\S+), .*term (\d+)/.exec(name) ?? [];
    return { machine, term: Number(term) };
  }

  /** Puts a text into the editor in place of what is there. */
  async write(text: string): Promise<void> {
    await write(this.page, text);
  }

  async apply(): Promise<void> {
    await this.button(/^Apply/).click();
  }

  async runUntilQuiet(): Promise<void> {
    await this.untilQuiet(() => this.button(/^Run until quiet/).click());
  }

  /** What was said of a run before is put away first: it must not be taken for what is said of this one. */
  async untilQuiet(begin: () => Promise<void>): Promise<void> {
    const said = this.page.locator('.notice', { hasText: /Quiet after|Not quiet after|Already quiet/ });
    await said.getByRole('button').evaluateAll((buttons) => (buttons as HTMLElement[]).forEach((each) => each.click()));
    await said.waitFor({ state: 'detached' });
    await begin();
    await said.waitFor();
  }
}
