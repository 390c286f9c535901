// A browser that keeps no data for the site: every access to storage throws, as with "block all
// cookies" in Chromium.

import { accountButton, expect, row, test, title } from '../../fixtures/test';

test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    for (const name of ['sessionStorage', 'localStorage']) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
      });
    }
  });
});

test('a sign-in by redirect is refused before it is started, with the reason', async ({
  page,
  traffic,
}) => {
  await page.goto('workspaces');
  await expect(title(page, "Signing in didn't work")).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('keeps no data for this site');
  await expect(page.getByRole('alert')).toContainText('Allow this site to store data');
  expect(traffic.authorizations()).toHaveLength(0);
});

test.describe('on a quickstart', () => {
  test.use({ auth: 'unsigned' });

  test('signing in works, in memory', async ({ page, signInAs }) => {
    await page.goto('workspaces');
    await signInAs(page, 'alice@example.com');
    await expect(row(page, 'default')).toContainText('Editor');
    await expect(accountButton(page)).toContainText('alice@example.com');

    // Nothing was kept for a reload.
    await page.reload();
    await expect(title(page, 'Sign in')).toBeVisible();
  });
});
