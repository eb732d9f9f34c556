import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly html: string }[];
}

/** What axe finds wrong with what is on the screen, a line each: the rule, and what breaks it. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  // It is large: a document is given it once.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(`${axe.source};undefined`);
  const findings = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(root: Document, options: object): Promise<{ violations: Finding[] }> };
    };
    return (await axe.run(document, { resultTypes: ['violations'] })).violations;
  });
  return findings.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${String(target)} ${html.slice(0, 160)}`),
  );
}
