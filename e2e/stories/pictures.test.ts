import { afterEach, describe, expect, it } from 'vitest';
import { caller, service, together, webDeployment } from '../../tools/sample-manifests.mjs';
import { apply, goFast } from '../../tools/visitor.mjs';
import { type Visit, visit } from '../visit';
import { Wheelhouse } from '../wheelhouse';

let visitor: Visit;
afterEach(() => visitor.close());

const context = { permissions: ['clipboard-read', 'clipboard-write'] };

const SERVICES = [service('web'), service('lost', 'nobody')];

const NAMES_WHAT_IS_NOT_THERE = `apiVersion: v1
kind: Pod
metadata:
  name: hopeful
spec:
  containers:
  - name: hopeful
    image: busybox
    envFrom:
    - configMapRef:
        name: settings
    command: [sleep, "1000"]
`;

describe('who owns whom, and who leads to whom', () => {
  it('stands beside each other, says why, and shows what is broken', async () => {
    visitor = await visit({ context });
    const app = new Wheelhouse(visitor.page);
    await app.isUp();
    await apply(visitor.page, together(webDeployment(2), ...SERVICES, NAMES_WHAT_IS_NOT_THERE));
    await app.runUntilQuiet();
    await visitor.page.getByRole('tab', { name: 'Ownership' }).click();

    await app.button('Service lost, selects no pod').waitFor();
    await app.button('ConfigMap settings, does not exist').waitFor();
    await app.button(/^ReplicaSet web-/).click();
    const reasons = visitor.page.getByRole('list', { name: 'Why it is here' });
    await reasons.getByText(/Deployment web owns ReplicaSet web-.*which it finds by app=web/).waitFor();
    await app.inspector.getByText(/^ReplicaSet web-.* is 2\/2 ready\.$/).waitFor();

    await app.button(/^Pod hopeful/).click();
    await reasons.getByText('Pod hopeful names ConfigMap settings, which does not exist (envFrom)').waitFor();
    await visitor.screenshot('ownership-broken');

    // Where machines are shown, pods of another kind of owner are faint, and so are those of another namespace.
    await app.tab('Architecture').click();
    const faint = async () => (await visitor.page.locator('.pod.missed').evaluateAll(namesOf)).sort();
    const choose = (filter: string, value: string) =>
      visitor.page.getByLabel(filter, { exact: true }).selectOption(value);
    await choose('Kind', 'Deployment');
    await expect.poll(faint).toEqual(['hopeful']);
    await choose('Namespace', 'default');
    await expect.poll(faint).toEqual(['coredns', 'coredns', 'hopeful']);
    await visitor.page.keyboard.press('/');
    await visitor.page.keyboard.type('web-');
    await visitor.page.getByText('2 found').waitFor();
    visitor.expectQuiet();
  });
});

/** Runs in the page: of each pod's name what stands before what was made for it. */
const namesOf = (pods: readonly Element[]) =>
  pods.map((pod) => /^Pod ([a-z]+)/.exec(pod.getAttribute('aria-label') ?? '')?.[1]);

/** Runs in the page. */
const labelsOf = (elements: readonly Element[]) => elements.map((element) => element.getAttribute('aria-label') ?? '');

const countInSight = (elements: readonly Element[]) =>
  elements.filter((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return left < innerWidth && right > 0 && top < innerHeight - 40 && bottom > 90;
  }).length;

const middleOf = (elements: readonly Element[]) => {
  const boxes = elements.map((element) => element.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.right));
  const bottom = Math.max(...boxes.map((box) => box.bottom));
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
};

describe('who calls whom', () => {
  it('is counted from the messages: through which service, who answered, and what failed', async () => {
    visitor = await visit({ context });
    const app = new Wheelhouse(visitor.page);
    await app.isUp();
    await apply(visitor.page, together(webDeployment(2), ...SERVICES, caller('web', 'lost')));
    await goFast(visitor.page);
    await visitor.page.getByRole('tab', { name: 'Traffic' }).click();

    // Its first calls may come before anybody answers.
    await app.button(/^Through: web, \d+ calls?(, \d+ failed)? · last 200/).waitFor();
    await app
      .button(/^Who answers: web-.* last 200/)
      .first()
      .waitFor();
    await app.button(/^Through: lost, \d+ calls?, \d+ failed · last connection refused/).waitFor();
    await app.button(/^Who calls: client/).click();
    await app.inspector.getByText('Pod client is Running').waitFor();

    const list = visitor.page.getByRole('listbox', { name: 'Traffic' });
    await list.getByText('nobody answers').first().waitFor();
    await visitor.screenshot('traffic');
    visitor.expectQuiet();
  });
});

describe('many pods', () => {
  it('are cells with their counts in words, found by name, and cards again when one comes near', async () => {
    visitor = await visit({ context });
    const app = new Wheelhouse(visitor.page);
    await app.isUp();
    await apply(visitor.page, webDeployment(60));
    await goFast(visitor.page);
    const field = visitor.page.getByRole('img', { name: /^Pods on worker-1: \d+ running\./ });
    await field.waitFor();
    await expect.poll(() => app.pods().count()).toBe(0);

    await visitor.page.keyboard.press('/');
    await visitor.page.keyboard.type('coredns');
    await visitor.page.getByText('2 found').waitFor();
    await visitor.page.keyboard.press('Enter');
    await app.inspector.getByText(/^Pod coredns-.* is Running/).waitFor();
    await visitor.page.keyboard.press('Escape');

    const worker = visitor.page.getByRole('group', { name: 'worker-1' });
    const box = await worker.boundingBox();
    if (!box) throw new Error('worker-1 is not in sight');
    await visitor.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    for (let turn = 0; turn < 8; turn++) await visitor.page.mouse.wheel(0, -240);
    await app.pods('Running').first().waitFor();
    expect(await app.pods().count()).toBeLessThanOrEqual(500);
    await visitor.page.getByRole('img', { name: 'The whole picture in small' }).waitFor();
    await visitor.screenshot('zoomed-in');
    visitor.expectQuiet();
  });

  it('are never more than 500 cards in all, where there would be room for more', async () => {
    const viewport = { width: 3840, height: 2160 };
    visitor = await visit({ suffix: '?workers=16', context: { ...context, viewport } });
    const { page } = visitor;
    const app = new Wheelhouse(page);
    await page.getByRole('button', { name: 'Machine worker-16, Ready' }).waitFor();
    await apply(page, webDeployment(800));
    await goFast(page);
    for (const pane of ['1', '2', '3']) await page.keyboard.press(pane);
    const fields = page.locator('[role=img][aria-label^="Pods on worker-"]');
    const running = async () =>
      (await fields.evaluateAll(labelsOf)).reduce(
        (sum, label) => sum + Number(/(\d+) running/.exec(label)?.[1] ?? 0),
        0,
      );
    await expect.poll(running).toBeGreaterThanOrEqual(800);

    /** As near as it takes, with what is pointed at in its place. */
    const nearer = async (at: { x: number; y: number }, isNear: () => Promise<boolean>) => {
      await page.mouse.move(at.x, at.y);
      for (let turn = 0; turn < 20 && !(await isNear()); turn++) {
        await page.mouse.wheel(0, -120);
        await page.waitForTimeout(150);
        expect(await app.pods().count()).toBeLessThanOrEqual(500);
      }
    };
    const all = await page.getByRole('group', { name: /^worker-/ }).evaluateAll(middleOf);
    await nearer(all, async () => (await app.pods().count()) > 0);
    expect(await app.pods().count()).toBeGreaterThan(400);

    // All that are in sight have room for theirs: some of them go without.
    const inSight = await page.getByRole('group', { name: /^worker-/ }).evaluateAll(countInSight);
    expect(inSight * 50).toBeGreaterThan(500);
    visitor.expectQuiet();
  });
});
