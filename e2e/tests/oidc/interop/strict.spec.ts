// oidc-provider by the book: consent, ES256, claims at the userinfo endpoint only, prefixed scopes,
// CORS for the registered origin alone, refresh tokens that rotate.

import { SCOPE_PREFIX, startStrictIdp } from '../../../../dev/idp/strict.mjs';
import {
  accountButton,
  claimsOf,
  expect,
  openAccountMenu,
  openDialog,
  row,
  signOut,
  testAgainst,
  title,
  tokenRequests,
} from './fixture';

const LIFETIME = 5;
const test = testAgainst({
  start: startStrictIdp,
  scopes: 'openid profile email platform:read platform:write',
  scopePrefix: SCOPE_PREFIX,
  accessTokenTtl: LIFETIME,
});

test('sign-in, calls, refresh and sign-out', async ({ page, surroundings, traffic }) => {
  const { idp } = surroundings;
  await page.goto('workspaces');
  await page.getByRole('button', { name: 'alice@example.com' }).click();
  await expect(page.getByRole('heading', { name: 'Allow NMP Studio?' })).toBeVisible();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await expect(title(page, 'Workspaces')).toBeVisible();
  const [request] = traffic.authorizations();
  expect(request.searchParams.get('scope')).toBe(
    `openid profile email ${SCOPE_PREFIX}platform:read ${SCOPE_PREFIX}platform:write`,
  );

  // The prefixed scopes let it write, and the app knows that they do.
  const create = await openDialog(page, 'Create workspace');
  await create.getByLabel('Name').fill('strictly');
  await create.getByRole('button', { name: 'Create' }).click();
  await expect(title(page, 'Members of strictly')).toBeVisible();
  await expect(row(page, 'alice@example.com')).toBeVisible();
  const [first] = await traffic.bearers();
  expect(claimsOf(first)).toMatchObject({ aud: idp.audience });
  expect(JSON.parse(Buffer.from(first.split('.')[0], 'base64url').toString()).alg).toBe('ES256');

  const inUse = (await traffic.bearers()).at(-1) ?? '';
  const end = Number(claimsOf(inUse).exp);
  await expect.poll(() => Date.now() / 1000, { timeout: 15_000 }).toBeGreaterThan(end);
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(title(page, 'Settings of strictly')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete workspace' })).toBeVisible();
  const sent = tokenRequests(traffic, 'refresh_token').map((form) => form.get('refresh_token'));
  expect(sent.length).toBeGreaterThan(0);
  expect(new Set(sent).size, 'each refresh token is sent once').toBe(sent.length);
  expect(traffic.authorizations()).toHaveLength(1);

  await signOut(page, idp.issuer);
  await expect(accountButton(page)).toBeHidden();
});

test('claims that the ID token does not have come from the access token', async ({ page }) => {
  await page.goto('workspaces');
  await page.getByRole('button', { name: 'bob@example.com' }).click();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await expect(title(page, 'Workspaces')).toBeVisible();
  const menu = await openAccountMenu(page);
  await expect(menu.getByText('bob@example.com').first()).toBeVisible();
});

test('nobody but Studio may read from it in a browser', async ({ surroundings }) => {
  const { idp, origin } = surroundings;
  const allowed = async (from: string) => {
    const answer = await fetch(`${idp.issuer}/token`, {
      method: 'POST',
      headers: { Origin: from, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: 'none',
        client_id: idp.clientId,
      }),
    });
    return answer.headers.get('access-control-allow-origin');
  };
  expect(await allowed(origin)).toBe(origin);
  expect(await allowed('http://127.0.0.1:1')).toBeNull();
});
