import { afterEach, describe, expect, it } from 'vitest';
import { type Visit, visit } from '../visit';
import { Wheelhouse } from '../wheelhouse';

let visitor: Visit;
afterEach(() => visitor.close());

async function deployed(): Promise<Wheelhouse> {
  visitor = await visit();
  const app = new Wheelhouse(visitor.page);
  await app.isUp();
  await app.apply();
  await app.runUntilQuiet();
  return app;
}

describe('the sequence diagram', () => {
  it('is walked by arrow keys, unfolds a group with Enter, and leads back to a moment of the past', async () => {
    const app = await deployed();
    const { keyboard } = visitor.page;
    const end = await app.standingClock();
    await pointAtAMessage(app);
    await app.sequence.focus();
    await keyboard.press('Home');
    await app.inspector.getByText('You ran kubectl apply -f web.yaml.').first().waitFor();
    for (let step = 0; step < 4; step++) await keyboard.press('ArrowRight');
    const folded = app.sequence.getByRole('option', { name: /etcd: \d+ messages, folded/, selected: true });
    await folded.waitFor();
    await keyboard.press('Enter');
    await app.sequence
      .getByRole('option', { name: /from etcd cp-\d to etcd cp-\d/ })
      .first()
      .waitFor();
    await keyboard.press('Shift+,');
    await app.button('Back to the present').waitFor();
    expect(await app.clock()).toContain('present: ');
    await expect.poll(() => app.pods().count()).toBe(0);
    await keyboard.press(',');
    await app.inspector.getByText(/^hop 4 of/).waitFor();
    await visitor.screenshot('back-in-time');
    await keyboard.press('n');
    await app.button('Back to the present').waitFor({ state: 'hidden' });
    await expect.poll(() => app.clock()).toContain(end);
    await expect.poll(() => app.pods('Running').count()).toBe(3);

    await app.moment.focus();
    await keyboard.press('Home');
    await visitor.page.getByText('00:00.000').first().waitFor();
    await expect.poll(() => app.button('Machine worker-1, Ready').count()).toBe(0);
    await keyboard.press('ArrowRight');
    await app.button('Go on from here').click();
    await visitor.page.getByText('A new history from here: the act that came later is dropped.').waitFor();
    await app.runUntilQuiet();
    await expect.poll(() => app.pods().count()).toBe(0);
    visitor.expectQuiet();
  });
});

/** What it carries is shown where the pointer rests; a click shows the same message in the picture and the inspector. */
async function pointAtAMessage(app: Wheelhouse): Promise<void> {
  const { page } = app;
  await app.sequence.focus();
  await page.keyboard.press('Home');
  const title = 'POST deployments';
  const sent = app.sequence.getByRole('option', { name: `${title}, from you to balancer` });
  const words = page.locator('.sequence .words', { hasText: title }).first();
  await words.hover();
  const card = page.getByRole('tooltip');
  await card.getByText(/"?kind"?: "?Deployment/).waitFor();
  await words.click();
  await expect.poll(() => sent.getAttribute('aria-selected')).toBe('true');
  await app.inspector
    .getByText(/^kubectl creates Deployment web/)
    .first()
    .waitFor();
  await page.locator('#graph').getByRole('button', { name: title, pressed: true }).waitFor();
  await page.mouse.move(4, 4);
  await card.waitFor({ state: 'detached' });
}

describe('breakpoints', () => {
  it('stop the clock when a pod is bound, by mouse; steps go into, over and out', async () => {
    const app = new Wheelhouse((visitor = await visit()).page);
    await app.isUp();
    // Its own pods are bound a moment after the cluster is up: they would stop the clock as well.
    await app.isAtRest();
    await app.button('Breakpoints').click();
    await visitor.page.getByLabel('when a pod is bound to a node').check();
    await visitor.page.keyboard.press('Escape');
    await app.apply();
    await app.button(/^Run until quiet/).click();
    await visitor.page.getByText(/^Stopped: pod web-\S+ is bound to worker-\d\.$/).waitFor();
    await app.inspector
      .getByText(/^Pod web-/)
      .first()
      .waitFor();
    await app.button('1 breakpoint').click();
    await visitor.page.getByLabel('when a pod is bound to a node').uncheck();
    await visitor.page.keyboard.press('Escape');
    await app.runUntilQuiet();
    await app.sequence.focus();
    for (const key of ['Home', 'ArrowRight', 'Shift+,']) await visitor.page.keyboard.press(key);
    await app.button('Back to the present').waitFor();
    await app.button(/^Over/).click();
    await app.inspector.getByText('404 Not Found').first().waitFor();
    await app.button(/^Back ,/).click();
    await app.button(/^Into/).click();
    await visitor.screenshot('looking-back');
    visitor.expectQuiet();
  });
});

describe('the etcd pane', () => {
  it('opens the tree at what is chosen, shows what each version changed, and leads to the request that wrote it', async () => {
    const app = await deployed();
    await app.tab(/^etcd/).click();
    await app
      .button(/^Pod web-.*Running/)
      .first()
      .click();
    await app.records.getByRole('listbox', { name: 'Keys' }).getByRole('option', { selected: true }).waitFor();
    const versions = app.records.getByRole('group', { name: 'Versions' });
    const binding = versions.getByRole('button', { name: / v2/ });
    await binding.click();
    await app.records.getByText(/nodeName: worker-\d/).waitFor();
    await versions.getByRole('button', { name: /^scheduler/ }).click();
    await app.inspector
      .getByText(/^The scheduler binds web-/)
      .first()
      .waitFor();
    await visitor.screenshot('etcd-pane');
    visitor.expectQuiet();
  });
});

describe('faults', () => {
  it('are found by right click or key, stand in the history, and are undone by one more', async () => {
    const app = await deployed();
    const { page } = visitor;
    const machine = page.getByRole('group', { name: 'worker-2' });
    await app.button(/^Machine worker-2/).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Power off' }).click();
    await app.button('Machine worker-2, down').waitFor();
    await app.history.getByRole('button', { name: 'power off worker-2' }).waitFor();
    await machine.getByRole('button', { name: 'kubelet on worker-2, ▲ down' }).waitFor();
    await app.button(/^Machine worker-2/).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('x');
    await page.keyboard.press('Enter');
    await app.history.getByRole('button', { name: /power on worker-2/ }).waitFor();
    await app.button('Machine worker-2, Ready').waitFor();
    await app.button(/^etcd on cp-1/).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Cut the link to cp-2' }).click();
    await app.button('Machine cp-1, up, 1 link cut').waitFor();
    await visitor.screenshot('faults');
    visitor.expectQuiet();
  });
});

describe('the ownership view', () => {
  it('shows who owns whom, finds by name, and goes back', async () => {
    const app = await deployed();
    const { keyboard } = visitor.page;
    await app.tab('Ownership').click();
    await app.button('Deployment web, 3/3 ready').waitFor();
    const namespaces = visitor.page.getByLabel('Namespace', { exact: true });
    await namespaces.selectOption('kube-system');
    await app.button(/^Deployment coredns/).waitFor();
    expect(await app.button(/^Deployment web/).count()).toBe(0);
    await namespaces.selectOption('default');
    await app.button(/^Deployment web/).waitFor();
    expect(await app.button(/^Deployment coredns/).count()).toBe(0);
    await namespaces.selectOption('');
    const kinds = visitor.page.getByLabel('Kind', { exact: true });
    await kinds.selectOption('Service');
    await app.button(/^Service kubernetes/).waitFor();
    expect(await app.button(/^(Deployment|ReplicaSet|Pod) /).count()).toBe(0);
    await app.tab('Architecture').click();
    // It offers no services: all pods are plain to see.
    expect(await kinds.inputValue()).toBe('');
    await expect.poll(() => visitor.page.locator('.pod.missed').count()).toBe(0);
    await app.tab('Ownership').click();
    await app.button(/^ReplicaSet web-/).click();
    await app.inspector.getByText(/^ReplicaSet web-.* is 3\/3 ready\.$/).waitFor();
    await keyboard.press('/');
    await keyboard.type('nowhere');
    await visitor.page.getByText('Nothing matches').waitFor();
    await keyboard.press('Escape');
    await app.button('Deployment web, 3/3 ready').waitFor();
    await app.tab('Architecture').click();
    await app.button(/^Machine worker-1/).waitFor();
    visitor.expectQuiet();
  });
});
