// Several tabs of one browser.

import { expect, row, signOut, test, title } from '../../fixtures/test';

test.use({ throughPages: true });

test('tabs that sign in at the same time all get where they were going', async ({
  context,
  apiAs,
  signInAs,
  traffic,
}) => {
  const alice = await apiAs('alice@example.com');
  const names = ['ml-team', 'research', 'sandbox'];
  for (const name of names) await alice.createWorkspace(name);

  const tabs = await Promise.all(names.map(() => context.newPage()));
  await Promise.all(tabs.map((tab, i) => tab.goto(`workspaces/${names[i]}/members`)));
  // Each waits at the identity provider before the first one goes on.
  await Promise.all(
    tabs.map((tab) => expect(tab.getByRole('heading', { name: 'Sign in' })).toBeVisible()),
  );
  for (const tab of tabs) await signInAs(tab, 'alice@example.com');
  for (const [i, tab] of tabs.entries()) {
    await expect(title(tab, `Members of ${names[i]}`)).toBeVisible();
    await expect(row(tab, 'alice@example.com')).toBeVisible();
  }
  expect(traffic.authorizations()).toHaveLength(3);
});

test('a tab that is back from the provider is not sent there again by another', async ({
  context,
  page,
  signInAs,
  traffic,
}) => {
  const late = await context.newPage();
  for (const [tab, path] of [
    [page, 'workspaces'],
    [late, 'workspaces/default/members'],
  ] as const) {
    await tab.goto(path);
    await expect(tab.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  }
  // What checks the answer of the provider comes when the other tab has signed in.
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await late.route(/\/chunks\/tokens-\w+\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  const asked = late.waitForRequest(/\/chunks\/tokens-\w+\.wasm$/);
  await signInAs(late, 'alice@example.com', { staysAtCallback: true });
  await asked;
  await signInAs(page, 'alice@example.com');
  await expect(row(page, 'default')).toBeVisible();
  release();
  await expect(title(late, 'Members of default')).toBeVisible();
  expect(traffic.authorizations()).toHaveLength(2);
});

test('another tab is signed in without a question', async ({ context, page, signInAs }) => {
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  const other = await context.newPage();
  await other.goto('workspaces/default');
  await expect(title(other, 'Settings of default')).toBeVisible();
});

test('signing in again in one tab brings the others back, each to its page', async ({
  context,
  page,
  idp,
  signInAs,
}) => {
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  const other = await context.newPage();
  await other.goto('workspaces/default');
  await expect(title(other, 'Settings of default')).toBeVisible();
  await signOut(page, idp.issuer);
  await expect(title(other, 'Signed out')).toBeVisible();

  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await signInAs(page, 'alice@example.com');
  // `/` leads on to the workspace that was open last.
  await expect(title(page, 'Members of default')).toBeVisible();
  await expect(title(other, 'Settings of default')).toBeVisible();
});

test('another browser has to sign in', async ({ page, browser, platform, idp, signInAs }) => {
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  const stranger = await browser.newContext();
  const other = await stranger.newPage();
  await other.goto(`${platform.studioUrl}workspaces`);
  await other.waitForURL(`${idp.issuer}/interaction/**`);
  await stranger.close();
});

test('a callback of another browser signs nobody in', async ({
  page,
  openAs,
  traffic,
  signInAs,
}) => {
  // Erin begins a sign-in; its answer is opened by Alice, who is not signed in.
  await openAs('erin@example.com', 'workspaces');
  const [answer] = traffic.callbacks();
  await page.goto(answer.href);
  await expect(title(page, "Signing in didn't work")).toBeVisible();

  await page.getByRole('button', { name: 'Try again' }).click();
  await signInAs(page, 'alice@example.com');
  await expect(page.getByRole('button', { name: 'Account: Alice Archer' })).toBeVisible();
});
