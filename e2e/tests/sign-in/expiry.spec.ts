// Tokens that end: renewed where that is possible, else one new sign-in, never a loop.

import type { Page } from '@playwright/test';

import { expect, row, test, title } from '../../fixtures/test';
import { untilExpired } from '../../fixtures/tokens';

/** Waits until the list has asked for all it shows, so that no renewal is on its way either. */
async function listIsComplete(page: Page): Promise<void> {
  await expect(row(page, 'default')).toContainText('Editor');
  await expect(row(page, 'system')).toContainText('Viewer');
  await expect(page.getByRole('button', { name: 'Create workspace' })).toBeVisible();
}

test.describe('with a refresh token', () => {
  test.use({ idpOptions: { accessTokenTtl: 4 } });

  test('calls go on without a redirect, and each refresh token is used once', async ({
    page,
    signInAs,
    traffic,
  }) => {
    await page.goto('workspaces');
    await signInAs(page, 'alice@example.com');
    await listIsComplete(page);
    await untilExpired(traffic);

    await row(page, 'default').getByRole('link').click();
    await expect(title(page, 'Members of default')).toBeVisible();
    await expect(row(page, 'All signed-in users')).toBeVisible();
    expect(traffic.authorizations()).toHaveLength(1);
    expect((await traffic.bearers()).length).toBeGreaterThan(1);

    const used = traffic.tokenRequests('refresh_token').map((form) => form.get('refresh_token'));
    expect(used.length).toBeGreaterThan(0);
    expect(new Set(used).size).toBe(used.length);
    for (const request of traffic.apiCalls()) {
      expect((await request.response())?.status()).toBe(200);
    }
  });

  test('a refusal of the refresh leads to one new sign-in, back to the page', async ({
    page,
    idp,
    signInAs,
    traffic,
    guard,
  }) => {
    guard.allow(/status of 400/);
    await page.goto('workspaces');
    await signInAs(page, 'alice@example.com');
    await listIsComplete(page);
    // It forgets everyone: no refresh token is good any more.
    await idp.stop();
    await idp.start({ accessTokenTtl: 600 });
    await untilExpired(traffic);

    await page.getByRole('link', { name: 'Changed' }).click();
    await signInAs(page, 'alice@example.com');
    await expect(row(page, 'default')).toBeVisible();
    await expect(page).toHaveURL(/\/workspaces\?sort=-updated_at$/);
    expect(traffic.authorizations()).toHaveLength(2);
  });

  test('the session is kept while the identity provider is away', async ({
    page,
    idp,
    signInAs,
    traffic,
    guard,
  }) => {
    guard.allow(/ERR_CONNECTION_REFUSED/);
    await page.goto('workspaces');
    await signInAs(page, 'alice@example.com');
    await listIsComplete(page);
    await idp.stop();
    await untilExpired(traffic);

    await page.getByRole('link', { name: 'Changed' }).click();
    await expect(page.getByText("The workspaces can't be shown")).toBeVisible();
    await expect(page.getByRole('alert')).toContainText('It is kept; try again.');
    await expect(page.getByRole('button', { name: 'Account: Alice Archer' })).toBeVisible();
    expect(traffic.authorizations()).toHaveLength(1);
  });
});

test.describe('with tokens that live for half a minute', () => {
  test.use({ idpOptions: { accessTokenTtl: 24 } });

  test('each is used for most of its life, not for one request', async ({
    page,
    signInAs,
    traffic,
  }) => {
    await page.goto('workspaces');
    await signInAs(page, 'alice@example.com');
    await listIsComplete(page);
    await row(page, 'default').getByRole('link').click();
    await expect(row(page, 'All signed-in users')).toBeVisible();
    expect(traffic.apiCalls().length).toBeGreaterThan(3);
    expect(traffic.tokenRequests('refresh_token')).toEqual([]);
  });
});

test.describe('without a refresh token', () => {
  test.use({ idpOptions: { accessTokenTtl: 5, refreshTokens: false } });

  test('the end leads to one new sign-in, back to the same page', async ({
    page,
    signInAs,
    traffic,
  }) => {
    await page.goto('workspaces');
    await signInAs(page, 'alice@example.com');
    await listIsComplete(page);
    await untilExpired(traffic);

    await row(page, 'default').getByRole('link').click();
    // Without a question, for its session at the identity provider goes on.
    await expect(title(page, 'Members of default')).toBeVisible();
    await expect(row(page, 'All signed-in users')).toBeVisible();
    await expect(page).toHaveURL(/\/workspaces\/default\/members$/);
    expect(traffic.authorizations()).toHaveLength(2);
    expect(traffic.tokenRequests('refresh_token')).toEqual([]);
  });

  test('a reload after the end does the same', async ({ page, signInAs, traffic }) => {
    await page.goto('workspaces/default/members?x=1');
    await signInAs(page, 'alice@example.com');
    await expect(row(page, 'All signed-in users')).toBeVisible();
    await untilExpired(traffic);
    await page.reload();
    await expect(row(page, 'All signed-in users')).toBeVisible();
    await expect(page).toHaveURL(/\/workspaces\/default\/members\?x=1$/);
    expect(traffic.authorizations()).toHaveLength(2);
  });
});
