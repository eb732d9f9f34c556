import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configMap, webDeployment } from '../../tools/sample-manifests.mjs';
import { type Hands, Keyboard, Mouse } from '../hands';
import { type Visit, visit } from '../visit';
import { Wheelhouse } from '../wheelhouse';

/** What the clock shows is cut to milliseconds, and sums of such numbers are not exact. */
const ROUNDED = 0.0005;

/** One visit in six stories, told by mouse and once more by keyboard alone. */
describe.each([
  ['by mouse', Mouse],
  ['by keyboard alone', Keyboard],
])('%s', (name, HandsKind) => {
  let visitor: Visit;
  let app: Wheelhouse;
  let hands: Hands;
  beforeAll(async () => {
    visitor = await visit({ context: { permissions: ['clipboard-read', 'clipboard-write'], colorScheme: 'light' } });
    app = new Wheelhouse(visitor.page);
    hands = new HandsKind(app);
    await app.isUp();
    await visitor.page.locator('.monaco-editor').first().waitFor();
  });
  afterAll(() => visitor.close());

  const aheadBy = async (button: '+10 s' | '+1 min', seconds: number) => {
    const began = await app.seconds();
    await hands.runAhead(button);
    await expect.poll(() => app.seconds()).toBeGreaterThanOrEqual(began + seconds - ROUNDED);
  };

  it('a Deployment is applied, runs, is asked why, stands still, is deleted and stepped through', async () => {
    await hands.apply();
    await app.answers.getByText('deployment.apps/web').waitFor();
    await hands.runUntilQuiet();
    await app.answers.getByText('created').waitFor();
    await expect.poll(() => app.pods('Running').count()).toBe(3);
    await hands.inspectPod();
    await app.inspector.getByText(/^Pod web-\S+ is Running on worker-\d\.$/).waitFor();
    await app.inspector.getByText('You ran kubectl apply -f web.yaml.').waitFor();
    await visitor.screenshot(`deployment-running-${name.replaceAll(' ', '-')}`);

    await hands.togglePlay();
    await app.button(/^Pause/).waitFor();
    await hands.togglePlay();
    await app.button(/^Play/).waitFor();
    const paused = await app.standingClock();
    await visitor.page.waitForTimeout(300);
    expect(await app.clock()).toContain(paused);

    await hands.delete();
    await app.history.getByRole('button', { name: /kubectl delete -f web.yaml/ }).waitFor();
    for (let hop = 0; hop < 3; hop++) await hands.step('Next hop');
    await hands.inspectMessage(/DELETE deployments\/web/);
    await app.inspector.getByText('kubectl deletes Deployment web.').first().waitFor();
    await app.inspector.getByText('You ran kubectl delete -f web.yaml.').waitFor();
    const places: number[] = [];
    for (const how of ['Into', 'Over', 'Out', 'Next hop', 'Back'] as const) {
      const before = await app.place();
      await hands.step(how);
      await expect.poll(async () => [0, before].includes(await app.place())).toBe(false);
      places.push(await app.place());
    }
    const [into = 0, over = 0, out = 0, next = 0, back = 0] = places;
    expect([over > into, out > over, next > out, back === out]).toEqual([true, true, true, true]);
    await hands.runUntilQuiet();
    await expect.poll(() => app.pods().count()).toBe(0);
    await app.answers.getByText('deleted').waitFor();
  });

  it('a manifest that is not right is told where it was made, mended there, and applied', async () => {
    await hands.write(webDeployment('two'));
    await hands.apply();
    await hands.runUntilQuiet();
    await app.answers
      .getByText(/unmarshal/)
      .first()
      .waitFor();
    await visitor.page.locator('.squiggly-error').first().waitFor();
    await hands.mend('replicas', 'two', '2');
    await visitor.page.locator('.view-line', { hasText: /replicas:\s2$/ }).waitFor();
    await hands.apply();
    await hands.runUntilQuiet();
    await expect.poll(() => visitor.page.locator('.squiggly-error').count()).toBe(0);
    await app.answers.getByText('created').waitFor();
    await expect.poll(() => app.pods('Running').count()).toBe(2);
  });

  it('a node is killed, found lost by the cluster, and comes back', async () => {
    await hands.fault({ machine: 'worker-2' }, 'Power off');
    await app.button('Machine worker-2, down').waitFor();
    await app.history.getByRole('button', { name: 'power off worker-2' }).waitFor();
    await aheadBy('+1 min', 60);
    await hands.inspectMachine('worker-2');
    await app.inspector.getByText('Unknown', { exact: true }).first().waitFor();
    await hands.fault({ machine: 'worker-2' }, 'Power on');
    await aheadBy('+1 min', 60);
    await app.button('Machine worker-2, Ready').waitFor();
    await expect.poll(() => app.pods('Running').count()).toBe(2);
  });

  it('the leader of etcd is killed, another leads, and what is written then is kept', async () => {
    const { machine, term } = await app.etcdLeader();
    await hands.fault({ machine, component: 'etcd' }, 'Kill the process');
    await app.button(`etcd on ${machine}, ▲ down`).waitFor();
    await aheadBy('+10 s', 10);
    await expect.poll(async () => (await app.etcdLeader()).machine).not.toBe(machine);
    expect((await app.etcdLeader()).term).toBeGreaterThan(term);
    await hands.write(configMap('after'));
    await hands.apply();
    await hands.runUntilQuiet();
    await app.answers.getByText('configmap/after').waitFor();
    await app.answers.getByText('created').waitFor();
    await hands.fault({ machine, component: 'etcd' }, 'Start the process');
    await aheadBy('+10 s', 10);
    await app.button(`etcd on ${machine}, follower`).waitFor();
  });

  it('the page speaks Korean, is dark, and English again', async () => {
    const theme = () => visitor.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await theme();
    await hands.dark();
    await expect.poll(theme).not.toBe(light);
    await hands.language('한국어');
    await visitor.page.getByRole('region', { name: '상세 보기' }).waitFor();
    expect(await visitor.page.evaluate(() => document.documentElement.lang)).toBe('ko');
    await hands.language('English');
    await app.inspector.waitFor();
  });

  it('it is loaded anew, and all is as it was', async () => {
    await hands.runUntilQuiet();
    const stood = await app.standingClock();
    await visitor.page.reload();
    await visitor.page.getByText('You are where you were').waitFor();
    await expect.poll(() => app.clock()).toContain(stood);
    await expect.poll(() => app.pods('Running').count()).toBe(2);
    await visitor.page.locator('.view-line', { hasText: 'after' }).waitFor();
    expect(await visitor.page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    visitor.expectQuiet();
  });
});
