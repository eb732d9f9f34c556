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
    await expect.poll(() => screen.innerText()).toMatch(/worker-3\s+Ready/);

    await app.tab('Terminal').click();
    await visitor.page.locator('#graph').focus();
    await visitor.page.keyboard.press('a');
    await visitor.page.locator('.xterm').click();
    await visitor.page.keyboard.type('kubectl run box --image=busybox --restart=Never --rm -it -- sh\n');
    await expect.poll(() => screen.innerText()).toContain('try pressing enter');
    await visitor.page.keyboard.type('echo $((6 * 7)); hostname\n');
    await expect.poll(() => screen.innerText()).toMatch(/echo \$\(\(6 \* 7\)\); hostname\s+42\s+box\s+#/);
    await visitor.page.keyboard.press('Control+d');
    await expect.poll(() => screen.innerText()).toMatch(/pod "box" deleted[^]*\$/);
    visitor.expectQuiet();
  });
});
