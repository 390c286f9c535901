// axe on every page and state, light and dark, wide and narrow; and nothing scrolls sideways.

import type { Page } from '@playwright/test';

import { expect, expectNoAxeFindings, test } from '../../fixtures/test';
import { declareWalks } from '../../fixtures/walks';

const WIDTHS = [1280, 320];

declareWalks(async (page, what) => {
  await test.step(what, async () => {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 720 });
      await expectNoSidewaysScrolling(page, what);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await expectNoAxeFindings(page);
      }
    }
  });
});

async function expectNoSidewaysScrolling(page: Page, what: string): Promise<void> {
  const scrolled = await page.evaluate(() => {
    window.scrollTo({ left: 1000, behavior: 'instant' });
    const { scrollX } = window;
    // What lies half under the header, because a walk has scrolled there, is no finding.
    window.scrollTo({ left: 0, top: 0, behavior: 'instant' });
    return scrollX;
  });
  expect(scrolled, `${what}: pixels that it scrolls sideways`).toBe(0);
}
