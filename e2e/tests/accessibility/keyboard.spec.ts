// Everything by keyboard, and the focus goes where the eye goes.

import { tabTo } from '../../fixtures/keyboard';
import { accountButton, expect, openDialog, row, test, title } from '../../fixtures/test';

test('the skip link is the first stop and leads past the header', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces');
  await page.reload();
  await expect(row(page, 'default')).toBeVisible();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await expect(title(page, 'Workspaces')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Create workspace' })).toBeFocused();
});

test('a workspace is created, edited and deleted with the keyboard alone', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces');
  const create = page.getByRole('button', { name: 'Create workspace' });
  await expect(create).toBeVisible();
  await tabTo(page, create);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('Name')).toBeFocused();
  await page.keyboard.type('ml-team');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Machine learning');
  await tabTo(page, page.getByRole('dialog').getByRole('button', { name: 'Create' }));
  await page.keyboard.press('Enter');
  await expect(title(page, 'Members of ml-team')).toBeFocused();

  await tabTo(page, page.getByRole('link', { name: 'Settings' }));
  await page.keyboard.press('Enter');
  await expect(title(page, 'Settings of ml-team')).toBeFocused();
  const edit = page.getByRole('button', { name: 'Edit description' });
  await expect(edit).toBeVisible();
  await tabTo(page, edit);
  await page.keyboard.press('Space');
  await expect(page.getByRole('textbox', { name: 'Description' })).toBeFocused();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('Machines');
  await tabTo(page, page.getByRole('button', { name: 'Save' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('Machines', { exact: true })).toBeVisible();
  await expect(edit).toBeFocused();

  await tabTo(page, page.getByRole('button', { name: 'Delete workspace' }));
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Type ml-team to confirm')).toBeFocused();
  await page.keyboard.type('ml-team');
  await page.keyboard.press('Enter');
  await expect(title(page, 'Workspaces')).toBeFocused();
  await expect(row(page, 'ml-team')).toBeHidden();
});

test('Escape closes a dialog, and the focus returns to its button', async ({ apiAs, openAs }) => {
  await (await apiAs('alice@example.com')).createWorkspace('ml-team');
  const page = await openAs('alice@example.com', 'workspaces');
  for (const [button, field] of [
    ['Create workspace', 'Name'],
    ['Edit description', 'Description'],
    ['Delete workspace', 'Type ml-team to confirm'],
  ] as const) {
    if (button === 'Edit description') await page.goto('workspaces/ml-team');
    const dialog = await openDialog(page, button);
    await expect(dialog.getByLabel(field)).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('button', { name: button })).toBeFocused();
    // Again, for what a browser allows once.
    await page.keyboard.press('Enter');
    await expect(dialog.getByLabel(field)).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  }
});

test('Tab stays in an open dialog', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces');
  const dialog = await openDialog(page, 'Create workspace');
  for (let i = 0; i < 8; i += 1) {
    await page.keyboard.press('Tab');
    const outside = await page.evaluate(() => {
      const { activeElement } = document;
      // The browser's own controls come after the last stop and count as the body.
      return activeElement !== document.body && !activeElement?.closest('dialog');
    });
    expect(outside).toBe(false);
  }
  await expect(dialog).toBeVisible();
});

test('the account menu opens, changes the theme and closes by keyboard', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces');
  await expect(row(page, 'default')).toBeVisible();
  await tabTo(page, accountButton(page));
  await page.keyboard.press('Enter');
  const menu = page.getByRole('group', { name: 'Account' });
  await expect(menu).toBeVisible();

  await page.keyboard.press('Tab');
  await expect(menu.getByRole('link', { name: 'My access' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(menu.getByRole('link', { name: 'Account and token' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(menu.getByRole('radio', { name: 'System' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(menu.getByRole('radio', { name: 'Dark' })).toBeChecked();
  await page.keyboard.press('Tab');
  await expect(menu.getByRole('radio', { name: 'Comfortable' })).toBeFocused();
  // Last, as what is above it is downloaded when the menu opens.
  await page.keyboard.press('Tab');
  await expect(menu.getByRole('button', { name: 'Sign out' })).toBeFocused();

  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(accountButton(page)).toBeFocused();

  await page.reload();
  await expect(row(page, 'default')).toBeVisible();
  await page.keyboard.press('Tab');
  await tabTo(page, accountButton(page));
  await page.keyboard.press('Enter');
  await expect(menu.getByRole('radio', { name: 'Dark' })).toBeChecked();
});

test('the list is searched, sorted and left by keyboard', async ({ apiAs, openAs }) => {
  await (await apiAs('alice@example.com')).createWorkspace('ml-team');
  const page = await openAs('alice@example.com', 'workspaces');
  await expect(row(page, 'default')).toBeVisible();
  await tabTo(page, page.getByRole('searchbox'));
  await page.keyboard.type('ml');
  await page.keyboard.press('Enter');
  await expect(row(page, 'default')).toBeHidden();
  await expect(page.getByRole('searchbox')).toBeFocused();

  const sort = page.getByRole('columnheader', { name: 'Name' }).getByRole('link');
  await tabTo(page, sort);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/sort=-name/);
  await tabTo(page, row(page, 'ml-team').getByRole('link'));
  await page.keyboard.press('Enter');
  await expect(title(page, 'Members of ml-team')).toBeFocused();
});
