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
    const end = await app.clock();
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
    await app.records.getByText(/^Back at this moment/).waitFor();
    expect(await app.clock()).not.toBe(end);
    expect(await app.pods().count()).toBe(0);
    await keyboard.press(',');
    await app.inspector.getByText(/^hop 4 of/).waitFor();
    await visitor.screenshot('back-in-time');
    await app.runUntilQuiet();
    expect(await app.pods('Running').count()).toBe(3);
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
    await app.history.getByText('power off worker-2').waitFor();
    await machine.getByRole('button', { name: 'kubelet on worker-2, ▲ down' }).waitFor();
    await app.button(/^Machine worker-2/).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('x');
    await page.keyboard.press('Enter');
    await app.history.getByText('power on worker-2').waitFor();
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
    await app.button(/^ReplicaSet web-/).click();
    await app.inspector.getByText(/^ReplicaSet web-.* is 3\/3 ready\.$/).waitFor();
    await keyboard.press('/');
    await keyboard.type('nowhere');
    await visitor.page.getByText('Nothing matches').waitFor();
    await keyboard.press('Escape');
    await app.button('Deployment web, 3/3 ready').waitFor();
    await keyboard.press('v');
    await app.button(/^Machine worker-1/).waitFor();
    visitor.expectQuiet();
  });
});
