// Roles on the whole platform are given and taken on the members page of `system`.

import type { Page } from '@playwright/test';

import type { Api } from '../../../dev/support/api.mjs';
import { expect, facts, openDialog, row, test } from '../../fixtures/test';

const roleButton = (page: Page, principal: string) =>
  page.getByRole('button', { name: `Change role of ${principal}, now` });

/** The roles of somebody in `system`. */
async function rolesOf(api: Api, who: string): Promise<string[] | undefined> {
  const members = await api.members('system');
  return members.find(({ principal }) => principal === who)?.roles.toSorted();
}

test('who may create workspaces is restricted, and given to one', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await admin.addMember('system', 'carol@example.com', 'Viewer');
  const page = await openAs('admin@example.com', 'workspaces/system/members');
  const general = page.getByRole('region', { name: 'Who can get in' });
  await expect(general).toContainText('All signed-in users can create workspaces.');

  const everyone = await openDialog(
    page,
    'Change who can get in',
    'Change role of all signed-in users',
  );
  await expect(everyone.getByRole('checkbox')).toHaveCount(1);
  await everyone.getByRole('checkbox', { name: 'WorkspaceCreator' }).uncheck();
  await expect(everyone).toContainText('Only platform admins and those who have WorkspaceCreator');
  await everyone.getByRole('button', { name: 'Save' }).click();
  await expect(general).not.toContainText('can create workspaces');

  await roleButton(page, 'carol@example.com').click();
  const dialog = page.getByRole('dialog', { name: 'Change role of carol@example.com' });
  await dialog.getByRole('checkbox', { name: 'WorkspaceCreator' }).check();
  await expect(dialog).toContainText('carol@example.com can create workspaces.');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect
    .poll(() => rolesOf(admin, 'carol@example.com'))
    .toEqual(['Viewer', 'WorkspaceCreator']);
  await expect(row(page, 'carol@example.com')).toContainText('WorkspaceCreator');
});

test('a second platform admin is made, and the last one is kept', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  const page = await openAs('admin@example.com', 'workspaces/system/members');
  const add = await openDialog(page, 'Add members');
  await add.getByLabel('People, groups and services').fill('bob@example.com');
  await add.getByRole('radio', { name: facts.adminRole }).check();
  await add.getByRole('button', { name: 'Add 1 member' }).click();
  await expect(add.getByText('Everyone is in.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(row(page, 'bob@example.com')).toContainText(facts.adminRole);

  await roleButton(page, 'bob@example.com').click();
  const dialog = page.getByRole('dialog', { name: 'Change role of bob@example.com' });
  const box = dialog.getByRole('checkbox', { name: facts.adminRole });
  await expect(box).toBeChecked();
  await box.uncheck();
  await expect(dialog).toContainText('bob@example.com is no longer a platform admin.');
  await dialog.getByRole('radio', { name: 'Viewer' }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => rolesOf(admin, 'bob@example.com')).toEqual(['Viewer']);
});

test('opening to everyone warns, and says who becomes visible', async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.addMember('ml-team', 'bob@example.com', 'Editor');
  await alice.addMember('ml-team', 'some-group', 'Viewer');
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  const dialog = await openDialog(page, 'Change who can get in', 'Who can get in');
  await dialog.getByRole('radio', { name: 'All users can view' }).check();
  await expect(dialog).toContainText('its members and their addresses');
  await dialog.getByRole('radio', { name: 'Private' }).check();
  await expect(dialog).not.toContainText('their addresses');
  await page.keyboard.press('Escape');

  // What a preview says agrees with *Why*.
  await page.getByRole('button', { name: 'Remove bob@example.com' }).click();
  await expect(page.getByRole('dialog', { name: 'Remove bob@example.com' })).toContainText(
    'bob@example.com will lose access, unless in some-group (Viewer).',
  );
});
