import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { type Visit, visit } from '../visit';
import { Wheelhouse } from '../wheelhouse';

async function openTerminal(page: Page) {
  const app = new Wheelhouse(page);
  await app.isUp();
  await app.tab('Terminal').click();
  const screen = page.locator('.xterm-rows');
  await screen.waitFor();
  return { app, screen };
}

/** Without the pace at which people read; the cursor stands in the terminal then. */
async function atFullSpeed(page: Page) {
  await page.locator('#graph').focus();
  await page.keyboard.press('a');
  await page.locator('.xterm').click();
}

describe('the terminal', () => {
  let visitor: Visit;
  afterEach(() => visitor.close());

  it('runs commands that come in a chunk of their own, from a sub-path too', async () => {
    visitor = await visit({ subPath: '/some/where/' });
    const { app, screen } = await openTerminal(visitor.page);
    await visitor.page.locator('.xterm').click();
    await visitor.page.keyboard.type('kubectl get nodes\n');
    await expect.poll(() => screen.innerText()).toMatch(/worker-3\s+Ready/);

    await app.tab('Terminal').click();
    await atFullSpeed(visitor.page);
    await visitor.page.keyboard.type('kubectl run box --image=busybox --restart=Never --rm -it -- sh\n');
    await expect.poll(() => screen.innerText()).toContain('try pressing enter');
    await visitor.page.keyboard.type('echo $((6 * 7)); hostname\n');
    await expect.poll(() => screen.innerText()).toMatch(/echo \$\(\(6 \* 7\)\); hostname\s+42\s+box\s+#/);
    await visitor.page.keyboard.press('Control+d');
    await expect.poll(() => screen.innerText()).toMatch(/pod "box" deleted[^]*\$/);
    visitor.expectQuiet();
  });

  it('forwards a port in the background while others are typed, and brings files here', async () => {
    visitor = await visit();
    const { screen } = await openTerminal(visitor.page);
    await atFullSpeed(visitor.page);
    const type = (line: string) => visitor.page.keyboard.type(`${line}\n`);
    await type('kubectl run web --image=nginx && kubectl wait --for=condition=Ready pod/web --timeout=60s');
    await expect.poll(() => screen.innerText(), { timeout: 30_000 }).toContain('pod/web condition met');
    await type('kubectl port-forward pod/web 8080:80 &');
    await expect.poll(() => screen.innerText()).toContain('Forwarding from 127.0.0.1:8080 -> 80');
    await type('curl -s localhost:8080 | grep title');
    await expect.poll(() => screen.innerText()).toMatch(/Handling connection for 8080[^]*<title>Welcome to nginx!/);
    await type('jobs; kill %1');
    await expect.poll(() => screen.innerText()).toMatch(/\[1\] +Running[^]*\[1\]\+ +Terminated/);
    await type('kubectl cp web:/etc/hostname name.txt && cat name.txt');
    await expect.poll(() => screen.innerText()).toMatch(/member names\s+web\s/);
    visitor.expectQuiet();
  });

  it('shows after a reload what was typed and answered, goes on with what ran, and leaves files as they are now', async () => {
    visitor = await visit();
    const { screen } = await openTerminal(visitor.page);
    await atFullSpeed(visitor.page);
    await visitor.page.keyboard.type('kubectl run web --image=nginx && kubectl edit pod web\n');
    await expect.poll(() => screen.innerText()).toContain('is in the editor as pod-web.yaml');
    await visitor.page.locator('.view-lines').click();
    await visitor.page.keyboard.press('ControlOrMeta+Home');
    await visitor.page.keyboard.type('# mine\n');
    await visitor.page.locator('.xterm').click();
    await visitor.page.keyboard.type('kubectl get pods -w\n');
    await expect.poll(() => screen.innerText()).toMatch(/web +1\/1 +Running/);
    await visitor.page.reload();
    await visitor.page.getByText('You are where you were').waitFor();
    await expect
      .poll(() => screen.innerText())
      .toMatch(/\$ kubectl run web[^]*pod\/web created[^]*\$ kubectl get pods -w\s+NAME[^]*Running/);
    await expect.poll(() => visitor.page.locator('.view-line').first().innerText()).toContain('mine');
    await visitor.page.locator('.xterm').click();
    await visitor.page.keyboard.press('Control+c');
    await visitor.page.keyboard.type('echo again\n');
    await expect.poll(() => screen.innerText()).toMatch(/\^C\s+\$ echo again\s+again/);
    visitor.expectQuiet();
  });
});
