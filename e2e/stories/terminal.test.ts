import { afterEach, describe, expect, it } from 'vitest';
import { type Visit, visit } from '../visit';
import { Wheelhouse } from '../wheelhouse';

describe('the terminal', () => {
  let visitor: Visit;
  afterEach(() => visitor.close());

  it('runs commands that come in a chunk of their own, from a sub-path too', async () => {
    visitor = await visit({ subPath: '/some/where/' });
    const app = new Wheelhouse(visitor.page);
    await app.isUp();
    await app.tab('Terminal').click();
    const screen = visitor.page.locator('.xterm-rows');
    await screen.waitFor();
    await visitor.page.locator('.xterm').click();
    await visitor.page.keyboard.type('kubectl get nodes\n');
    await expect.poll(() => screen.innerText(), { timeout: 30_000 }).toMatch(/worker-3\s+Ready/);
    visitor.expectQuiet();
  });
});
