// Managing members without a mouse: found by role and name, reached by Tab, used by keys.

import { tabTo } from '../../fixtures/keyboard';
import { Palette } from '../../fixtures/palette';
import { expect, row, test, title } from '../../fixtures/test';

test.beforeEach(async ({ apiAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.addMember('ml-team', 'bob@example.com', 'Editor');
  await alice.addMember('ml-team', 'carol@example.com', 'Viewer');
});

test('a role is changed, undone, and the focus stays where the eye is', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  const button = page.getByRole('button', { name: /^Change role of carol@example.com/ });
  await expect(button).toBeVisible();
  await tabTo(page, button);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Change role of carol@example.com' });
  await expect(dialog.getByRole('radio', { name: 'Viewer' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(dialog.getByRole('radio', { name: 'Editor' })).toBeChecked();
  await expect(dialog).toContainText('carol@example.com: Viewer → Editor.');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(
    page.getByRole('status').getByText('carol@example.com is now an Editor.'),
  ).toBeVisible();
  await expect(button).toBeFocused();

  await tabTo(page, page.getByRole('button', { name: 'Undo' }));
  await page.keyboard.press('Enter');
  await expect(row(page, 'carol@example.com')).toContainText('Viewer');
});

test('some are ticked and removed; the focus is never lost', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  const carol = page.getByLabel('Select carol@example.com');
  await expect(carol).toBeVisible();
  await tabTo(page, page.getByLabel('Select bob@example.com'));
  await page.keyboard.press('Space');
  await tabTo(page, carol);
  await page.keyboard.press('Space');
  await expect(page.getByText('2 selected')).toBeVisible();
  const remove = page.getByRole('button', { name: 'Remove selected' });
  await remove.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Remove 2 members' });
  await tabTo(page, dialog.getByRole('button', { name: 'Remove', exact: true }));
  await page.keyboard.press('Enter');
  await expect(row(page, 'carol@example.com')).toBeHidden();
  await expect(page.getByText('2 changes made.')).toBeVisible();
  const lost = await page.evaluate(() => document.activeElement === document.body);
  expect(lost, 'the focus is on nothing').toBe(false);
});

test('one is removed from its row, and the focus goes on to the list', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  const remove = page.getByRole('button', { name: 'Remove carol@example.com' });
  await expect(remove).toBeVisible();
  await tabTo(page, remove);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Remove carol@example.com' });
  await tabTo(page, dialog.getByRole('button', { name: 'Remove', exact: true }));
  await page.keyboard.press('Enter');
  await expect(row(page, 'carol@example.com')).toBeHidden();
  const lost = await page.evaluate(() => document.activeElement === document.body);
  expect(lost, 'the focus is on nothing').toBe(false);
});

test('members are added, and why they have access is read', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  const add = page.getByRole('button', { name: 'Add members' });
  await expect(add).toBeVisible();
  await tabTo(page, add);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Add members' });
  await expect(dialog.getByLabel('People, groups and services')).toBeFocused();
  await page.keyboard.type('dora@example.com');
  await tabTo(page, dialog.getByRole('radio', { name: 'Viewer' }));
  await page.keyboard.press('ArrowRight');
  await expect(dialog.getByRole('radio', { name: 'Editor' })).toBeChecked();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Everyone is in.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(add).toBeFocused();

  const why = page.getByRole('button', { name: 'Why does dora@example.com have access?' });
  await tabTo(page, why);
  await page.keyboard.press('Enter');
  await expect(page.getByText('dora@example.com is an Editor here.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(why).toBeFocused();
});

// What happens in the browser alone is the same on both platforms.
test('the palette opens what the page can do', { tag: '@embedded' }, async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await expect(row(page, 'bob@example.com')).toBeVisible();
  const palette = new Palette(page);
  await palette.open();
  await page.keyboard.type('can get in');
  await expect(page.getByRole('option', { name: 'Change who can get in' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Who can get in' })).toBeVisible();
  await page.keyboard.press('Escape');
  await palette.open();
  await page.keyboard.type('settings of');
  await expect(page.getByRole('option', { name: 'Settings of ml-team' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(title(page, 'Settings of ml-team')).toBeFocused();
});
