import { afterEach, describe, expect, it } from 'vitest';
import { configMap, together, webDeployment } from '../../tools/sample-manifests.mjs';
import { type Visit, visit } from '../visit';
import { Wheelhouse } from '../wheelhouse';

let visitor: Visit;
afterEach(() => visitor.close());

describe('the Deployment story, by mouse', () => {
  it('applies the sample, sees its pods run, pauses, steps, looks into a message, changes the theme and deletes', async () => {
    visitor = await visit();
    const app = new Wheelhouse(visitor.page);
    await app.isUp();

    await app.apply();
    await app.answers.getByText('deployment.apps/web').waitFor();
    await app.runUntilQuiet();
    await expect.poll(() => app.pods('Running').count()).toBe(3);
    await app.answers.getByText('created').waitFor();
    await visitor.screenshot('deployment-running');

    await app.button(/^Play/).click();
    await app.button(/^Pause/).click();
    await app.button(/^Play/).waitFor();
    const paused = await app.standingClock();
    await visitor.page.waitForTimeout(300);
    expect(await app.clock()).toContain(paused);

    await app.button(/^Delete/).click();
    for (let step = 0; step < 5; step++) await app.button(/^Next hop/).click();
    await app.tab(/^Messages/).click();
    await app.records.getByText('DELETE deployments/web').first().waitFor();
    await app.records.getByText('DELETE deployments/web').first().click();
    await app.inspector.getByText('kubectl deletes Deployment web.').first().waitFor();
    await app.inspector.getByText('You ran kubectl delete -f web.yaml.').waitFor();
    await visitor.screenshot('deployment-inspected');

    const theme = () => visitor.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const before = await theme();
    await app.button(/^Theme/).click();
    if ((await theme()) === before) await app.button(/^Theme/).click();
    await expect.poll(theme).not.toBe(before);

    await app.runUntilQuiet();
    await expect.poll(() => app.pods().count()).toBe(0);
    await app.answers.getByText('deleted').waitFor();
    visitor.expectQuiet();
  });
});

describe('a manifest that is not right', () => {
  it('is told where it was made, with what was applied and what was not, and is still there after a reload', async () => {
    visitor = await visit({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });
    const app = new Wheelhouse(visitor.page);
    await app.isUp();
    await app.write(together(configMap('good'), webDeployment('two')));
    await app.apply();
    await app.runUntilQuiet();
    await app.answers.getByText('configmap/good').waitFor();
    await app.answers.getByText('created').waitFor();
    await app.answers
      .getByText(/cannot unmarshal string into Go struct field|unmarshal/)
      .first()
      .waitFor();
    expect(await app.answers.innerText()).toMatch(/line 1[0-9]/i);
    await visitor.page.locator('.squiggly-error').first().waitFor();
    await visitor.screenshot('manifest-refused');

    await visitor.page.reload();
    await visitor.page.getByText('replicas: two').first().waitFor();
    visitor.expectQuiet();
  });

  it('is found unreadable at its line before anything is sent', async () => {
    visitor = await visit({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });
    const app = new Wheelhouse(visitor.page);
    await app.isUp();
    await app.write('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: [broken\n');
    await app.apply();
    await app.runUntilQuiet();
    expect(await app.answers.innerText()).toMatch(/line [45]/i);
    await visitor.page.locator('.squiggly-error').first().waitFor();
    visitor.expectQuiet();
  });
});
