// What was typed survives a session that ends before it was sent.

import { expect, openDialog, row, test, title } from '../../fixtures/test';
import { untilExpired } from '../../fixtures/tokens';

test.use({ idpOptions: { accessTokenTtl: 5, refreshTokens: false } });

test.describe('where a refresh is refused', () => {
  test.use({ idpOptions: { accessTokenTtl: 5 } });

  for (const [error, status] of [
    ['interaction_required', 400],
    ['invalid_client', 401],
    ['some_policy', 403],
  ] as const) {
    test(`by ${error}: what was typed comes back after a sign-in`, async ({
      openAs,
      traffic,
      idp,
      guard,
    }) => {
      guard.allow(/status of 40[013]/);
      const page = await openAs('alice@example.com', 'workspaces');
      await expect(row(page, 'default')).toBeVisible();
      await page.route(`${idp.issuer}/token`, (route) => {
        const form = new URLSearchParams(route.request().postData() ?? '');
        if (form.get('grant_type') !== 'refresh_token') return route.continue();
        const headers = { 'Access-Control-Allow-Origin': '*' };
        return route.fulfill({ status, headers, json: { error } });
      });
      const dialog = await openDialog(page, 'Create workspace');
      await dialog.getByLabel('Name').fill('ml-team');
      await untilExpired(traffic);
      await dialog.getByRole('button', { name: 'Create' }).click();

      await expect.poll(() => traffic.callbacks().length).toBe(2);
      await expect(dialog.getByLabel('Name')).toHaveValue('ml-team');
      await dialog.getByRole('button', { name: 'Create' }).click();
      await expect(title(page, 'Members of ml-team')).toBeVisible();
    });
  }
});

test('a workspace that was being created', async ({ openAs, traffic }) => {
  const page = await openAs('alice@example.com', 'workspaces?q=def');
  await expect(row(page, 'default')).toBeVisible();
  const dialog = await openDialog(page, 'Create workspace');
  await dialog.getByLabel('Name').fill('ml-team');
  await dialog.getByLabel('Description').fill('Typed with care');
  await untilExpired(traffic);
  await dialog.getByRole('button', { name: 'Create' }).click();

  // Through the identity provider and back, where nothing was sent yet.
  await expect.poll(() => traffic.callbacks().length).toBe(2);
  await expect(dialog).toBeVisible();
  await expect(dialog.getByLabel('Name')).toHaveValue('ml-team');
  await expect(dialog.getByLabel('Description')).toHaveValue('Typed with care');
  await expect(page).toHaveURL(/\/workspaces\?q=def$/);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(title(page, 'Members of ml-team')).toBeVisible();

  // Once: the next dialog is empty.
  await page.getByRole('link', { name: 'Workspaces' }).first().click();
  await expect(row(page, 'ml-team')).toBeVisible();
  await expect(dialog).toBeHidden();
});

test('a description that was being changed', async ({ apiAs, openAs, traffic }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team', 'Before');
  const page = await openAs('alice@example.com', 'workspaces/ml-team');
  const dialog = await openDialog(page, 'Edit description');
  await dialog.getByLabel('Description').fill('After');
  await untilExpired(traffic);
  await dialog.getByRole('button', { name: 'Save' }).click();

  await expect.poll(() => traffic.callbacks().length).toBe(2);
  await expect(dialog.getByLabel('Description')).toHaveValue('After');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('After', { exact: true })).toBeVisible();
  expect((await alice.workspace('ml-team')).description).toBe('After');
});

test('nobody else gets it', async ({ openAs, traffic, idp }) => {
  const page = await openAs('alice@example.com', 'workspaces');
  await expect(row(page, 'default')).toBeVisible();
  const dialog = await openDialog(page, 'Create workspace');
  await dialog.getByLabel('Name').fill('alices-idea');
  await untilExpired(traffic);
  // The provider has forgotten Alice, and someone else signs in on the way back.
  await idp.stop();
  await idp.start();
  await dialog.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(`${idp.issuer}/interaction/**`);
  await page.getByRole('button', { name: 'bob@example.com' }).click();
  await expect(page.getByRole('button', { name: 'Account: Bob Baker' })).toBeVisible();
  await expect(row(page, 'default')).toBeVisible();
  await expect(page.getByText('alices-idea')).toBeHidden();
  await expect(page.getByRole('dialog')).toBeHidden();
});
