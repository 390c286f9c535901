// A platform that protects nothing says so on every page, for as long as it is so.

import type { Page } from '@playwright/test';

import { expect, expectNoAxeFindings, test, title } from '../fixtures/test';

const PAGES = ['workspaces', 'workspaces/default/members', 'access', 'account', 'no/such/page'];

async function expectBar(page: Page, words: string): Promise<void> {
  const bar = page.getByRole('complementary', { name: 'Warning' });
  await expect(bar).toHaveText(words);
  await expect(bar).toBeInViewport({ ratio: 1 });
  await expect(bar.getByRole('button')).toHaveCount(0);
}

async function expectBarHowever(page: Page, words: string): Promise<void> {
  for (const width of [320, 768, 1280]) {
    await page.setViewportSize({ width, height: 700 });
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await expectBar(page, words);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, `at ${width} px`).toBeLessThanOrEqual(0);
  }
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectNoAxeFindings(page);
    const colour = await page
      .getByRole('complementary', { name: 'Warning' })
      .evaluate((bar) => getComputedStyle(bar).backgroundColor);
    const [red, green, blue] = (colour.match(/\d+/g) ?? []).map(Number);
    expect(red).toBeGreaterThan(1.3 * Math.max(green, blue));
  }
  // There colours are the person's own: a border is left.
  await page.emulateMedia({ forcedColors: 'active' });
  await expectBar(page, words);
  const border = await page
    .getByRole('complementary', { name: 'Warning' })
    .evaluate((bar) => getComputedStyle(bar).borderTopWidth);
  expect(border).not.toBe('0px');
  await page.emulateMedia({ forcedColors: 'none' });
}

test.describe('with authentication off', () => {
  test.use({ auth: 'off' });

  test('a red bar says so on every page', async ({ page }) => {
    const words = 'Authentication is off: everyone who reaches this address may do everything.';
    for (const path of PAGES) {
      await page.goto(path);
      await expectBar(page, words);
    }
    await page.goto('workspaces');
    await expect(title(page, 'Workspaces')).toBeVisible();
    await expectBarHowever(page, words);
  });
});

test.describe('with sign-in unchecked', () => {
  test.use({ auth: 'unsigned' });

  test('a red bar says so, before and after signing in', async ({ page, signInAs }) => {
    const words = 'Sign-in is unchecked: anyone can say who they are.';
    await page.goto('');
    await expect(title(page, 'Sign in')).toBeVisible();
    await expectBarHowever(page, words);
    await page.setViewportSize({ width: 1280, height: 700 });
    await signInAs(page, 'alice@example.com');
    for (const path of PAGES.filter((path) => path !== 'workspaces/default/members')) {
      await page.goto(path);
      await expectBar(page, words);
    }
  });
});

test.describe('with an identity provider and unsigned tokens', () => {
  test.use({ authSettings: { allow_unsigned_jwt: true } });

  test('a red bar says that anyone can say who they are', async ({ openAs }) => {
    const page = await openAs('alice@example.com', 'workspaces');
    await expect(title(page, 'Workspaces')).toBeVisible();
    await expectBar(page, 'Sign-in is unchecked: anyone can say who they are.');
  });
});

test.describe('behind a gateway that authenticates', () => {
  test.use({
    auth: 'unsigned',
    authSettings: { allow_unsigned_jwt: false, trusted_gateways: ['192.0.2.1'] },
  });

  test('nothing says that nobody checks', async ({ page }) => {
    await page.goto('');
    await expect(title(page, 'Sign in')).toBeVisible();
    await expect(page.getByText('A gateway in front of this platform')).toBeVisible();
    await expect(page.getByText('nobody checks')).toHaveCount(0);
    await expect(page.getByRole('complementary', { name: 'Warning' })).toHaveCount(0);
  });
});

test('there is none where sign-in is checked', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces');
  await expect(title(page, 'Workspaces')).toBeVisible();
  await expect(page.getByRole('complementary', { name: 'Warning' })).toHaveCount(0);
});
