// Canaille: an identity provider in Python, by other people, with pages of its own.

import { PASSWORD, PERSON, startCanaille } from '../../../interop/canaille/server.mjs';
import {
  accountButton,
  claimsOf,
  expect,
  makesWorkspace,
  openAccountMenu,
  testAgainst,
  title,
  tokenRequests,
} from './fixture';

/** Of its access tokens, and its refresh tokens live no longer: they have to be used ahead of it. */
const LIFETIME = 24;
const test = testAgainst({
  start: startCanaille,
  scopes: 'openid profile email groups',
  accessTokenTtl: LIFETIME,
});

test('sign-in, calls, refresh and sign-out', async ({ page, surroundings, traffic, guard }) => {
  test.slow();
  const { idp, studioUrl } = surroundings;
  // Its own pages look for fonts that its package lacks.
  guard.allow(/status of 404 .*\/static\/.*\/fonts\//);
  // It takes tokens back from clients with a secret only.
  guard.allow(/status of 401 .*\/oauth\/revoke/);
  await page.goto('workspaces');
  await page.waitForURL(`${idp.issuer}/**`);
  await page.getByRole('textbox').first().fill(PERSON.login);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.waitForURL(`${studioUrl}workspaces`);
  // The platform takes its access tokens: they are JWTs, for the client that asked for them.
  expect(await makesWorkspace(page, traffic, 'canaille', PERSON.email)).toMatchObject({
    iss: idp.issuer,
    sub: PERSON.login,
    email: PERSON.email,
  });

  // In the last quarter of its life the next call renews it.
  const end = Number(claimsOf((await traffic.bearers()).at(-1) ?? '').exp);
  const left = () => end - Date.now() / 1000;
  await expect.poll(left, { timeout: 2 * LIFETIME * 1000 }).toBeLessThan(LIFETIME / 4 - 1);
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(title(page, 'Settings of canaille')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete workspace' })).toBeVisible();
  const sent = tokenRequests(traffic, 'refresh_token').map((form) => form.get('refresh_token'));
  expect(sent.length).toBeGreaterThan(0);
  expect(new Set(sent).size, 'each refresh token is sent once').toBe(sent.length);
  expect(tokenRequests(traffic, 'authorization_code')).toHaveLength(1);

  const account = await openAccountMenu(page);
  await account.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(studioUrl);
  await expect(title(page, 'Signed out')).toBeVisible();
  await expect(accountButton(page)).toBeHidden();

  // It has ended the session there as well: it asks who it is.
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(`${idp.issuer}/**`);
  await expect(page.getByRole('textbox').first()).toBeVisible();
});
