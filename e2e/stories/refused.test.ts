import { afterEach, describe, expect, it } from 'vitest';
import { configMap, together, webDeployment } from '../../tools/sample-manifests.mjs';
import { type Visit, visit } from '../visit';
import { Wheelhouse } from '../wheelhouse';

let visitor: Visit;
afterEach(() => visitor.close());

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
