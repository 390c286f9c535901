import { defineConfig } from '@playwright/test';

import tests from './playwright.config';

/** Pictures instead of tests: script/screenshots. */
export default defineConfig(tests, {
  testDir: 'pictures',
  reporter: [['list']],
  use: { trace: 'off', screenshot: 'off' },
});
