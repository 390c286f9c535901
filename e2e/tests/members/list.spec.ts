// Who has access to a workspace.

import { expect, facts, row, rowHeaders, test, title } from '../../fixtures/test';

test('rows are in order of what matters, with oneself marked', async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.addMember('ml-team', 'zoe@example.com', 'Viewer');
  await alice.addMember('ml-team', 'service:evaluator', 'Viewer');
  await alice.addMember('ml-team', 'data-eng', 'Editor');
  await alice.addMember('ml-team', 'bob@example.com', 'Editor', 'Viewer');
  await alice.addMember('ml-team', '*', 'Viewer');

  const page = await openAs('admin@example.com', 'workspaces/ml-team/members');
  await expect(title(page, 'Members of ml-team')).toBeVisible();
  await expect(rowHeaders(page)).toHaveText([
    /^All signed-in users$/,
    /^alice@example\.com$/,
    /^bob@example\.com$/,
    /^data-eng/,
    /^service:evaluator/,
    /^zoe@example\.com$/,
  ]);
  await expect(page.getByText('6 members')).toBeVisible();
  await expect(row(page, 'data-eng')).toContainText('Group');
  await expect(row(page, 'service:evaluator')).toContainText('Service');
  await expect(page.getByText('*', { exact: true })).toBeHidden();
  await expect(page.getByText('You', { exact: true })).toBeHidden();

  const bobs = row(page, 'bob@example.com').getByRole('cell');
  await expect(bobs).toContainText([/^\s*Editor\s*Viewer\s*$/, /now/, /alice/]);
  const own = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await expect(row(own, 'alice@example.com')).toContainText('You');
  await expect(own.getByText('You', { exact: true })).toHaveCount(1);
  if (!facts.membersVisibleToNonAdmins) {
    const zoes = await openAs('zoe@example.com', 'workspaces/ml-team/members');
    await expect(zoes.getByText('Members are shown to Admins only')).toBeVisible();
  }
});

for (const [role, label, meaning] of [
  [undefined, 'Private', 'Members and platform admins only.'],
  ['Viewer', 'All users can view', 'All signed-in users can see what is in it.'],
  ['Editor', 'All users can edit', 'All signed-in users can see and change what is in it.'],
] as const) {
  test(`general access: ${label}`, async ({ apiAs, openAs }) => {
    const alice = await apiAs('alice@example.com');
    await alice.createWorkspace('ml-team');
    if (role) await alice.addMember('ml-team', '*', role);
    const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
    const general = page.getByRole('region', { name: 'Who can get in' });
    await expect(general).toContainText(label);
    await expect(general).toContainText(meaning);
    await expect(row(page, 'All signed-in users')).toHaveCount(role ? 1 : 0);
  });
}

// What happens in the browser alone is the same on both platforms.
test(
  'both pages of a workspace lead to each other and to the list',
  { tag: '@embedded' },
  async ({ apiAs, openAs }) => {
    await (await apiAs('alice@example.com')).createWorkspace('ml-team');
    const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
    const tabs = page.getByRole('navigation', { name: 'Workspace', exact: true });
    await expect(tabs.getByRole('link', { name: 'Members' })).toHaveAttribute(
      'aria-current',
      'page',
    );
    await tabs.getByRole('link', { name: 'Settings' }).click();
    await expect(title(page, 'Settings of ml-team')).toBeVisible();
    await expect(tabs.getByRole('link', { name: 'Settings' })).toHaveAttribute(
      'aria-current',
      'page',
    );
    await page
      .getByRole('navigation', { name: 'Breadcrumb' })
      .getByRole('link', { name: 'Workspaces' })
      .click();
    await expect(title(page, 'Workspaces')).toBeVisible();
  },
);

test('an address is copied, and a time is shown exactly', async ({ apiAs, openAs }) => {
  await (await apiAs('alice@example.com')).createWorkspace('ml-team');
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Why does alice@example.com have access?' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Copy address' }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toBe('alice@example.com');
  await page.keyboard.press('Escape');
  const since = row(page, 'alice@example.com').getByText('just now');
  await expect(since).toHaveAttribute('title', /^\w+ \d+, \d{4} at /);
  await expect(since).toHaveAttribute('datetime', /^\d{4}-\d\d-\d\dT/);
});

// What happens in the browser alone is the same on both platforms.
test(
  'search, filters and order are in the address',
  { tag: '@embedded' },
  async ({ apiAs, openAs }) => {
    const alice = await apiAs('alice@example.com');
    await alice.createWorkspace('ml-team');
    await alice.addMember('ml-team', 'bob@example.com', 'Viewer');
    await alice.addMember('ml-team', 'data-eng', 'Viewer');
    const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
    const search = page.getByRole('searchbox', { name: 'Search members' });
    await search.fill('b');
    // What is typed isn't lost by what is chosen before the address has followed.
    await page.getByLabel('Filter by role').selectOption('Viewer');
    await expect(search).toHaveValue('b');
    await page.getByLabel('Filter by kind').selectOption('People');
    await page.getByRole('columnheader', { name: 'Member' }).getByRole('link').click();
    await expect(page).toHaveURL(/members\?q=b&role=viewer&kind=person&sort=principal$/);
    await expect(rowHeaders(page)).toHaveText([/bob@example\.com/]);
    await page.reload();
    await expect(search).toHaveValue('b');
    await expect(page.getByLabel('Filter by role')).toHaveValue('viewer');
    await expect(rowHeaders(page)).toHaveText([/bob@example\.com/]);
  },
);

// What happens in the browser alone is the same on both platforms.
test('names can be read at every width', { tag: '@embedded' }, async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.addMember('ml-team', 'bob@example.com', 'Editor', 'Viewer');
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  const name = row(page, 'bob@example.com').getByText('bob@example.com', { exact: true });
  await expect(name).toBeVisible();
  for (const width of [320, 767, 768, 1023, 1024, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    const cut = await name.evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(cut, `pixels that are cut off at ${width}`).toBe(0);
  }
});
