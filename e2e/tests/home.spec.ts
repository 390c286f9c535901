// The start page leads to the workspace that was open last, each person's own.

import { expect, lastWorkspace, row, signOut, stored, test, title } from '../fixtures/test';

test('leads to the list at first, then to the last workspace', async ({
  apiAs,
  page,
  signInAs,
}) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await page.goto('');
  await signInAs(page, 'alice@example.com');
  await expect(title(page, 'Workspaces')).toBeVisible();
  await expect(page).toHaveURL(/\/studio\/workspaces$/);

  await row(page, 'ml-team').getByRole('link').click();
  await expect(title(page, 'Members of ml-team')).toBeVisible();
  await expect.poll(() => lastWorkspace(page)).toBe('ml-team');
  await page.goto('');
  await expect(title(page, 'Members of ml-team')).toBeVisible();
  await expect(page).toHaveURL(/\/workspaces\/ml-team\/members$/);
  // The start page is not in the history.
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(title(page, 'Settings of ml-team')).toBeVisible();
  await page.goBack();
  await expect(title(page, 'Members of ml-team')).toBeVisible();

  const { local } = await stored(page);
  expect(local).toHaveLength(1);
  const kept = await page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
  expect(kept).toContain('ml-team');
  expect(kept).not.toMatch(/alice/i);
});

test('leads to the list when the last workspace is gone or closed to one', async ({
  apiAs,
  openAs,
  guard,
}) => {
  guard.allow(/status of 40[34]/);
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.addMember('ml-team', 'bob@example.com', 'Viewer');
  const page = await openAs('bob@example.com', 'workspaces/ml-team');
  await expect(title(page, 'Settings of ml-team')).toBeVisible();
  await expect.poll(() => lastWorkspace(page)).toBe('ml-team');
  await alice.removeMember('ml-team', 'bob@example.com');
  await page.goto('');
  await expect(title(page, 'Workspaces')).toBeVisible();
  await expect(row(page, 'default')).toBeVisible();
  // For good.
  await alice.addMember('ml-team', 'bob@example.com', 'Viewer');
  await page.goto('');
  await expect(row(page, 'ml-team')).toBeVisible();
});

test('is for each person apart', async ({ apiAs, page, idp, signInAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('alices-own');
  await page.goto('workspaces/alices-own');
  await signInAs(page, 'alice@example.com');
  await expect(title(page, 'Settings of alices-own')).toBeVisible();
  await expect.poll(() => lastWorkspace(page)).toBe('alices-own');
  await signOut(page, idp.issuer);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await signInAs(page, 'bob@example.com');
  await page.goto('');
  await expect(title(page, 'Workspaces')).toBeVisible();
  await expect(page.getByText('alices-own')).toBeHidden();
});
