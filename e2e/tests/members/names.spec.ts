// Who is added: addresses, groups by choice, and names that look like others.

import { expect, openDialog, row, rowHeaders, test } from '../../fixtures/test';

const FIELD = 'People, groups and services';

test.beforeEach(async ({ apiAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
});

test('a name beside an address is not added', async ({ apiAs, openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  const dialog = await openDialog(page, 'Add members');
  await dialog
    .getByLabel(FIELD)
    .fill(
      'Doe, John <john.doe@example.com>\nRoe\tJane\tjane@example.com\tHR\n• bob@example.com (Bob)',
    );
  const found = dialog.getByRole('list', { name: 'Found in the text' });
  await expect(found.getByRole('listitem')).toHaveText([
    /^john\.doe@example\.com/,
    /^jane@example\.com/,
    /^bob@example\.com/,
  ]);
  await dialog.getByRole('button', { name: 'Add 3 members' }).click();
  await expect(dialog.getByText('Everyone is in.')).toBeVisible();
  const members = await (await apiAs('alice@example.com')).members('ml-team');
  expect(members.map((member: { principal: string }) => member.principal).toSorted()).toEqual([
    'alice@example.com',
    'bob@example.com',
    'jane@example.com',
    'john.doe@example.com',
  ]);
});

test('names with spaces and commas are groups by choice', async ({ apiAs, openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  const dialog = await openDialog(page, 'Add members');
  await dialog
    .getByLabel(FIELD)
    .fill('Data Engineers\nCORP\\Domain Users\ndata-eng ml-ops\ncn=ml,ou=groups,dc=x,dc=org');
  await expect(dialog.getByText('3 names are not added: are they groups?')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Add 1 member' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Add Data Engineers as a group' }).click();
  await dialog.getByRole('button', { name: 'Add CORP\\Domain Users as a group' }).click();
  await dialog.getByRole('button', { name: 'Add 2 groups: data-eng, ml-ops' }).click();
  await dialog.getByRole('button', { name: 'Add 5 members' }).click();
  await expect(dialog.getByText('Everyone is in.')).toBeVisible();
  const members = await (await apiAs('alice@example.com')).members('ml-team');
  expect(members.map((member: { principal: string }) => member.principal).toSorted()).toEqual([
    'CORP\\Domain Users',
    'Data Engineers',
    'alice@example.com',
    'cn=ml,ou=groups,dc=x,dc=org',
    'data-eng',
    'ml-ops',
  ]);
});

// What happens in the browser alone is the same on both platforms.
test(
  'what nobody sees is left out, with a word that says so',
  { tag: '@embedded' },
  async ({ openAs }) => {
    const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
    const dialog = await openDialog(page, 'Add members');
    await dialog.getByLabel(FIELD).fill('\ufeffbo\u200bb@example.com');
    const found = dialog.getByRole('list', { name: 'Found in the text' });
    await expect(found).toContainText(
      "bob@example.comPasted with U+200B, U+FEFF, which can't be seen: left out.",
    );
    await dialog.getByRole('button', { name: 'Add 1 member' }).click();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(row(page, 'bob@example.com')).toBeVisible();
  },
);

test('a name that looks like a member is pointed out, here and under Access', async ({
  apiAs,
  openAs,
}) => {
  const alice = await apiAs('alice@example.com');
  await alice.addMember('ml-team', 'paul@example.com', 'Viewer');
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  const dialog = await openDialog(page, 'Add members');
  // The second letter is Cyrillic.
  await dialog.getByLabel(FIELD).fill('p\u0430ul@example.com');
  const found = dialog.getByRole('list', { name: 'Found in the text' });
  await expect(found).toContainText(/Looks like paul@example\.com, but has .*U\+0430/);
  await dialog.getByRole('button', { name: 'Add 1 member' }).click();
  await expect(dialog.getByText('Everyone is in.')).toBeVisible();

  await page.goto('access/findings');
  await expect(page.getByRole('link', { name: /^Look-alike names 2/ })).toBeVisible();
  await page.goto('access/person');
  await page.getByLabel('Only names that look like others or are strange').check();
  await expect(rowHeaders(page)).toHaveText([/paul@example\.com/, /p\u0430ul@example\.com/]);
  await expect(page.getByText(/Looks like .*p[a\u0430]ul@example\.com.*, but has/)).toHaveCount(2);
});

test(
  'what is stored already is shown with the code point, and turns nothing round',
  // Made up: the embedded platform stores no such names any more.
  { tag: '@embedded' },
  async ({ openAs }) => {
    const page = await openAs('alice@example.com', 'workspaces/ml-team');
    await page.route('**/apis/**/ml-team/members', async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      const twin = (principal: string) => ({ ...body.data[0], principal, roles: ['Viewer'] });
      body.data.push(twin('alice\u200b@example.com'), twin('gro.elpmaxe@\u202ebob'), twin('שלום'));
      await route.fulfill({ response: answer, json: body });
    });
    await page.goto('workspaces/ml-team/members');
    await expect(rowHeaders(page).filter({ hasText: 'alice<U+200B>@example.com' })).toHaveCount(1);
    await expect(rowHeaders(page).filter({ hasText: 'gro.elpmaxe@<U+202E>bob' })).toHaveCount(1);
    await expect(page.locator('bdi', { hasText: 'שלום' })).toHaveCSS('unicode-bidi', 'isolate');
    await expect(
      page.getByRole('button', { name: 'Remove alice<U+200B>@example.com' }),
    ).toBeVisible();
  },
);
