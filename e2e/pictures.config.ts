import { defineConfig } from '@playwright/test';

import tests, { WHOLE_CHROMIUM } from './playwright.config';

/** Pictures instead of tests: script/screenshots. */
export default defineConfig(tests, {
  testDir: 'pictures',
  testMatch: '**/*.spec.ts',
  testIgnore: [],
  reporter: [['list']],
  use: {
    trace: 'off',
    screenshot: 'off',
    launchOptions: { ...tests.use?.launchOptions, executablePath: WHOLE_CHROMIUM },
  },
});
