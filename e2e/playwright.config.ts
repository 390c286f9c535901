import { execFileSync } from 'node:child_process';
import { defineConfig } from '@playwright/test';

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

export default defineConfig({
  testDir: 'tests',
  globalSetup: './global-setup.ts',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: !!process.env.CI,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: process.env.CI ? [['list']] : [['list'], ['html', { open: 'never' }]],
  use: {
    actionTimeout: 10_000,
    navigationTimeout: 15_000,
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
