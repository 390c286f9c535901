// Platforms that want the ID token: it is what Studio sends.

import type { Page } from '@playwright/test';

import { expect, row, test, title } from '../../fixtures/test';
import { sayAsHelix } from '../../fixtures/discovery';
import { claimsOf } from '../../fixtures/tokens';
import { CLIENT_ID } from '../../../dev/idp/config.mjs';

// What an ID token is for.
test.use({ audience: CLIENT_ID, authSettings: { oidc: { bearer_token: 'id_token' } } });

test.beforeEach(async ({ page, platform }) => {
  await page.route('**/apis/auth/authenticate', (route) => route.fulfill({ json: {} }));
  await sayAsHelix(page, platform, { bearer_token_source: 'id_token' });
});

async function kept(page: Page): Promise<Record<string, unknown>> {
  const json = await page.evaluate(() => sessionStorage.getItem('nmp-studio.session'));
  return JSON.parse(json ?? '{}');
}

test('the ID token is sent, kept over a reload, and copied', async ({
  page,
  signInAs,
  traffic,
}) => {
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  await expect(row(page, 'default')).toBeVisible();
  const [sent, ...others] = await traffic.bearers();
  expect(others).toEqual([]);
  const claims = claimsOf(sent ?? '');
  expect(claims.aud).toBe(CLIENT_ID);
  expect(claims.nonce, 'it is an ID token').toEqual(expect.any(String));
  // The other one is nowhere.
  const tokens = await kept(page);
  expect([tokens.access_token, tokens.id_token]).toEqual([sent, sent]);
  expect(tokens.expires_at).toBe(claims.exp);

  await page.reload();
  await expect(row(page, 'default')).toBeVisible();
  expect(traffic.authorizations()).toHaveLength(1);
  expect(await traffic.bearers()).toEqual([sent]);

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('account');
  await page.getByRole('button', { name: 'Copy token' }).click();
  await expect(page.getByRole('status').getByText('Token copied.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(sent);
});

test.describe('with ID tokens that end soon', () => {
  test.use({ idpOptions: { idTokenTtl: 4, accessTokenTtl: 600 } });

  test('they are renewed by their own end', async ({ page, signInAs, traffic }) => {
    await page.goto('workspaces');
    await signInAs(page, 'alice@example.com');
    await expect(row(page, 'default')).toBeVisible();
    await ended(page);
    await row(page, 'default').getByRole('link').click();
    await expect(title(page, 'Members of default')).toBeVisible();
    await expect(row(page, 'All signed-in users')).toBeVisible();
    expect(traffic.tokenRequests('refresh_token').length).toBeGreaterThan(0);
    expect(traffic.authorizations()).toHaveLength(1);
  });

  test('a refresh without one leads to one sign-in when the old one has ended', async ({
    page,
    idp,
    signInAs,
    traffic,
  }) => {
    await page.route(`${idp.issuer}/token`, async (route) => {
      const refreshes = route.request().postData()?.includes('refresh_token');
      if (!refreshes) return route.continue();
      const answer = await route.fetch();
      const { id_token: _, ...rest } = await answer.json();
      await route.fulfill({ response: answer, json: rest });
    });
    await page.goto('workspaces');
    await signInAs(page, 'alice@example.com');
    await expect(row(page, 'default')).toBeVisible();
    await ended(page);
    await row(page, 'default').getByRole('link').click();
    await expect(title(page, 'Members of default')).toBeVisible();
    await expect(row(page, 'All signed-in users')).toBeVisible();
    expect(traffic.authorizations()).toHaveLength(2);
    expect(traffic.tokenRequests('refresh_token').length).toBeLessThanOrEqual(1);
  });
});

/** Waits until the token that the tab keeps has ended. */
async function ended(page: Page): Promise<void> {
  const { expires_at } = await kept(page);
  await expect.poll(() => Date.now() / 1000 > Number(expires_at) + 1).toBe(true);
}
