// Platforms that say in other ways how to sign in: as Helix 0.8 does, or with nothing for Studio.

import { expect, row, test, title } from '../../fixtures/test';
import { recorded, say, sayAsHelix } from '../../fixtures/discovery';

test('a client of a list is signed in as', async ({ page, platform, idp, signInAs, traffic }) => {
  // Helix says whom it takes a token for; the embedded platform may not.
  await page.route('**/apis/auth/authenticate', (route) => route.fulfill({ json: {} }));
  await sayAsHelix(page, platform);
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  await expect(row(page, 'default')).toBeVisible();
  expect(traffic.authorizations()[0]?.searchParams.get('client_id')).toBe(idp.clientId);
});

for (const [name, there_is] of [
  ['helix-0.8.1-noclient', /but it names no client\./],
  ['helix-0.8.1-conf', /but only with a confidential client/],
  ['helix-0.8.1-pubsess', /but only with sessions that its server keeps/],
] as const) {
  test(`a platform without a client for Studio is named as what it is: ${name}`, async ({
    page,
    traffic,
  }) => {
    await say(page, await recorded(name));
    await page.goto('workspaces');
    await expect(title(page, "This platform isn't set up for Studio")).toBeVisible();
    const alert = page.getByRole('alert');
    await expect(alert).toContainText(there_is);
    await expect(alert).toContainText('an administrator of the platform must add');
    await expect(alert).toContainText('auth.oidc.public_client');
    await expect(alert).not.toContainText('Nothing is lost');
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
    expect(traffic.authorizations()).toEqual([]);
  });
}

test('a platform that wants an unknown token is named, and so is what makes no sense', async ({
  page,
  platform,
}) => {
  await sayAsHelix(page, platform, { bearer_token_source: 'refresh_token\u202e' });
  await page.goto('workspaces');
  await expect(title(page, "This platform isn't set up for Studio")).toBeVisible();
  await expect(page.getByRole('alert')).toContainText(
    'its bearer_token_source is “refresh_token<U+202E>”',
  );

  await page.unroute('**/apis/auth/discovery');
  await sayAsHelix(page, platform, { client_id: 7 });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(title(page, "The platform can't be reached")).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('oidc.client_id is not a text');

  await page.unroute('**/apis/auth/discovery');
  await say(page, { hello: 'world' });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('alert')).toContainText("The answer is not a NeMo Platform's");
});
