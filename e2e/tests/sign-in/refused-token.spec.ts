// A platform that answers 401 to a token that the browser thinks good.

import { expect, prefetched, row, test, title } from '../../fixtures/test';

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
        await expect(page.getByRole('alert')).toContainText(
          /its token at GET \/apis\/\S+: The token is for nemo-platform/,
        );
        expect(traffic.authorizations()).toHaveLength(1);
        // A new token may be a better one; once.
        const refreshes = () => traffic.tokenRequests('refresh_token').length;
        expect(refreshes()).toBe(refreshTokens ? 1 : 0);

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

test('the first one only: the second one, by refresh token, is taken', async ({
  page,
  signInAs,
  traffic,
  guard,
}) => {
  guard.allow(/status of 401/);
  let first: string | undefined;
  await page.route('**/apis/entities/**', (route) => {
    const { authorization } = route.request().headers();
    first ??= authorization;
    if (authorization !== first) return route.continue();
    return route.fulfill({ status: 401, json: { detail: 'Not yet' } });
  });
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  await expect(row(page, 'default')).toBeVisible();
  expect(traffic.authorizations()).toHaveLength(1);
  expect(traffic.tokenRequests('refresh_token')).toHaveLength(1);
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
  await expect(row(page, 'All signed-in users')).toBeVisible();
  // Nothing is on its way when the platform goes away.
  await prefetched(page);

  // New keys, and a platform that has not seen the old ones: the token is worth nothing.
  await idp.restartWithNewKeys();
  await platform.restart();
  await page.getByRole('link', { name: 'Settings' }).click();
  await signInAs(page, 'alice@example.com');
  await expect(title(page, 'Settings of default')).toBeVisible();
  await expect(page).toHaveURL(/\/workspaces\/default$/);
  expect(traffic.authorizations()).toHaveLength(2);
  expect(await traffic.bearers()).toHaveLength(2);
});
