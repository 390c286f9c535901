// The callback page, opened in ways that no sign-in leads to.

import { expect, lastWorkspace, row, signOut, test, title } from '../../fixtures/test';

const FAILED = "Signing in didn't work";

test('a used callback does no harm to a signed-in person', async ({ page, signInAs, traffic }) => {
  await page.goto('workspaces/default');
  await signInAs(page, 'alice@example.com');
  await expect(title(page, 'Settings of default')).toBeVisible();
  await expect.poll(() => lastWorkspace(page)).toBe('default');

  await page.goto(traffic.callbacks()[0].href);
  await expect(title(page, 'Members of default')).toBeVisible();
  await expect(row(page, 'All signed-in users')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Account: Alice Archer' })).toBeVisible();
  expect(traffic.tokenRequests('authorization_code')).toHaveLength(1);
  expect(traffic.authorizations()).toHaveLength(1);
});

test('a used callback signs nobody in', async ({ page, idp, signInAs, traffic }) => {
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  await signOut(page, idp.issuer);
  const calls = traffic.apiCalls().length;

  await page.goto(traffic.callbacks()[0].href);
  await expect(title(page, FAILED)).toBeVisible();
  await expect(page.getByText('was used already').first()).toBeVisible();
  expect(traffic.tokenRequests('authorization_code')).toHaveLength(1);
  expect(traffic.apiCalls()).toHaveLength(calls);
});

for (const [what, query] of [
  ['a state that Studio never sent', '?code=stolen&state=made-up'],
  ['a code without a state', '?code=stolen'],
  ['a state without a code', '?state=made-up'],
  ['two codes', '?code=one&code=two&state=made-up'],
] as const) {
  test(`${what} is refused, and the error stays`, async ({ page, signInAs, traffic }) => {
    await page.goto(`auth/success${query}`);
    await expect(title(page, FAILED)).toBeVisible();
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(page).toHaveURL(/\/studio\/auth\/success$/);
    await expect(page).toHaveTitle(`${FAILED} · Studio`);
    expect(traffic.tokenRequests('authorization_code')).toEqual([]);
    expect(traffic.apiCalls()).toEqual([]);
    expect(traffic.authorizations()).toEqual([]);

    await page.getByText('Details', { exact: true }).click();
    await expect(page.getByText(/code: \w+/)).toBeVisible();
    await expect(page.getByRole('main')).not.toContainText(/stolen|made-up/);

    await page.getByRole('button', { name: 'Try again' }).click();
    await signInAs(page, 'alice@example.com');
    await expect(title(page, 'Workspaces')).toBeVisible();
    expect(traffic.authorizations()).toHaveLength(1);
  });
}

test('a bookmarked callback without a query leads in', async ({ page, signInAs, traffic }) => {
  await page.goto('auth/success');
  await signInAs(page, 'alice@example.com');
  await expect(title(page, 'Workspaces')).toBeVisible();

  await page.goto('auth/success');
  await expect(title(page, 'Workspaces')).toBeVisible();
  expect(traffic.authorizations()).toHaveLength(1);
});
