// People who sign in see their own data, and nobody else's.

import { expect, openAccountMenu, row, signOut, test } from '../../fixtures/test';

test.use({ throughPages: true });

test('another person in the same tab sees their own workspaces', async ({
  page,
  idp,
  apiAs,
  signInAs,
}) => {
  await (await apiAs('alice@example.com')).createWorkspace('alices');
  await (await apiAs('bob@example.com')).createWorkspace('bobs');

  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  await expect(row(page, 'alices')).toBeVisible();
  await expect(row(page, 'bobs')).toBeHidden();

  await signOut(page, idp.issuer);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await signInAs(page, 'bob@example.com');
  await page.goto('workspaces');
  await expect(row(page, 'bobs')).toBeVisible();
  await expect(row(page, 'alices')).toBeHidden();
});

test('the account menu says who it is and what the token allows', async ({ openAs }) => {
  const page = await openAs('dave@example.com', 'workspaces');
  const menu = await openAccountMenu(page);
  await expect(menu.getByText('Dave Dyer')).toBeVisible();
  await expect(menu.getByText('dave@example.com')).toBeVisible();
  await expect(menu.getByText('data-eng')).toBeVisible();
  await expect(menu.getByText(/Read and write/)).toBeVisible();
  await expect(menu.getByText(/59 minutes|1 hour/)).toBeVisible();
});

test('someone who has no demo account gets in too', async ({ openAs }) => {
  const page = await openAs('frank@example.org', 'workspaces');
  await expect(row(page, 'default')).toBeVisible();
  const menu = await openAccountMenu(page);
  await expect(menu.getByText('frank@example.org').first()).toBeVisible();
});
