// The quickstart without an identity provider: a form, for development only.

import { expect, openAccountMenu, row, signOut, stored, test, title } from '../../fixtures/test';

test.use({ auth: 'unsigned' });

test('asks who one is and goes on to the page that was opened', async ({ page, apiAs }) => {
  await (await apiAs('alice@example.com')).createWorkspace('a_b.c+d@e');
  await page.goto('workspaces/a_b.c+d@e?x=1');
  await expect(title(page, 'Sign in')).toBeVisible();
  await expect(page.getByLabel('E-mail')).toBeFocused();
  await expect(page.getByText('For development only.')).toBeVisible();

  await page.getByLabel('E-mail').fill('alice@example.com');
  await page.keyboard.press('Enter');
  await expect(title(page, 'Settings of a_b.c+d@e')).toBeVisible();
  await expect(page).toHaveURL(/\/workspaces\/a_b\.c\+d@e\?x=1$/);
  await expect(page.getByRole('complementary', { name: 'Warning' })).toContainText(
    'Sign-in is unchecked',
  );
});

// Playwright's `fill` adds to what is in a field in Firefox.
const tag = '@chromium';
test(
  'keeps what was typed when it is not an e-mail address, and explains',
  { tag },
  async ({ page }) => {
    await page.goto('');
    const email = page.getByLabel('E-mail');
    await email.fill('alice at example');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(email).toHaveAccessibleDescription(/“alice at example” is not an e-mail address/);
    await expect(email).toHaveValue('alice at example');
    await expect(email).toHaveAttribute('aria-invalid', 'true');
    expect(await stored(page)).toEqual({ local: [], session: [] });

    await email.fill('alice@example.com');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(title(page, 'Workspaces')).toBeVisible();
  },
);

test('an empty form is refused', async ({ page, traffic }) => {
  await page.goto('');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByLabel('E-mail')).toHaveAttribute('aria-invalid', 'true');
  expect(traffic.apiCalls()).toEqual([]);
});

test('the groups that one gives count', async ({ page, apiAs, guard }) => {
  guard.allow(/status of 403/);
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('data-platform');
  await alice.addMember('data-platform', 'data-eng', 'Editor');

  await page.goto('workspaces/data-platform');
  await page.getByLabel('E-mail').fill('dave@example.com');
  await page.getByLabel('Groups').fill('staff, data-eng');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText(/You're an Editor.*through the group data-eng/)).toBeVisible();
  const menu = await openAccountMenu(page);
  await expect(menu.getByText('staff, data-eng')).toBeVisible();

  await menu.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('E-mail').fill('dave@example.com');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText("You can't open this workspace")).toBeVisible();
});

test('a reload keeps the session; signing out ends it and returns to the form', async ({
  page,
  signInAs,
}) => {
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  await expect(row(page, 'default')).toBeVisible();
  await page.reload();
  await expect(row(page, 'default')).toBeVisible();

  await signOut(page);
  await expect(title(page, 'Sign in')).toBeVisible();
  await expect(page.getByText('You are signed out.')).toBeVisible();
  await expect(page.getByLabel('E-mail')).toHaveValue('');
  // What is left is for tabs that were elsewhere.
  expect(await stored(page)).toEqual({ local: ['nmp-studio.sign-outs'], session: [] });
  await page.reload();
  await expect(title(page, 'Sign in')).toBeVisible();
});
