// The person says no at the identity provider.

import { expect, test, title } from '../../fixtures/test';

test.use({ idpOptions: { autoConsent: false } });

test('the page gives the reason, stays, and offers another try', async ({
  page,
  signInAs,
  traffic,
}) => {
  await page.goto('workspaces/default?x=1');
  await signInAs(page, 'alice@example.com', { consent: 'deny' });
  await expect(title(page, "Signing in didn't work")).toBeVisible();
  await expect(page.getByRole('alert')).toContainText(
    'You did not allow NMP Studio to use your account.',
  );
  await expect(page.getByRole('alert')).toContainText('Nothing was changed.');
  expect(page.url()).not.toContain('error');
  expect(traffic.authorizations()).toHaveLength(1);
  expect(traffic.apiCalls()).toEqual([]);

  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await expect(title(page, 'Settings of default')).toBeVisible();
  await expect(page).toHaveURL(/\/workspaces\/default\?x=1$/);
});

test('allowing leads in', async ({ page, signInAs }) => {
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  await expect(title(page, 'Workspaces')).toBeVisible();
});

test("the provider's words are shown as text, whatever is in them", async ({
  page,
  signInAs,
  traffic,
  platform,
  idp,
}) => {
  // A sign-in that has begun, answered by someone else's hand.
  await page.goto('workspaces');
  await page.waitForURL(`${idp.issuer}/**`);
  const state = traffic.authorizations()[0].searchParams.get('state') ?? '';
  const answer = new URLSearchParams({
    state,
    iss: idp.issuer,
    error: 'access_denied',
    error_description: '<img src=x onerror=alert(1)> & <b>no</b>',
  });
  await page.goto(`${platform.studioUrl}auth/success?${answer}`);
  await expect(page.getByText('<img src=x onerror=alert(1)> & <b>no</b>').first()).toBeVisible();
  await expect(page.getByRole('img')).toHaveCount(0);

  await page.getByRole('button', { name: 'Try again' }).click();
  await signInAs(page, 'alice@example.com');
  await expect(title(page, 'Workspaces')).toBeVisible();
});
