// Changing who has access: every change is previewed, can fail, and can be undone.

import type { Page } from '@playwright/test';

import { saved } from '../../fixtures/saved';
import { expect, openDialog, row, test } from '../../fixtures/test';

const roleButton = (page: Page, principal: string) =>
  page.getByRole('button', { name: `Change role of ${principal}, now` });

test.beforeEach(async ({ apiAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.addMember('ml-team', 'bob@example.com', 'Editor', 'Viewer');
  await alice.addMember('ml-team', 'carol@example.com', 'Viewer');
});

test('a role is changed with a preview, and undone to the exact roles', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await roleButton(page, 'bob@example.com').click();
  const dialog = page.getByRole('dialog', { name: 'Change role of bob@example.com' });
  await expect(dialog).toContainText('Saving replaces them.');
  await dialog.getByRole('radio', { name: 'Viewer' }).check();
  await expect(dialog).toContainText('bob@example.com: Editor → Viewer.');
  await dialog.getByText('Share as link or CLI command').click();
  await expect(dialog.getByLabel('Command')).toContainText(
    'nemo workspaces members update --workspace ml-team --roles Viewer bob@example.com',
  );
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('bob@example.com is now a Viewer.')).toBeVisible();
  await expect(row(page, 'bob@example.com')).not.toContainText('Editor');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, 'bob@example.com')).toContainText('Editor');
  await expect(row(page, 'bob@example.com')).toContainText('Viewer');
});

// What happens in the browser alone is the same on both platforms.
test('the last Admin is guarded before the request', { tag: '@embedded' }, async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await expect(page.getByRole('button', { name: 'Remove alice@example.com' })).toBeDisabled();
  await roleButton(page, 'alice@example.com').click();
  const dialog = page.getByRole('dialog', { name: 'Change role of alice@example.com' });
  await dialog.getByRole('radio', { name: 'Viewer' }).check();
  await expect(dialog).toContainText('alice@example.com is the last Admin here.');
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled();
});

test(
  'demoting oneself says what one will lose',
  { tag: '@embedded' },
  async ({ openAs, apiAs }) => {
    await (await apiAs('alice@example.com')).addMember('ml-team', 'bob@example.com', 'Admin');
    const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
    await roleButton(page, 'alice@example.com').click();
    const dialog = page.getByRole('dialog', { name: 'Change role of alice@example.com' });
    await dialog.getByRole('radio', { name: 'Viewer' }).check();
    await expect(dialog).toContainText('You will no longer be able to');
    await dialog.getByRole('button', { name: 'Save anyway' }).click();
    await expect(page.getByText('Only Admins can add, change and remove members.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Add members' })).toBeHidden();
  },
);

test('many are pasted, judged, and added at once', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  const dialog = await openDialog(page, 'Add members');
  await dialog
    .getByLabel('People, groups and services')
    .fill('Dora D. <dora@example.com>, carol@example.com; bad@\neve@exmaple.com');
  await dialog.getByRole('radio', { name: 'Viewer' }).check();
  const found = dialog.getByRole('list', { name: 'Found in the text' });
  await expect(found.getByRole('listitem')).toHaveText([
    // What needs a look comes first.
    /bad@.*Not a complete e-mail address/,
    /eve@exmaple\.com.*Did you mean example\.com/,
    /dora@example\.com/,
    /carol@example\.com.*Viewer already/,
  ]);
  await dialog.getByRole('button', { name: 'Leave out eve@exmaple.com' }).click();
  await dialog.getByRole('button', { name: 'Add 1 member' }).click();
  await expect(dialog.getByText('Everyone is in.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(row(page, 'dora@example.com')).toContainText('Viewer');
});

test('general access is changed, and everyone gets in', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  const dialog = await openDialog(page, 'Change who can get in', 'Who can get in');
  await dialog.getByRole('radio', { name: 'All users can view' }).check();
  await expect(dialog).toContainText('All signed-in users will be able to view this workspace.');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('region', { name: 'Who can get in' })).toContainText(
    'All users can view',
  );
  await expect(row(page, 'All signed-in users')).toBeVisible();
});

test('what somebody else has changed since is not overwritten', async ({ openAs, apiAs }) => {
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await roleButton(page, 'carol@example.com').click();
  const dialog = page.getByRole('dialog', { name: 'Change role of carol@example.com' });
  await dialog.getByRole('radio', { name: 'Editor' }).check();
  await (await apiAs('alice@example.com')).addMember('ml-team', 'carol@example.com', 'Admin');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status').getByText(/Skipped: someone changed it/)).toBeVisible();
  await expect(row(page, 'carol@example.com')).toContainText('Admin');
});

// The refusal is made up.
test(
  'a refusal puts the row back and says why',
  { tag: '@embedded' },
  async ({ openAs, guard }) => {
    guard.allow(/status of 503/);
    const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
    await page.route('**/members/carol@example.com', (route) =>
      route.fulfill({ status: 503, json: { detail: 'The policy engine is away' } }),
    );
    await page.getByRole('button', { name: 'Remove carol@example.com' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove carol@example.com' });
    await expect(dialog).toContainText('carol@example.com will lose access.');
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await expect(row(page, 'carol@example.com')).toContainText('The policy engine is away');
    await expect(row(page, 'carol@example.com')).toContainText('Viewer');
  },
);

// What happens in the browser alone is the same on both platforms.
test(
  'why somebody has access, and what is listed as a file',
  { tag: '@embedded' },
  async ({ openAs }) => {
    const page = await openAs('alice@example.com', 'workspaces/ml-team/members?q=bob');
    await expect(page.getByText('1 of 3 members')).toBeVisible();
    await page.getByRole('button', { name: 'Why does bob@example.com have access?' }).click();
    const dialog = page.getByRole('dialog', { name: 'Access of bob@example.com to ml-team' });
    await expect(dialog).toContainText('bob@example.com is an Editor here.');
    await expect(dialog).toContainText(
      'To remove access: remove bob@example.com from this workspace.',
    );
    await page.keyboard.press('Escape');
    const { lines, text } = await saved(page, 'Export CSV');
    expect(lines).toHaveLength(2);
    expect(text).toContain('ml-team,bob@example.com,Person,Editor,"Viewer; Editor"');
  },
);
