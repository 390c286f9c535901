// With the browser's back-forward cache on, as people have it: Playwright switches it off
// by default. A page comes back as it was left, with what it waited for lost.

import type { Page } from '@playwright/test';

import config, { WHOLE_CHROMIUM } from '../../playwright.config';
import { ENGINE } from '../../fixtures/engine';
import { expect, prefetched, row, signOut, stored, test, title } from '../../fixtures/test';

// In Firefox it is on.
if (ENGINE === 'chromium') {
  test.use({
    launchOptions: {
      ...config.use?.launchOptions,
      // The headless shell keeps no pages.
      executablePath: WHOLE_CHROMIUM,
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    },
  });
}

// In Firefox Playwright loses the address of a page that comes out of the cache: `@chromium`.

/** Goes back, and says whether the page came out of the cache: if not, the test means nothing. */
async function backFromCache(page: Page, url: RegExp): Promise<void> {
  const restored = page.waitForEvent('console', (message) => message.text() === 'from the cache');
  // `page.goBack` waits for a load that never happens.
  await page.evaluate(() => history.back());
  await restored;
  await expect(page).toHaveURL(url);
}

test.beforeEach(async ({ context }) => {
  await context.addInitScript(() => {
    addEventListener('pageshow', (event) => {
      if (event.persisted) console.log('from the cache');
    });
  });
});

test('Back from the provider is a fresh start, not “Signing in” for ever', async ({
  page,
  idp,
  signInAs,
  traffic,
}) => {
  await page.goto('workspaces/default/members');
  await page.waitForURL(`${idp.issuer}/interaction/**`);
  const restored = page.waitForEvent('console', (message) => message.text() === 'from the cache');
  await page.evaluate(() => history.back());
  await restored;
  await expect.poll(() => traffic.authorizations().length).toBe(2);
  await page.waitForURL(`${idp.issuer}/interaction/**`);
  await signInAs(page, 'alice@example.com');
  await expect(title(page, 'Members of default')).toBeVisible();
});

test(
  'Back, again and again, ends at a page that says so',
  { tag: '@chromium' },
  async ({ page, idp, signInAs, traffic }) => {
    await page.goto('workspaces');
    for (let times = 1; times <= 3; times += 1) {
      await expect.poll(() => traffic.authorizations().length).toBe(times);
      await page.waitForURL(`${idp.issuer}/interaction/**`);
      await page.evaluate(() => history.back());
    }
    await expect(title(page, "Signing in didn't work")).toBeVisible();
    await page.getByRole('button', { name: 'Try again' }).click();
    await signInAs(page, 'alice@example.com');
    await expect(row(page, 'default')).toBeVisible();
  },
);

test(
  'a session goes on where it was left',
  { tag: '@chromium' },
  async ({ page, idp, signInAs, traffic }) => {
    await page.goto('workspaces');
    await signInAs(page, 'alice@example.com');
    // A page that still loads something is not kept.
    await expect(row(page, 'system')).toContainText('Viewer');
    await prefetched(page);
    await page.goto(idp.issuer);
    await backFromCache(page, /\/workspaces$/);
    await row(page, 'default').getByRole('link').click();
    await expect(row(page, 'All signed-in users')).toBeVisible();
    expect(traffic.authorizations()).toHaveLength(1);
  },
);

test('a page in the cache shows nothing after a sign-out in another tab', async ({
  context,
  page,
  idp,
  apiAs,
  signInAs,
  traffic,
}) => {
  await (await apiAs('alice@example.com')).createWorkspace('secret-plans');
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  const other = await context.newPage();
  await other.goto('workspaces');
  await expect(row(other, 'secret-plans')).toBeVisible();
  await other.goto(idp.issuer);
  await signOut(page, idp.issuer);
  const calls = traffic.apiCalls().length;

  // Out of the cache, or loaded again: a browser may drop a page that is sent a message.
  await other.evaluate(() => history.back());
  await expect(title(other, 'Signed out')).toBeVisible();
  await expect(other.getByText('secret-plans')).toBeHidden();
  expect((await stored(other)).session).toEqual([]);
  expect(traffic.apiCalls()).toHaveLength(calls);
});
