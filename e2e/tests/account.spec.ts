// The account page: who one is, what the token says, and the token for a command line.

import { expect, openAccountMenu, test, title } from '../fixtures/test';

test('the token is copied only when asked for, and its claims are shown', async ({
  openAs,
  traffic,
}) => {
  const page = await openAs('dave@example.com', 'workspaces');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const menu = await openAccountMenu(page);
  await menu.getByRole('link', { name: 'Account and token' }).click();
  await expect(title(page, 'Account')).toBeVisible();
  await expect(page).toHaveTitle('Account · Studio');
  await expect(menu).toBeHidden();
  for (const shown of ['Dave Dyer', 'dave@example.com', 'user-dave', 'data-eng']) {
    await expect(page.getByRole('definition').filter({ hasText: shown }).first()).toBeVisible();
  }

  await page.getByText("Show the token's claims").click();
  await expect(page.getByText('"nemo-platform"')).toBeVisible();

  await page.getByRole('button', { name: 'Copy token' }).click();
  await expect(page.getByRole('status').getByText('Token copied.')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(await traffic.bearers()).toEqual([copied]);
  expect(await page.content()).not.toContain(copied);
});

// What happens in the browser alone is the same on both platforms.
test('a browser that refuses to copy is reported', { tag: '@embedded' }, async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'account');
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
  });
  await page.getByRole('button', { name: 'Copy token' }).click();
  await expect(page.getByRole('status')).toContainText("doesn't let Studio copy");
});

test.describe('without authentication', () => {
  test.use({ auth: 'off' });

  // On NeMo Platform, tests/members/rights.spec.ts looks at a page without authentication.
  test('says that nobody signs in', { tag: '@embedded' }, async ({ page }) => {
    await page.goto('account');
    await expect(page.getByText('Authentication is off on this platform.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Copy token' })).toBeHidden();
  });
});
