// The list of workspaces: search, order and page, all of them in the address.

import { expect, facts, row, rowHeaders, test, title } from '../../fixtures/test';

const SEARCH = 'Search workspaces by name';

test('search finds parts of names, is in the address, and clearing it shows all', async ({
  apiAs,
  openAs,
}) => {
  const alice = await apiAs('alice@example.com');
  for (const name of ['ml-team', 'ml_ops', 'research']) await alice.createWorkspace(name);
  const page = await openAs('alice@example.com', 'workspaces');
  await expect(row(page, 'research')).toBeVisible();

  const search = page.getByRole('searchbox', { name: SEARCH });
  await search.fill('ML');
  await expect(rowHeaders(page)).toHaveText([/^ml-team/, /^ml_ops/]);
  await expect(page).toHaveURL(/\/workspaces\?q=ML$/);
  await expect(search).toBeFocused();

  // Not as a pattern: these are characters of names, or could be typed by mistake.
  await search.fill('l_o');
  await expect(rowHeaders(page)).toHaveText([/^ml_ops/]);
  if (facts.searchIsLiteral) {
    await search.fill('%');
    await expect(page.getByText('No workspace has “%” in its name')).toBeVisible();
  }

  await search.fill('');
  await expect(row(page, 'research')).toBeVisible();
  await expect(page).toHaveURL(/\/workspaces$/);
});

test('a search without a result says so and leads back to all', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces?q=zebra');
  await expect(page.getByText('No workspace has “zebra” in its name')).toBeVisible();
  await expect(page.getByRole('searchbox', { name: SEARCH })).toHaveValue('zebra');
  await page.getByRole('link', { name: 'Show all workspaces' }).click();
  await expect(row(page, 'default')).toBeVisible();
  await expect(page.getByRole('searchbox', { name: SEARCH })).toHaveValue('');
});

test('Back returns to the search that one came from', async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  const page = await openAs('alice@example.com', 'workspaces');
  await expect(row(page, 'default')).toBeVisible();
  await page.getByRole('searchbox', { name: SEARCH }).fill('ml');
  await expect(rowHeaders(page)).toHaveText([/^ml-team/]);
  await row(page, 'ml-team').getByRole('link').click();
  await expect(title(page, 'Members of ml-team')).toBeVisible();

  await page.goBack();
  await expect(title(page, 'Workspaces')).toBeVisible();
  await expect(rowHeaders(page)).toHaveText([/^ml-team/]);
  await expect(page.getByRole('searchbox', { name: SEARCH })).toHaveValue('ml');
  await page.goForward();
  await expect(title(page, 'Members of ml-team')).toBeVisible();
});

test('more than fit on a page are on further ones, in every order', async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  for (let i = 1; i <= 28; i += 1) {
    await alice.createWorkspace(`ws-${String(i).padStart(2, '0')}`);
  }
  // `default` and `system` are the other two.
  const page = await openAs('alice@example.com', 'workspaces');
  await expect(rowHeaders(page)).toHaveCount(25);
  await expect(page.getByText('1–25 of 30')).toBeVisible();
  await expect(rowHeaders(page).first()).toHaveText(/^default/);
  await expect(page.getByRole('link', { name: 'Previous' })).toBeHidden();

  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page.getByText('26–30 of 30')).toBeVisible();
  await expect(rowHeaders(page)).toHaveText([/^ws-24/, /^ws-25/, /^ws-26/, /^ws-27/, /^ws-28/]);
  await expect(page).toHaveURL(/\?page=2$/);
  await expect(page.getByRole('link', { name: 'Next' })).toBeHidden();

  await page.goBack();
  await expect(rowHeaders(page).first()).toHaveText(/^default/);

  const created = page.getByRole('columnheader', { name: 'Created' });
  await created.getByRole('link').click();
  await expect(created).toHaveAttribute('aria-sort', 'descending');
  await expect(rowHeaders(page).first()).toHaveText(/^ws-28/);
  await created.getByRole('link').click();
  await expect(created).toHaveAttribute('aria-sort', 'ascending');
  await expect(rowHeaders(page).first()).toHaveText(/^(default|system)/);
  await expect(page).toHaveURL(/\?sort=created_at$/);

  const name = page.getByRole('columnheader', { name: 'Name' });
  await name.getByRole('link').click();
  await expect(name).toHaveAttribute('aria-sort', 'ascending');
  await name.getByRole('link').click();
  await expect(name).toHaveAttribute('aria-sort', 'descending');
  await expect(rowHeaders(page).first()).toHaveText(/^ws-28/);
  await expect(created).not.toHaveAttribute('aria-sort');

  // The order goes on over the pages, and a search starts at the first of them.
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(rowHeaders(page).last()).toHaveText(/^default/);
  await page.getByRole('searchbox', { name: SEARCH }).fill('ws-0');
  await expect(rowHeaders(page)).toHaveCount(9);
  await expect(rowHeaders(page).first()).toHaveText(/^ws-09/);
  await expect(page).toHaveURL(/\/workspaces\?q=ws-0&sort=-name$/);
});

test('a page beyond the last leads back to the first', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces?page=99');
  await expect(page.getByText('There are not that many pages')).toBeVisible();
  await page.getByRole('link', { name: 'Go to the first page' }).click();
  await expect(row(page, 'default')).toBeVisible();
});

test('an address with nonsense in it shows the list anyway', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces?page=-3&sort=owner&q=%20');
  await expect(row(page, 'default')).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  );
});

test('each row says who gets in, as what one is in, and how many are', async ({
  apiAs,
  openAs,
}) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('private-lab', 'Only for us');
  await alice.createWorkspace('library');
  await alice.addMember('library', '*', 'Viewer');
  await alice.addMember('library', 'bob@example.com', 'Editor');
  const page = await openAs('alice@example.com', 'workspaces');

  const own = row(page, 'private-lab');
  await expect(own).toContainText('Only for us');
  await expect(own.getByRole('cell')).toHaveText(['Private', 'Admin', '1', /now/, /now/]);
  const library = row(page, 'library').getByRole('cell');
  await expect(library).toHaveText(['All users can view', 'Admin', '3', /now/, /now/]);
  const open = row(page, 'default').getByRole('cell');
  const unseen = 'Not visible to you';
  const seen = facts.membersVisibleToNonAdmins
    ? ['All users can edit', 'Editor', '1']
    : [unseen, unseen, unseen];
  // When it was created depends on when the platform was started.
  await expect(open).toHaveText([...seen, /./, /./]);
});

test('platform admins see how many Admins there are, and everybody at first what this is for', async ({
  apiAs,
  openAs,
}) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.addMember('ml-team', 'bob@example.com', 'Admin');
  const admin = await openAs('admin@example.com', 'workspaces');
  await expect(admin.getByRole('columnheader', { name: 'Admins' })).toBeVisible();
  await expect(row(admin, 'ml-team').getByRole('cell').nth(1)).toHaveText('2');
  const page = await openAs('alice@example.com');
  await expect(page.getByRole('columnheader', { name: 'Your role' })).toBeVisible();
  const purpose = page.getByText('See who can get into each workspace');
  await expect(purpose).toBeVisible();
  await row(page, 'ml-team').getByRole('link').click();
  await expect(row(page, 'bob@example.com')).toBeVisible();
  await page.getByRole('link', { name: 'Workspaces' }).first().click();
  await expect(row(page, 'ml-team')).toBeVisible();
  await expect(purpose).toBeHidden();
});
