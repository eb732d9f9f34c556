import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { longestTask } from '../main-thread';
import { type Visit, visit } from '../visit';
import { Wheelhouse } from '../wheelhouse';

const folder = fileURLToPath(new URL('../../../shared/yardsticks/hostile', import.meta.url));
const LONGEST_MILLISECONDS = 100;
/** What loads the cluster for good comes last; and very last what is longer than any reader takes: when it is pasted, all others have been. */
const HEAVY = ['replicas-1e9.yaml', 'documents-10k-pods.yaml', 'paste-2MB.yaml', 'yaml-deep-block-2k.yaml'];

interface Hostile {
  /** What is said of the text where it is wrong, sent or not; nothing is said of those that are right. */
  readonly typed?: RegExp;
  /** What is said of it in the editor when it was applied. */
  readonly applied: RegExp;
  /** What kubectl says of it in the terminal. */
  readonly kubectl: RegExp;
}

const refusedAt = (line: number, words: string) => new RegExp(`▲ \\S.* refused .*${words}.* line ${line}\\b.*changed`);
const shapeless = {
  typed: /invalid object to validate/,
  applied: refusedAt(1, 'invalid object to validate'),
  kubectl: /invalid object to validate/,
};
const created = (what: string) => ({
  applied: new RegExp(`✓ ${what} created`),
  kubectl: new RegExp(`${what} (created|unchanged|configured)`),
});
const ALIASING = 'document contains excessive aliasing';
const DEFINITION = 'customresourcedefinition.apiextensions.k8s.io';

/** Every file of the folder: none is left out. */
const hostile: Readonly<Record<string, Hostile>> = {
  'bom-crlf.yaml': created('configmap/crlf'),
  'cel-expensive.yaml': {
    applied: refusedAt(4, 'exceeds budget'),
    kubectl: /estimated rule cost exceeds budget/,
  },
  'configmap-1MiB-plus-1.yaml': {
    typed: /may not be more than 1048576 bytes/,
    applied: refusedAt(1, 'may not be more than 1048576 bytes'),
    kubectl: /Too long: may not be more than \d+ bytes/,
  },
  'documents-10k-pods.yaml': { applied: /100 of 10,000 documents are listed/, kubectl: /pod\/p\d+ created/ },
  'invalid-utf8.yaml': created('configmap/u'),
  'json-deep-10001.json': {
    typed: /nested more than \d+ levels deep/,
    applied: refusedAt(1, 'exceeded max depth'),
    kubectl: /exceeded max depth/,
  },
  'json-deep-9999-ok.json': {
    typed: /nested more than \d+ levels deep/,
    applied: refusedAt(1, 'exceeded max depth'),
    kubectl: /exceeded max depth/,
  },
  'nul-byte.yaml': {
    typed: /Invalid value|control characters/,
    applied: refusedAt(3, 'a lowercase RFC 1123 subdomain must consist of'),
    kubectl: /control characters|Invalid value/,
  },
  'owner-cycle.yaml': { applied: /✓ configmap\/a created ✓ configmap\/b created/, kubectl: /configmap\/b created/ },
  'paste-2MB.yaml': { applied: /100 of 9,000 documents are listed/, kubectl: /configmap\/cm-\d+ created/ },
  'proto-patch.json': shapeless,
  'proto-pollution.json': {
    typed: /unknown field "metadata.__proto__"/,
    applied: refusedAt(1, 'unknown field "metadata.__proto__", unknown field "__proto__"'),
    kubectl: /unknown field "metadata.__proto__"/,
  },
  'proto-pollution.yaml': {
    typed: /cannot unmarshal bool|unknown field "(__proto__|constructor)"/,
    applied: refusedAt(5, 'cannot unmarshal bool'),
    kubectl: /unmarshal|unknown field/,
  },
  'redos-crd-pattern.yaml': {
    typed: /no matches for kind "R"/,
    applied: /r\/slow refused .*ensure CRDs are installed first line 15 1 of 2 documents took effect/,
    kubectl: /ensure CRDs are installed first/,
  },
  'replicas-1e9.yaml': created('deployment.apps/huge'),
  'share-links-malformed.txt': {
    ...shapeless,
    // Its first lines are comments.
    applied: refusedAt(13, 'invalid object to validate'),
  },
  'tabs.yaml': {
    typed: /tabs can not indent YAML/,
    applied: refusedAt(4, 'found character that cannot start any token'),
    kubectl: /found character that cannot start any token/,
  },
  'wrong-shapes.jsonl': shapeless,
  'xss-annotations.yaml': created('pod/xss'),
  'xss-crd-printer-columns.yaml': created(`${DEFINITION}/xs.example.com`),
  'xss-names-must-be-refused.jsonl': {
    typed: /a lowercase RFC 1123 subdomain must consist of/,
    applied: refusedAt(1, 'a lowercase RFC 1123 subdomain must consist of'),
    kubectl: /a lowercase RFC 1123 subdomain must consist of/,
  },
  'yaml-alias-cycle.yaml': {
    typed: /contains itself/,
    applied: refusedAt(3, "anchor 'm' value contains itself"),
    kubectl: /contains itself/,
  },
  'yaml-bomb-billion-laughs.yaml': {
    typed: /excessive aliasing/,
    applied: refusedAt(9, ALIASING),
    kubectl: /excessive aliasing/,
  },
  'yaml-deep-block-2k.yaml': {
    typed: /the text is longer than/,
    applied: /▲ Nothing was sent: the text is longer than 8,000,000 characters\.$/,
    kubectl: /longer than|exceeded max depth/,
  },
  'yaml-merge-key-bomb.yaml': {
    typed: /excessive aliasing/,
    applied: refusedAt(45, ALIASING),
    kubectl: /excessive aliasing/,
  },
};

/** Their names, the heavy ones last. */
const files = () =>
  readdirSync(folder)
    .map((packed) => packed.replace(/\.gz$/, ''))
    .sort((a, b) => HEAVY.indexOf(a) - HEAVY.indexOf(b));

let visitor: Visit;
afterEach(() => visitor.close());

const textOf = (file: string) => gunzipSync(readFileSync(`${folder}/${file}.gz`)).toString();

/** An empty editor, and the text on the clipboard. */
async function copy(app: Wheelhouse, text: string): Promise<void> {
  const { page } = app;
  await page.locator('.monaco-editor').first().click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await page.evaluate(async (copied) => await navigator.clipboard.writeText(copied), text);
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
}

/** Who waits for an answer does not want to watch how it travels. */
async function withoutPace(app: Wheelhouse): Promise<void> {
  await app.page.locator('#graph').focus();
  await app.page.keyboard.press('a');
}

describe.skipIf(!existsSync(folder))('hostile texts', () => {
  it('pasted and applied are answered in words at their place, never keep the page from answering, and are never more than text', {
    timeout: 900_000,
  }, async () => {
    visitor = await visit({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });
    const { page } = visitor;
    const app = new Wheelhouse(page);
    await app.isUp();
    await page.locator('.monaco-editor').first().waitFor();
    await withoutPace(app);
    expect(files().filter((file) => !(file in hostile))).toEqual([]);
    const took: Record<string, number> = {};
    const said: Record<string, string> = {};
    for (const [at, file] of files().entries()) {
      const { typed, applied } = hostile[file]!;
      await copy(app, textOf(file));
      took[file] = await longestTask(page, async () => {
        await page.keyboard.press('ControlOrMeta+V');
        await app.apply();
        // What is said of the one before is not said of this one.
        if (file !== HEAVY.at(-1)) await app.tab(`Acts ${at + 1}`).waitFor();
        const heard = async () => (said[file] = (await app.answers.innerText()).replaceAll(/\s+/g, ' ').trim());
        await expect.poll(heard, { message: file }).toMatch(applied);
        if (typed) await page.locator('.problem-strip').getByText(typed).waitFor({ timeout: 90_000 });
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

  it('applied by kubectl in the terminal are answered in words, and stay in their tabs as they were', {
    timeout: 900_000,
  }, async () => {
    visitor = await visit();
    const { page } = visitor;
    const app = new Wheelhouse(page);
    await app.isUp();
    // Only what is named like a manifest is opened.
    const named = (file: string) => file.replace(/\.(jsonl|txt)$/, '.yaml');
    const texts = Object.fromEntries(files().map((file) => [named(file), textOf(file)]));
    const dropped = await page.evaluateHandle((manifests) => {
      const transfer = new DataTransfer();
      for (const [name, text] of Object.entries(manifests)) transfer.items.add(new File([text], name));
      return transfer;
    }, texts);
    await page.locator('.drop-zone').dispatchEvent('drop', { dataTransfer: dropped });
    for (const file of Object.keys(texts)) await app.button(`File ${file}`).waitFor();
    await withoutPace(app);
    await app.tab('Terminal').click();
    const rows = page.locator('.xterm-rows');
    await rows.getByText('kubectl on the laptop').waitFor();
    await page.locator('.xterm-helper-textarea').focus();
    const longest = await longestTask(page, async () => {
      for (const file of files()) {
        await page.keyboard.type(`kubectl apply -f ${named(file)}`);
        await page.keyboard.press('Control+l');
        await page.keyboard.press('Enter');
        // Lines are broken where the terminal ends.
        const read = async () => (await rows.innerText()).replaceAll('\n', '').replaceAll('\u00a0', ' ');
        await expect.poll(read, { timeout: 30_000, message: file }).toMatch(hostile[file]!.kubectl);
        if (HEAVY.includes(file)) await page.keyboard.press('Control+c');
      }
    });
    expect(longest).toBeLessThanOrEqual(LONGEST_MILLISECONDS);
    await expect.poll(async () => changed(texts, await keptTexts(page))).toEqual([]);
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
      await page.evaluate(async (copied) => await navigator.clipboard.writeText(copied), textOf('paste-2MB.yaml'));
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

type Texts = Readonly<Record<string, string>>;

/** Which of these the browser does not keep as they are: of long ones, how they begin and how long they are. */
function changed(texts: Texts, kept: Texts): readonly string[] {
  return Object.entries(texts).flatMap(([name, text]) =>
    brief(text.replace(/^\uFEFF/, '')) === kept[name] ? [] : [name],
  );
}

const LONG = 100_000;
const brief = (text: string) => (text.length > LONG ? `${text.slice(0, LONG)} ${text.length}` : text);

/** What the browser keeps of every open file: small ones beside the list of them, large ones in the database. */
async function keptTexts(page: Page): Promise<Texts> {
  return await page.evaluate(async (long) => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error!);
      });
    const database = await settled(indexedDB.open('wheelhouse-files'));
    const store = database.transaction('texts').objectStore('texts');
    const [keys, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())]);
    database.close();
    // A text lies in pieces, in order, each under the text's key and its own number.
    const whole = new Map<string, string>();
    for (const [at, [text]] of (keys as [string, number][]).entries())
      whole.set(text, `${whole.get(text) ?? ''}${String(values[at])}`);
    const large = [...whole].map(([key, text]) => ({ name: key.replace(/^.*\//, ''), text }));
    const small = Object.entries(localStorage)
      .filter(([key]) => key.startsWith('wheelhouse.files.'))
      .flatMap(([, text]) => JSON.parse(text).files as { name: string; text: string; large?: true }[])
      .filter((file) => !file.large);
    return Object.fromEntries(
      [...small, ...large].map(({ name, text }) => [
        name,
        text.length > long ? `${text.slice(0, long)} ${text.length}` : text,
      ]),
    );
  }, LONG);
}
