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
  await menu.getByText('Dark', { exact: true }).click();
  expect((await stored(page)).session).not.toEqual([]);
  await page.keyboard.press('Escape');

  await signOut(page, idp.issuer);
  // And how often somebody has signed out, by which tabs that were elsewhere know.
  const { local, session } = await stored(page);
  expect(local.toSorted()).toEqual(['nmp-studio.sign-outs', 'nmp-studio.theme']);
  expect(session).toEqual([]);
  expect(await page.evaluate(() => localStorage.getItem('nmp-studio.sign-outs'))).toBe('1');
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

/** On both platforms one who may list the members of `default`. */
const ADMIN = 'admin@example.com';

// Tabs, and what the identity provider does, are the same on both platforms.
test(
  'a tab that was on another site is signed out when it comes back',
  { tag: '@embedded' },
  async ({ context, page, idp, signInAs, traffic }) => {
    await page.goto('workspaces');
    await signInAs(page, ADMIN);
    const other = await context.newPage();
    await other.goto('workspaces/default/members');
    await expect(row(other, 'All signed-in users')).toBeVisible();
    // It keeps its tokens for the way back.
    await other.goto(idp.issuer);
    await signOut(page, idp.issuer);
    const seen = { calls: traffic.apiCalls().length, signIns: traffic.authorizations().length };

    await other.goBack();
    await expect(title(other, 'Signed out')).toBeVisible();
    await expect(other.getByText('You signed out in another tab.')).toBeVisible();
    expect((await stored(other)).session).toEqual([]);
    expect(traffic.apiCalls()).toHaveLength(seen.calls);
    expect(traffic.authorizations()).toHaveLength(seen.signIns);

    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    await signInAs(other, ADMIN);
    await expect(row(other, 'All signed-in users')).toBeVisible();
  },
);

// Tabs, and what the identity provider does, are the same on both platforms.
test(
  'a sign-in that was on its way in another tab signs nobody in',
  { tag: '@embedded' },
  async ({ context, page, idp, signInAs, traffic }) => {
    const other = await context.newPage();
    await other.goto('workspaces/default/members');
    await other.waitForURL(`${idp.issuer}/interaction/**`);
    await page.goto('workspaces');
    await signInAs(page, ADMIN);
    await expect(title(page, 'Workspaces')).toBeVisible();
    await signOut(page, idp.issuer);
    const exchanges = traffic.tokenRequests('authorization_code').length;

    await signInAs(other, ADMIN);
    await expect(title(other, 'Signed out')).toBeVisible();
    await expect(other).toHaveURL(/\/workspaces\/default\/members$/);
    expect(traffic.tokenRequests('authorization_code')).toHaveLength(exchanges);
    expect((await stored(other)).session).toEqual([]);

    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(row(other, 'All signed-in users')).toBeVisible();
  },
);

// Tabs, and what the identity provider does, are the same on both platforms.
test(
  'a tab that hears nothing of it sends its token no more',
  { tag: '@embedded' },
  async ({ context, page, idp, signInAs, traffic }) => {
    await context.addInitScript(() => {
      BroadcastChannel.prototype.postMessage = () => {};
    });
    await page.goto('workspaces');
    await signInAs(page, 'alice@example.com');
    const other = await context.newPage();
    await other.goto('workspaces');
    await expect(row(other, 'default')).toBeVisible();
    await signOut(page, idp.issuer);
    const calls = traffic.apiCalls().length;

    await row(other, 'default').getByRole('link').click();
    await expect(title(other, 'Signed out')).toBeVisible();
    expect(traffic.apiCalls()).toHaveLength(calls);
  },
);

// Tabs, and what the identity provider does, are the same on both platforms.
test(
  'gives the refresh tokens of all tabs back',
  { tag: ['@embedded', '@chromium'] },
  async ({ context, page, idp, signInAs, traffic }) => {
    await page.goto('workspaces');
    await signInAs(page, 'alice@example.com');
    const other = await context.newPage();
    await other.goto('workspaces');
    await expect(row(other, 'default')).toBeVisible();
    await signOut(page, idp.issuer);

    const revoked = () =>
      traffic.requests
        .filter((request) => request.url() === `${idp.issuer}/token/revocation`)
        .map((request) => new URLSearchParams(request.postData() ?? ''));
    await expect.poll(() => revoked().length).toBe(2);
    for (const form of revoked()) {
      const token = form.get('token') ?? '';
      expect(form.get('token_type_hint')).toBe('refresh_token');
      // It is worth nothing any more.
      const answer = await fetch(`${idp.issuer}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: token,
          client_id: idp.clientId,
        }),
      });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
    }
  },
);

// Tabs, and what the identity provider does, are the same on both platforms.
test(
  'signs out here even if the identity provider is away',
  { tag: '@embedded' },
  async ({ page, idp, signInAs, guard }) => {
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
  },
);
