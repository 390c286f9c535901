// axe on every page and state, light and dark, wide and narrow; and nothing scrolls sideways.

import type { Page } from '@playwright/test';

import { expectNoAxeFindings, expectNoAxeFindingsInColours } from '../../fixtures/axe';
import { expect, test } from '../../fixtures/test';
import { declareWalks } from '../../fixtures/walks';

const WIDTHS = [1280, 320];

declareWalks(async (page, what) => {
  await test.step(what, async () => {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 720 });
      await expectNoSidewaysScrolling(page, what);
      await page.emulateMedia({ colorScheme: 'light' });
      await expectNoAxeFindings(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      await expectNoAxeFindingsInColours(page);
    }
  });
});

async function expectNoSidewaysScrolling(page: Page, what: string): Promise<void> {
  const scrolled = await page.evaluate(() => {
    window.scrollTo({ left: 1000, behavior: 'instant' });
    const { scrollX } = window;
    // What lies half under the header, because a walk has scrolled there, is not a finding; nor is what lies
    // half under the bar at the foot.
    window.scrollTo({ left: 0, top: 0, behavior: 'instant' });
    for (const bar of document.querySelectorAll<HTMLElement>('.bottom-bar')) {
      bar.style.position = 'static';
    }
    return scrollX;
  });
  expect(scrolled, `${what}: pixels that it scrolls sideways`).toBe(0);
}
