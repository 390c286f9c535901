// Deleting a workspace.

import { expect, facts, openDialog, row, test, title } from '../../fixtures/test';

test('takes the name typed, and then the workspace is gone', async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.createWorkspace('research');
  const page = await openAs('alice@example.com', 'workspaces/ml-team');
  const dialog = await openDialog(page, 'Delete workspace');
  await expect(dialog.getByText("This can't be undone.")).toBeVisible();

  const name = dialog.getByLabel('Type ml-team to confirm');
  const button = dialog.getByRole('button', { name: 'Delete' });
  await expect(name).toBeFocused();
  await expect(button).toBeDisabled();
  for (const wrong of ['ml', 'ML-TEAM', 'research']) {
    await name.fill(wrong);
    await expect(button).toBeDisabled();
    await name.press('Enter');
    await expect(dialog).toBeVisible();
  }
  expect((await alice.request('GET', '/apis/entities/v2/workspaces/ml-team')).status).toBe(200);

  await name.fill('ml-team');
  await expect(button).toBeEnabled();
  await button.click();
  await expect(page.getByRole('status').getByText('Workspace ml-team deleted.')).toBeVisible();
  await expect(title(page, 'Workspaces')).toBeVisible();
  await expect(row(page, 'research')).toBeVisible();
  await expect(row(page, 'ml-team')).toBeHidden();
  const { status } = await alice.request('GET', '/apis/entities/v2/workspaces/ml-team');
  expect(facts.statusesAfterDeletion).toContain(status);
});

// Nothing is sent.
test('cancelling deletes nothing', { tag: '@embedded' }, async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  const page = await openAs('alice@example.com', 'workspaces/ml-team');
  const dialog = await openDialog(page, 'Delete workspace');
  await dialog.getByLabel('Type ml-team to confirm').fill('ml-team');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await page.reload();
  await expect(title(page, 'Settings of ml-team')).toBeVisible();
});

test('a right that was lost is reported in the dialog', async ({ apiAs, openAs, guard }) => {
  guard.allow(/status of 403/);
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.addMember('ml-team', 'bob@example.com', 'Admin');
  const page = await openAs('bob@example.com', 'workspaces/ml-team');
  const dialog = await openDialog(page, 'Delete workspace');
  await alice.setRoles('ml-team', 'bob@example.com', 'Viewer');
  await dialog.getByLabel('Type ml-team to confirm').fill('ml-team');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(dialog.getByRole('alert')).toContainText('does not allow this');
  await alice.workspace('ml-team');
});

for (const name of ['default', 'system']) {
  test(`${name} can't be deleted, not even by a platform admin, and says why`, async ({
    openAs,
  }) => {
    const page = await openAs('admin@example.com', `workspaces/${name}`);
    await expect(title(page, `Settings of ${name}`)).toBeVisible();
    await expect(page.getByText(`You're a ${facts.adminRole}`)).toBeVisible();
    await expect(page.getByText("Built-in workspace: it can't be deleted.").first()).toBeVisible();
    await expect(page.getByRole('button', { name: 'Edit description' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Delete workspace' })).toBeHidden();
  });
}
