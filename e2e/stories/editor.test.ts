import { afterEach, describe, expect, it } from 'vitest';
import { webDeployment } from '../../tools/sample-manifests.mjs';
import { type Visit, visit } from '../visit';
import { Wheelhouse } from '../wheelhouse';

let visitor: Visit;
afterEach(() => visitor.close());

async function arrive(): Promise<Wheelhouse> {
  visitor = await visit({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });
  const app = new Wheelhouse(visitor.page);
  await app.isUp();
  return app;
}

describe('the editor', () => {
  it('offers fields and values, says what a field is, and marks what is wrong while it is typed', async () => {
    const app = await arrive();
    const { page } = visitor;
    await app.write(`${webDeployment(2)}        imagePull`);
    await page.keyboard.type('P');
    await page.locator('.suggest-widget .monaco-list-row', { hasText: 'imagePullPolicy' }).waitFor();
    await page.keyboard.press('Tab');
    await page.locator('.suggest-widget .monaco-list-row', { hasText: 'IfNotPresent' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.type('Sometimes');
    await page.getByText('Unsupported value: "Sometimes"').first().waitFor();
    await page.locator('.squiggly-error').first().waitFor();
    await page
      .locator('.view-line', { hasText: 'replicas' })
      .first()
      .hover({ position: { x: 40, y: 8 } });
    await page.locator('.monaco-hover', { hasText: 'spec.replicas' }).waitFor();
    await visitor.screenshot('editor-language');
    visitor.expectQuiet();
  });

  it('compares with the cluster, dry runs, and applies what was compared', async () => {
    const app = await arrive();
    const { page } = visitor;
    await app.write(webDeployment(2));
    await app.apply();
    await app.runUntilQuiet();
    await app.write(webDeployment(3, 'nginx:1.26'));
    await app.button(/^Dry run/).click();
    await app.runUntilQuiet();
    await app.answers.getByText('A dry run: nothing was written.').waitFor();
    await expect.poll(() => app.pods('Running').count()).toBe(2);
    await page.locator('.monaco-editor').first().click();
    await page.keyboard.press('Control+Shift+Enter');
    await app.runUntilQuiet();
    const dialog = page.getByRole('dialog', { name: /and the cluster/ });
    await dialog.locator('.line-insert, .char-insert').first().waitFor();
    await dialog.locator('.modified .view-line', { hasText: /replicas:\s3/ }).waitFor();
    await visitor.screenshot('editor-comparison');
    await dialog.getByRole('button', { name: 'Apply this' }).click();
    await app.runUntilQuiet();
    await expect.poll(() => app.pods('Running').count()).toBe(3);
    visitor.expectQuiet();
  });

  it('opens examples by keyboard, renames, closes and has files back, and keeps them across a reload', async () => {
    const app = await arrive();
    const { page } = visitor;
    await app.button('+ Examples').click();
    await page.keyboard.type('daemon');
    await page.getByRole('option', { name: /^A DaemonSet/ }).waitFor();
    await page.keyboard.press('Enter');
    await app.button('File agent.yaml').waitFor();
    await app.button('File agent.yaml').press('F2');
    await page.getByRole('textbox', { name: 'New name of agent.yaml' }).fill('every-node.yaml');
    await page.keyboard.press('Enter');
    await app.button('Close every-node.yaml').click();
    await page.getByText('every-node.yaml is closed').waitFor();
    await app.button('Undo').click();
    await page.reload();
    await app.button('File every-node.yaml').waitFor();
    visitor.expectQuiet();
  });

  it('takes files that are dropped, several at once, and says which are no text', async () => {
    const app = await arrive();
    const { page } = visitor;
    const files = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['kind: Pod\n'], 'one.yaml'));
      transfer.items.add(new File(['{}'], 'two.json'));
      transfer.items.add(new File([new Uint8Array([0x61, 0xff, 0xfe, 0xc0])], 'bytes.yaml'));
      transfer.items.add(new File(['x'], 'picture.png'));
      return transfer;
    });
    const pane = page.locator('.drop-zone');
    await pane.dispatchEvent('dragover', { dataTransfer: files });
    await page.getByText('Drop manifests here').waitFor();
    await pane.dispatchEvent('drop', { dataTransfer: files });
    await app.button('File one.yaml').waitFor();
    await app.button('File two.json').waitFor();
    await page.getByText('bytes.yaml is no UTF-8 text: it was not opened.').waitFor();
    await page.getByText('picture.png is no .yaml, .yml or .json file').waitFor();
    visitor.expectQuiet();
  });

  it('hands files out, one or all', async () => {
    const app = await arrive();
    const { page } = visitor;
    const name = async (entry: string) => {
      await app.button('Files').click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: entry }).click(),
      ]);
      return download.suggestedFilename();
    };
    expect(await name('Download web.yaml')).toBe('web.yaml');
    expect(await name('Download all as an archive')).toBe('manifests.zip');
    visitor.expectQuiet();
  });
});

describe('an editor without any file', () => {
  it('still has its menu, which opens another or has the last one back', async () => {
    const app = await arrive();
    const { page } = visitor;
    await app.button('Close web.yaml').click();
    await page.getByText('No file is open').waitFor();
    await app.button('Files').click();
    await page.getByRole('menuitem', { name: 'Open web.yaml again' }).click();
    await app.button('File web.yaml').waitFor();
    visitor.expectQuiet();
  });
});

describe('the terminal', () => {
  it('pipes, writes files, reads what is given below, and ends what streams', async () => {
    const app = await arrive();
    const { page } = visitor;
    await app
      .button(/^Auto pace/)
      .or(page.getByRole('switch', { name: /Auto pace/ }))
      .or(page.getByLabel('Auto pace'))
      .first()
      .click();
    await app.tab('Terminal').click();
    const rows = page.locator('.xterm-rows');
    await rows.getByText('kubectl on the laptop').waitFor();
    await page.locator('.xterm-helper-textarea').focus();
    const type = async (line: string) => {
      await page.keyboard.type(line);
      await page.keyboard.press('Enter');
    };
    await type("kubectl get nodes | grep worker-2 | awk '{print $1, $2}'");
    await rows.getByText(/^worker-2 Ready/).waitFor();
    await type('kubectl create configmap c --from-literal=a=b --dry-run=client -o yaml > c.yaml && echo written');
    await rows.getByText(/^written/).waitFor();
    await app.button('File c.yaml').waitFor();
    await page.locator('.xterm-helper-textarea').focus();
    await type('cat <<EOF | kubectl apply -f -');
    await type('apiVersion: v1');
    await type('kind: ConfigMap');
    await type('metadata: {name: piped}');
    await type('EOF');
    await rows.getByText('configmap/piped created').waitFor();
    await type('kubectl get configmaps -w');
    await rows.getByText(/^piped /).waitFor();
    await page.keyboard.press('Control+c');
    await type('echo back');
    await rows.getByText(/^back/).waitFor();
    await visitor.screenshot('terminal-pipes');
    visitor.expectQuiet();
  });
});
