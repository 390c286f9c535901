import { execFileSync } from 'node:child_process';
import { defineConfig, type PlaywrightTestConfig } from '@playwright/test';

import { ENGINE } from './fixtures/engine';
import { POLICY } from './fixtures/policy';
import { facts, PLATFORM_UNDER_TEST, type PlatformUnderTest } from './fixtures/under-test';

// Playwright's own browsers can't be downloaded everywhere; the distribution's Chromium is a
// browser that people have.
const WHOLE = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The same engine without what is around its pages, which is a fifth of the work. */
const SHELL = 'chromium-headless-shell';

function browser(names: string[]): string {
  const candidates = process.env.STUDIO_CHROMIUM ? [process.env.STUDIO_CHROMIUM] : names;
  for (const name of candidates) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim();
    } catch {
      // Not this one.
    }
  }
  throw new Error(`There is no ${names.join(', ')}. Run script/bootstrap, or set STUDIO_CHROMIUM.`);
}

export const WHOLE_CHROMIUM = browser(WHOLE);

// Of the process that starts the others, which have other arguments.
process.env.STUDIO_E2E_WINDOWS ??= ['--headed', '--ui', '--debug'].some((option) =>
  process.argv.includes(option),
)
  ? 'yes'
  : 'no';

/** NeMo Platform answers a write after a second or more, and queues what comes in between. */
const real = PLATFORM_UNDER_TEST !== 'embedded';
const patience = real ? 3 : 1;

/** Studio runs as plain JavaScript. */
const isPlain = POLICY === 'helix' || !facts.webAssembly;

/** What runs on NeMo Platform too: everything about managing access, and signing in and out. */
const ON_BOTH = [
  'workspaces/**',
  'members/**',
  'access/**',
  'sign-in/{deep-link,people,sign-out}.spec.ts',
  'account.spec.ts',
];

/** What runs on NeMo Helix only: it is about what no other platform does. */
const ON_HELIX_ONLY = ['helix/**'];

/**
 * What runs on NeMo Helix as well: signing in, workspaces and members, as far as the platform has a
 * part in it. The rest would only show once more what it shows on NeMo Platform.
 */
const ON_HELIX = [
  ...ON_HELIX_ONLY,
  'sign-in/{deep-link,people}.spec.ts',
  'workspaces/{create,delete,rights}.spec.ts',
  'members/{change,rights}.spec.ts',
];

/**
 * What runs in Firefox: one walk through each of the things that people do, and what engines do
 * differently. Tests that need Chromium's DevTools, or what Playwright doesn't learn from Firefox (what a request
 * carries), say so with `@chromium`.
 */
const IN_EVERY_ENGINE = [
  'sign-in/{back-forward-cache,deep-link,people,quickstart,sign-out}.spec.ts',
  'workspaces/{create,list}.spec.ts',
  'members/{change,rights}.spec.ts',
  'access/{plan,review}.spec.ts',
  'plain.spec.ts',
];

const SPECS: Record<PlatformUnderTest, string[]> = {
  embedded: ['**/*.spec.ts'],
  real: ON_BOTH,
  helix: ON_HELIX,
};

const within = (patterns: string[]) => patterns.map((pattern) => `**/tests/${pattern}`);

type Use = PlaywrightTestConfig['use'];

const inChromium = (): Use => ({
  launchOptions: {
    // On NeMo Platform everything is tested in the whole browser.
    executablePath:
      real || process.env.STUDIO_E2E_WINDOWS === 'yes'
        ? WHOLE_CHROMIUM
        : browser([SHELL, ...WHOLE]),
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
});

/** The distribution's Firefox as it is: Playwright's own is a patched one. */
const inFirefox = (): Use => ({
  browserName: 'firefox',
  channel: 'moz-firefox',
  launchOptions: { executablePath: browser(['firefox-esr', 'firefox']) },
});

export default defineConfig({
  testDir: 'tests',
  testMatch: within(ENGINE === 'firefox' ? IN_EVERY_ENGINE : SPECS[PLATFORM_UNDER_TEST]),
  testIgnore: [
    ...(PLATFORM_UNDER_TEST === 'helix' ? [] : within(ON_HELIX_ONLY)),
    // They are about the parts of the build as WebAssembly.
    ...(isPlain ? within(['chunks.spec.ts', 'quiet.spec.ts']) : []),
  ],
  // A test that can't mean anything there says so with these tags.
  grepInvert: [
    ...(real ? [/@embedded\b/] : []),
    ...(isPlain ? [/@webassembly\b/] : []),
    ...(ENGINE === 'firefox' ? [/@chromium\b/] : []),
  ],
  outputDir: `test-results/${PLATFORM_UNDER_TEST}-${ENGINE}`,
  globalSetup: './global-setup.ts',
  fullyParallel: true,
  workers: 2,
  // A test that passes only the second time is listed as flaky at the end, to be mended; it doesn't
  // hold up everybody else's work.
  retries: 1,
  forbidOnly: !!process.env.CI,
  // For machines that have other work to do: what holds is seen at once all the same.
  timeout: 90_000 * patience,
  expect: { timeout: 20_000 * patience },
  reporter: process.env.CI ? [['list']] : [['list'], ['html', { open: 'never' }]],
  use: {
    actionTimeout: 20_000 * patience,
    navigationTimeout: 30_000 * patience,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    // Of every test, in case it fails; a film and the page's state at each step are dear. What the
    // page was like at the end is in the screenshot and in error-context.md. For all of it, run the
    // test by itself with `--trace on`.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false, sources: true },
    // Playwright takes one with a style of its own, which the policy forbids where it reaches: in Firefox.
    screenshot: ENGINE === 'firefox' ? 'off' : 'only-on-failure',
    ...(ENGINE === 'firefox' ? inFirefox() : inChromium()),
  },
});
