import { execFileSync } from 'node:child_process';
import { defineConfig } from '@playwright/test';

import { PLATFORM_UNDER_TEST } from './fixtures/under-test';

// Playwright's own browsers can't be downloaded everywhere; the distribution's Chromium is a
// browser that people have.
function chromium(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
  const candidates = process.env.STUDIO_CHROMIUM ? [process.env.STUDIO_CHROMIUM] : names;
  for (const name of candidates) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim();
    } catch {
      // Not this one.
    }
  }
  throw new Error('No Chromium found. Run script/bootstrap, or set STUDIO_CHROMIUM.');
}

/** NeMo Platform answers a write after a second or more, and queues what comes meanwhile. */
const real = PLATFORM_UNDER_TEST === 'real';
const patience = real ? 3 : 1;

/** What runs on NeMo Platform too: everything about managing access, and signing in and out. */
const ON_BOTH = [
  'workspaces/**',
  'members/**',
  'access/**',
  'sign-in/{deep-link,people,sign-out}.spec.ts',
  'account.spec.ts',
];

export default defineConfig({
  testDir: 'tests',
  testMatch: real ? ON_BOTH.map((pattern) => `**/tests/${pattern}`) : undefined,
  // A test that can't mean anything there says so with this tag.
  grepInvert: real ? /@embedded\b/ : undefined,
  outputDir: real ? 'test-results/real' : 'test-results/embedded',
  globalSetup: './global-setup.ts',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: !!process.env.CI,
  timeout: 45_000 * patience,
  expect: { timeout: 10_000 * patience },
  reporter: process.env.CI ? [['list']] : [['list'], ['html', { open: 'never' }]],
  use: {
    actionTimeout: 10_000 * patience,
    navigationTimeout: 15_000 * patience,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    // Without its film, which makes the tests take half as long again.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: true },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium(),
      args: [
        // Chromium's sandbox needs rights that root in a container doesn't have.
        '--no-sandbox',
        '--disable-gpu',
        // No request of the browser's own: tests run without a network.
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
