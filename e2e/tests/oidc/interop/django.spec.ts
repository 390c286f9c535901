// Django OAuth Toolkit: an identity provider in Python, by other people, with opaque access tokens.

import { PASSWORD, PERSON, startDjango } from '../../../interop/django/server.mjs';
import {
  accountButton,
  expect,
  makesWorkspace,
  openAccountMenu,
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
  guard,
}) => {
  // Its own page looks for a style sheet at the wrong place.
  guard.allow(/status of 404 .*oauth2_provider\.css/);
  const { idp, studioUrl } = surroundings;
  await page.goto('workspaces');
  await page.waitForURL(`${new URL(idp.issuer).origin}/sign-in/**`);
  await page.getByLabel('Login').fill(PERSON.login);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Authorize' }).click();
  await page.waitForURL(`${studioUrl}workspaces`);
  expect(await makesWorkspace(page, traffic, 'django', PERSON.email)).toMatchObject({
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
