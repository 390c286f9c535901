// Changing the description.

import { expect, openDialog, row, test, title } from '../../fixtures/test';

test('a new description is saved, shown and kept', async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team', 'Machine learning');
  const page = await openAs('alice@example.com', 'workspaces/ml-team');
  const dialog = await openDialog(page, 'Edit description');
  const field = dialog.getByLabel('Description');
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('Machine learning');
  await field.fill('Machines that learn\n<b>& more</b>');
  await dialog.getByRole('button', { name: 'Save' }).click();

  await expect(page.getByRole('status').getByText('Description saved.')).toBeVisible();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('<b>& more</b>')).toBeVisible();
  expect((await alice.workspace('ml-team')).description).toBe('Machines that learn\n<b>& more</b>');
  await page.goto('workspaces');
  await expect(row(page, 'ml-team')).toContainText('Machines that learn');
});

test('an empty one clears it', async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team', 'Machine learning');
  const page = await openAs('alice@example.com', 'workspaces/ml-team');
  await expect(page.getByText('Machine learning')).toBeVisible();
  const dialog = await openDialog(page, 'Edit description');
  await dialog.getByLabel('Description').fill('  ');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('No description.')).toBeVisible();
  await expect(page.getByText('Machine learning')).toBeHidden();
  expect((await alice.workspace('ml-team')).description ?? '').toBe('');
});

// Nothing is sent.
test('cancelling changes nothing', { tag: '@embedded' }, async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team', 'Machine learning');
  const page = await openAs('alice@example.com', 'workspaces/ml-team');
  const dialog = await openDialog(page, 'Edit description');
  await dialog.getByLabel('Description').fill('Something else');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Machine learning')).toBeVisible();
  expect((await alice.workspace('ml-team')).description).toBe('Machine learning');
});

test('a refusal is said in the dialog, which keeps what was typed', async ({
  apiAs,
  openAs,
  guard,
}) => {
  guard.allow(/status of 403/);
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team', 'Machine learning');
  await alice.addMember('ml-team', 'bob@example.com', 'Admin');
  const page = await openAs('bob@example.com', 'workspaces/ml-team');
  const dialog = await openDialog(page, 'Edit description');
  await alice.setRoles('ml-team', 'bob@example.com', 'Viewer');

  await dialog.getByLabel('Description').fill('Typed with care');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).toContainText('does not allow this');
  await expect(dialog.getByLabel('Description')).toHaveValue('Typed with care');
  expect((await alice.workspace('ml-team')).description).toBe('Machine learning');

  // What was refused is not offered again.
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(title(page, 'Settings of ml-team')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Edit description' })).toBeHidden();
});

// NeMo Platform has no limit.
test(
  'a description that is too long is refused with the limit, and nothing of it is lost',
  { tag: '@embedded' },
  async ({ apiAs, openAs, guard }) => {
    guard.allow(/status of 422/);
    const alice = await apiAs('alice@example.com');
    await alice.createWorkspace('ml-team', 'Machine learning');
    const page = await openAs('alice@example.com', 'workspaces/ml-team');
    const dialog = await openDialog(page, 'Edit description');
    const field = dialog.getByLabel('Description');
    const long = 'é'.repeat(2001);
    await field.fill(long);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog.getByRole('alert')).toContainText('at most 2000 characters');
    await expect(field).toHaveValue(long);
    await field.fill(long.slice(1));
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    expect((await alice.workspace('ml-team')).description).toBe(long.slice(1));
  },
);
