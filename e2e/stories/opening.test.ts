import { afterEach, describe, expect, it } from 'vitest';
import { type Visit, visit } from '../visit';

describe('a newcomer opens the built app', () => {
  let visitor: Visit;
  afterEach(() => visitor.close());

  for (const subPath of ['/', '/some/where/']) {
    it(`at ${subPath} of a static host: it draws itself, says no error and asks nobody else for anything`, async () => {
      visitor = await visit({ subPath });
      await visitor.page.waitForFunction(() => document.querySelector('#root')?.childElementCount);
      expect(await visitor.page.title()).toContain('Wheelhouse');
      await visitor.page.waitForLoadState('networkidle');
      visitor.expectQuiet();
    });
  }
});
