import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { longestTask } from '../main-thread';
import { type Visit, visit } from '../visit';
import { Wheelhouse } from '../wheelhouse';

const folder = fileURLToPath(new URL('../../../shared/yardsticks/hostile', import.meta.url));
const LONGEST_MILLISECONDS = 100;
/** Twelve million characters, more than any reader takes: when it is pasted, all others have been. */
const HUGE = 'yaml-deep-block-2k.yaml.gz';

/** What is said of a text before it is sent, or when it was; nothing is said of those that are right. */
const words: Readonly<Record<string, RegExp>> = {
  'configmap-1MiB-plus-1.yaml': /may not be more than 1048576 bytes/,
  'json-deep-10001.json': /nested more than \d+ levels deep/,
  'nul-byte.yaml': /Invalid value|control characters/,
  'proto-pollution.json': /unknown field "metadata.__proto__"/,
  'proto-pollution.yaml': /cannot unmarshal bool|unknown field "(__proto__|constructor)"/,
  'tabs.yaml': /tabs can not indent YAML/,
  'wrong-shapes.jsonl': /invalid object to validate/,
  'xss-names-must-be-refused.jsonl': /a lowercase RFC 1123 subdomain must consist of/,
  'yaml-alias-cycle.yaml': /contains itself/,
  'yaml-bomb-billion-laughs.yaml': /excessive aliasing/,
  'yaml-deep-block-2k.yaml': /the text is longer than/,
  'yaml-merge-key-bomb.yaml': /excessive aliasing/,
};

/** What kubectl says of them. */
const kubectlWords: Readonly<Record<string, RegExp>> = {
  'json-deep-10001.json': /exceeded max depth/,
  'nul-byte.yaml': /control characters|Invalid value/,
  'proto-pollution.json': /unknown field "metadata.__proto__"/,
  'proto-pollution.yaml': /unmarshal|unknown field/,
  'tabs.yaml': /found character that cannot start any token/,
  'xss-annotations.yaml': /created/,
  'yaml-alias-cycle.yaml': /contains itself/,
  'yaml-bomb-billion-laughs.yaml': /excessive aliasing/,
  'yaml-merge-key-bomb.yaml': /excessive aliasing/,
};

let visitor: Visit;
afterEach(() => visitor.close());

const textOf = (file: string) => gunzipSync(readFileSync(`${folder}/${file}`)).toString();

/** An empty editor, and the text on the clipboard. */
async function copy(app: Wheelhouse, text: string): Promise<void> {
  const { page } = app;
  await page.locator('.monaco-editor').first().click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await page.evaluate(async (copied) => await navigator.clipboard.writeText(copied), text);
  await page.waitForTimeout(500);
}

describe.skipIf(!existsSync(folder))('hostile texts', () => {
  it('pasted and applied, never keep the page from answering, and are never more than text', {
    timeout: 900_000,
  }, async () => {
    visitor = await visit({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });
    const { page } = visitor;
    const app = new Wheelhouse(page);
    await app.isUp();
    await page.locator('.monaco-editor').first().waitFor();
    const took: Record<string, number> = {};
    for (const packed of readdirSync(folder).sort((a, b) => Number(a === HUGE) - Number(b === HUGE))) {
      const file = packed.replace(/\.gz$/, '');
      await copy(app, textOf(packed));
      took[file] = await longestTask(page, async () => {
        await page.keyboard.press('ControlOrMeta+V');
        const problem = words[file];
        if (problem) await page.locator('.problem-strip').getByText(problem).waitFor({ timeout: 90_000 });
        else await page.waitForTimeout(1000);
        await app.apply();
        await page.waitForTimeout(1000);
      });
    }
    console.log(
      Object.entries(took)
        .map(([file, milliseconds]) => `${file} ${Math.round(milliseconds)} ms`)
        .join('\n'),
    );
    const slow = Object.entries(took).filter(([, milliseconds]) => milliseconds > LONGEST_MILLISECONDS);
    expect(slow).toEqual([]);
    const harm = await page.evaluate(() => [
      (globalThis as { __pwned?: unknown }).__pwned,
      ({} as { polluted?: unknown }).polluted,
      document.querySelectorAll('.editor script, .editor img, .answers svg').length,
    ]);
    expect(harm).toEqual([undefined, undefined, 0]);
    await app.button('File web.yaml').waitFor();
    visitor.expectQuiet();
  });

  it('applied by kubectl in the terminal are answered in words, and stay in their tabs as they were', async () => {
    visitor = await visit();
    const { page } = visitor;
    const app = new Wheelhouse(page);
    await app.isUp();
    const texts = Object.fromEntries(Object.keys(kubectlWords).map((file) => [file, textOf(`${file}.gz`)]));
    const dropped = await page.evaluateHandle((files) => {
      const transfer = new DataTransfer();
      for (const [name, text] of Object.entries(files)) transfer.items.add(new File([text], name));
      return transfer;
    }, texts);
    await page.locator('.drop-zone').dispatchEvent('drop', { dataTransfer: dropped });
    for (const file of Object.keys(texts)) await app.button(`File ${file}`).waitFor();
    await page.locator('#graph').focus();
    await page.keyboard.press('a');
    await app.tab('Terminal').click();
    const rows = page.locator('.xterm-rows');
    await rows.getByText('kubectl on the laptop').waitFor();
    await page.locator('.xterm-helper-textarea').focus();
    const longest = await longestTask(page, async () => {
      for (const file of Object.keys(texts)) {
        await page.keyboard.type(`kubectl apply -f ${file}`);
        await page.keyboard.press('Control+l');
        await page.keyboard.press('Enter');
        // Lines are broken where the terminal ends.
        const read = async () => (await rows.innerText()).replaceAll('\n', '').replaceAll('\u00a0', ' ');
        await expect.poll(read, { timeout: 30_000 }).toMatch(kubectlWords[file]!);
      }
    });
    expect(longest).toBeLessThanOrEqual(LONGEST_MILLISECONDS);
    const kept = () =>
      page.evaluate(() =>
        Object.entries(localStorage)
          .filter(([key]) => key.startsWith('wheelhouse.files.'))
          .flatMap(([, text]) => JSON.parse(text).files as { name: string; text: string }[]),
      );
    const small = Object.entries(texts).filter(([, text]) => text.length < 500_000);
    await expect
      .poll(async () => {
        const files = await kept();
        return small
          .filter(([file, text]) => files.find(({ name }) => name === file)?.text !== text)
          .map(([file]) => file);
      })
      .toEqual([]);
    visitor.expectQuiet();
  });

  it('pasted into the terminal are refused, and the terminal goes on', async () => {
    visitor = await visit({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });
    const { page } = visitor;
    const app = new Wheelhouse(page);
    await app.isUp();
    await app.tab('Terminal').click();
    const rows = page.locator('.xterm-rows');
    await rows.getByText('kubectl on the laptop').waitFor();
    const longest = await longestTask(page, async () => {
      await page.locator('.xterm-helper-textarea').focus();
      await page.evaluate(async (copied) => await navigator.clipboard.writeText(copied), textOf('paste-2MB.yaml.gz'));
      await page.keyboard.press('ControlOrMeta+V');
      await rows.getByText('are no command line').waitFor();
      await page.evaluate(async (copied) => await navigator.clipboard.writeText(copied), 'x'.repeat(9000));
      await page.keyboard.press('ControlOrMeta+V');
      await page.keyboard.press('Control+c');
      await page.keyboard.type('echo still here');
      await page.keyboard.press('Enter');
      await rows.getByText(/^still here/).waitFor();
    });
    expect(longest).toBeLessThanOrEqual(LONGEST_MILLISECONDS);
    visitor.expectQuiet();
  });
});
