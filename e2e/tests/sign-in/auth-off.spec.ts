// Authentication is off: there is nothing to sign in to, and everyone may do everything.

import { expect, openAccountMenu, openDialog, row, test, title } from '../../fixtures/test';

test.use({ auth: 'off' });

test('opens any page without a sign-in and sends no credentials', async ({
  page,
  apiAs,
  traffic,
}) => {
  await (await apiAs('nobody')).createWorkspace('ml-team', 'Machine learning');
  await page.goto('workspaces/ml-team');
  await expect(title(page, 'Settings of ml-team')).toBeVisible();
  await expect(page.getByText('Machine learning')).toBeVisible();
  await expect(page.getByText('Authentication is off: everyone may do everything.')).toBeVisible();

  expect(traffic.apiCalls().length).toBeGreaterThan(0);
  expect(await traffic.bearers()).toEqual([]);
});

test('says so in the account menu, where nobody can sign out', async ({ page }) => {
  await page.goto('');
  const menu = await openAccountMenu(page);
  await expect(menu.getByText('Authentication is off')).toBeVisible();
  await expect(menu.getByText("roles don't apply now")).toBeVisible();
  await expect(menu.getByRole('button', { name: 'Sign out' })).toBeHidden();
});

test('offers every action, and they work', async ({ page, traffic }) => {
  await page.goto('');
  const create = await openDialog(page, 'Create workspace');
  await create.getByLabel('Name').fill('sandbox');
  await create.getByRole('button', { name: 'Create' }).click();
  await expect(title(page, 'Members of sandbox')).toBeVisible();

  await page.getByRole('link', { name: 'Settings' }).click();
  const edit = await openDialog(page, 'Edit description');
  await edit.getByLabel('Description').fill('Try things out');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Try things out')).toBeVisible();

  const remove = await openDialog(page, 'Delete workspace');
  await remove.getByLabel('Type sandbox to confirm').fill('sandbox');
  await remove.getByRole('button', { name: 'Delete' }).click();
  await expect(title(page, 'Workspaces')).toBeVisible();
  await expect(row(page, 'default')).toBeVisible();
  await expect(row(page, 'sandbox')).toBeHidden();
  expect(await traffic.bearers()).toEqual([]);
});

test("says that roles don't apply where roles are shown", async ({ page }) => {
  await page.goto('workspaces/default/members');
  await expect(page.getByText("Authentication is off: roles don't apply now.")).toBeVisible();
  await page.goto('workspaces');
  await expect(row(page, 'default').getByText("Roles don't apply")).toBeVisible();
});

test('a callback page that someone has bookmarked leads to the workspaces', async ({ page }) => {
  await page.goto('auth/success?code=used&state=used');
  await expect(title(page, 'Workspaces')).toBeVisible();
});
