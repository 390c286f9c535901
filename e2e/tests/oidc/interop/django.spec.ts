// Django OAuth Toolkit: an identity provider in Python, by other people, with opaque access tokens.

import { PASSWORD, PERSON, startDjango } from '../../../interop/django/server.mjs';
import {
  accountButton,
  claimsOf,
  expect,
  openAccountMenu,
  openDialog,
  row,
  testAgainst,
  title,
} from './fixture';

const test = testAgainst({
  start: startDjango,
  scopes: 'openid profile email',
  accessTokenTtl: 300,
  bearerToken: 'id_token',
});

test('sign-in and calls with the ID token, and sign-out', async ({
  page,
  surroundings,
  traffic,
}) => {
  const { idp, studioUrl } = surroundings;
  await page.goto('workspaces');
  await page.waitForURL(`${new URL(idp.issuer).origin}/sign-in/**`);
  await page.getByLabel('Login').fill(PERSON.login);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Authorize' }).click();
  await page.waitForURL(`${studioUrl}workspaces`);
  await expect(title(page, 'Workspaces')).toBeVisible();
  const menu = await openAccountMenu(page);
  await expect(menu.getByText(PERSON.email)).toBeVisible();
  await page.keyboard.press('Escape');

  const create = await openDialog(page, 'Create workspace');
  await create.getByLabel('Name').fill('django');
  await create.getByRole('button', { name: 'Create' }).click();
  await expect(title(page, 'Members of django')).toBeVisible();
  await expect(row(page, PERSON.email)).toBeVisible();
  const [token] = await traffic.bearers();
  expect(claimsOf(token)).toMatchObject({
    iss: idp.issuer,
    aud: idp.clientId,
    email: PERSON.email,
  });

  const account = await openAccountMenu(page);
  await account.getByRole('button', { name: 'Sign out' }).click();
  // It asks first.
  await page.getByRole('button', { name: 'Logout' }).click();
  await page.waitForURL(studioUrl);
  await expect(title(page, 'Signed out')).toBeVisible();
  await expect(accountButton(page)).toBeHidden();
});
