// Signing out: here, in the other tabs, and at the identity provider.

import {
  accountButton,
  expect,
  openAccountMenu,
  row,
  signOut,
  stored,
  test,
  title,
} from '../../fixtures/test';

test('signs out at the identity provider too, and nothing signs in again by itself', async ({
  page,
  idp,
  signInAs,
  traffic,
}) => {
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  await signOut(page, idp.issuer);
  await expect(page.getByText('You are signed out.')).toBeVisible();
  await expect(accountButton(page)).toBeHidden();
  expect(traffic.authorizations()).toHaveLength(1);

  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  // It asks for an account, so its session is over; and anyone may be it.
  await expect(page.getByRole('heading', { name: 'Sign in', exact: true })).toBeVisible();
  await signInAs(page, 'bob@example.com');
  await expect(page.getByRole('button', { name: 'Account: Bob Baker' })).toBeVisible();
});

test('leaves nothing behind in the browser but the theme', async ({ page, idp, signInAs }) => {
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  const menu = await openAccountMenu(page);
  await menu.getByRole('radio', { name: 'Dark' }).check({ force: true });
  expect((await stored(page)).session).not.toEqual([]);
  await page.keyboard.press('Escape');

  await signOut(page, idp.issuer);
  expect(await stored(page)).toEqual({ local: ['nmp-studio.theme'], session: [] });
  const databases = await page.evaluate(() => indexedDB.databases());
  expect(databases).toEqual([]);
  expect(await page.context().cookies(page.url())).toEqual([]);
});

test('the Back button shows nothing of the session', async ({ page, idp, apiAs, signInAs }) => {
  await (await apiAs('alice@example.com')).createWorkspace('secret-plans');
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  await expect(row(page, 'secret-plans')).toBeVisible();
  await signOut(page, idp.issuer);
  await page.goBack();
  await expect(page.getByText('secret-plans')).toBeHidden();
});

test('ends the session of the other tabs at once, without their signing in again', async ({
  context,
  page,
  apiAs,
  idp,
  signInAs,
  traffic,
}) => {
  await (await apiAs('alice@example.com')).createWorkspace('ml-team');
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  const other = await context.newPage();
  await other.goto('workspaces/ml-team/members');
  await expect(row(other, 'alice@example.com')).toBeVisible();
  expect(traffic.authorizations()).toHaveLength(2);

  await signOut(page, idp.issuer);
  await expect(title(other, 'Signed out')).toBeVisible();
  await expect(other.getByText('You signed out in another tab.')).toBeVisible();
  await expect(row(other, 'alice@example.com')).toBeHidden();
  expect((await stored(other)).session).toEqual([]);
  expect(traffic.authorizations()).toHaveLength(2);

  // The way back is a click, and leads to the same page.
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await signInAs(other, 'alice@example.com');
  await expect(title(other, 'Members of ml-team')).toBeVisible();
});

test('signs out here even if the identity provider is away', async ({
  page,
  idp,
  signInAs,
  guard,
}) => {
  guard.allow(/ERR_CONNECTION_REFUSED/);
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  await expect(row(page, 'default')).toBeVisible();
  // A reload, so that nothing about the provider is known from before.
  await page.reload();
  await expect(row(page, 'default')).toBeVisible();
  await idp.stop();

  const menu = await openAccountMenu(page);
  await menu.getByRole('button', { name: 'Sign out' }).click();
  await expect(title(page, 'Signed out')).toBeVisible();
  expect((await stored(page)).session).toEqual([]);
});
