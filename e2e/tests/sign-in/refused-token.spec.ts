// A platform that answers 401 to a token that the browser thinks good.

import { expect, row, test, title } from '../../fixtures/test';

test.describe('every token, because the platform is set up for another audience', () => {
  test.use({ audience: 'another-platform' });

  for (const refreshTokens of [true, false]) {
    test.describe(refreshTokens ? 'with refresh tokens' : 'without', () => {
      test.use({ idpOptions: { refreshTokens } });

      test('stops with an error after one sign-in', async ({ page, signInAs, traffic, guard }) => {
        guard.allow(/status of 401/);
        await page.goto('workspaces');
        await signInAs(page, 'alice@example.com');
        await expect(title(page, "Signing in didn't work")).toBeVisible();
        await expect(page.getByRole('alert')).toContainText(
          'the platform does not accept its token',
        );
        await expect(page.getByRole('alert')).toContainText('audience');
        expect(traffic.authorizations()).toHaveLength(1);

        // Each try of the person is one more, and ends at the same page.
        await page.getByRole('button', { name: 'Try again' }).click();
        await expect.poll(() => traffic.callbacks().length).toBe(2);
        await expect(title(page, "Signing in didn't work")).toBeVisible();
        await expect(page.getByRole('alert')).toContainText('does not accept');
        expect(traffic.authorizations()).toHaveLength(2);
      });
    });
  }
});

test('one that is refused later leads to one new sign-in, back to the page', async ({
  page,
  idp,
  platform,
  signInAs,
  traffic,
  guard,
}) => {
  guard.allow(/status of 40[01]/);
  await page.goto('workspaces/default/members');
  await signInAs(page, 'alice@example.com');
  await expect(row(page, 'Everyone signed in')).toBeVisible();

  // New keys, and a platform that has not seen the old ones: the token is worth nothing.
  await idp.restartWithNewKeys();
  await platform.restart();
  await page.getByRole('link', { name: 'Overview' }).click();
  await signInAs(page, 'alice@example.com');
  await expect(title(page, 'default')).toBeVisible();
  await expect(page).toHaveURL(/\/workspaces\/default$/);
  expect(traffic.authorizations()).toHaveLength(2);
  expect(await traffic.bearers()).toHaveLength(2);
});
