// A picture of every page and state in e2e/screenshots/, to look at after a change of the design:
// script/screenshots.

import { fileURLToPath } from 'node:url';

import { test } from '../fixtures/test';
import { declareWalks } from '../fixtures/walks';

const FOLDER = fileURLToPath(new URL('../screenshots/', import.meta.url));
const WIDTHS = [320, 768, 1440];

declareWalks(async (page, what) => {
  const walk = test.info().title;
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const name = `${walk} - ${what} - ${width} ${colorScheme}`.replaceAll(' ', '-');
      // What lies on top of the page is as large as the window, not as the page.
      const fullPage = (await page.getByRole('dialog').count()) === 0;
      await page.screenshot({ path: `${FOLDER}${name}.png`, fullPage, animations: 'disabled' });
    }
  }
});
