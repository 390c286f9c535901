// What is offered to whom, links that ask for more, and rights that go while the page is open.

import { expect, facts, row, test } from '../../fixtures/test';

const MEMBERS = 'workspaces/ml-team/members';

test.beforeEach(async ({ apiAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.addMember('ml-team', 'bob@example.com', 'Admin');
  await alice.addMember('ml-team', 'carol@example.com', 'Viewer');
});

for (const [email, role, may] of [
  ['alice@example.com', 'Admin', true],
  ['admin@example.com', 'platform admin', true],
  ['carol@example.com', 'Viewer', false],
  ['dora@example.com', 'Editor', false],
] as const) {
  test(`${may ? 'everything' : 'nothing'} is offered to a ${role}`, async ({ apiAs, openAs }) => {
    await (await apiAs('alice@example.com')).addMember('ml-team', 'dora@example.com', 'Editor');
    const page = await openAs(email, MEMBERS);
    if (may || facts.membersVisibleToNonAdmins) {
      await expect(row(page, 'carol@example.com')).toBeVisible();
    } else {
      await expect(page.getByText('Members are shown to Admins only')).toBeVisible();
    }
    for (const name of [
      'Add members',
      'Change who can get in',
      'Change role of carol@example.com, now Viewer',
      'Remove carol@example.com',
    ]) {
      await expect(page.getByRole('button', { name })).toHaveCount(may ? 1 : 0);
    }
    await expect(page.getByText('Request access', { exact: true })).toHaveCount(may ? 0 : 1);
  });
}

test.describe('with a token that may only read', () => {
  test.use({ defaultScopes: 'openid profile email platform:read' });

  // On NeMo Platform, tests/workspaces/rights.spec.ts has such a token.
  test('an Admin reads so, and is offered nothing', { tag: '@embedded' }, async ({ openAs }) => {
    const page = await openAs('alice@example.com', MEMBERS);
    await expect(row(page, 'carol@example.com')).toBeVisible();
    await expect(page.getByText("Your token is read-only, so you can't add")).toBeVisible();
    await page.getByText('Details', { exact: true }).click();
    await expect(page.getByRole('main')).toContainText('Scopes of your token');
    await expect(page.getByRole('button', { name: 'Add members' })).toBeHidden();
    await expect(page.getByRole('button', { name: /^Remove/ })).toHaveCount(0);
  });
});

test.describe('without authentication', () => {
  test.use({ auth: 'off' });

  test('everything is offered, with a word on what roles mean then', async ({ page }) => {
    await page.goto(MEMBERS);
    await expect(page.getByText("Authentication is off: roles don't apply now.")).toBeVisible();
    await page.getByRole('button', { name: 'Remove carol@example.com' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await expect(row(page, 'carol@example.com')).toBeHidden();
  });
});

test('a right that was lost is noticed at the next answer', async ({ apiAs, openAs, guard }) => {
  guard.allow(/status of 403/);
  const page = await openAs('bob@example.com', MEMBERS);
  await page.getByRole('button', { name: 'Remove carol@example.com' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove carol@example.com' });
  await expect(dialog.getByRole('button', { name: 'Remove', exact: true })).toBeEnabled();
  await (await apiAs('alice@example.com')).setRoles('ml-team', 'bob@example.com', 'Viewer');
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  if (facts.membersVisibleToNonAdmins) {
    await expect(page.getByText("You're a Viewer here. Only Admins can")).toBeVisible();
    await expect(row(page, 'carol@example.com')).toContainText('Viewer');
  } else {
    await expect(page.getByText("You can't see the members any more")).toBeVisible();
  }
  await expect(page.getByRole('button', { name: 'Add members' })).toBeHidden();
});

test('a link opens a change filled in, and does nothing by itself', async ({
  apiAs,
  openAs,
  traffic,
}) => {
  const page = await openAs(
    'alice@example.com',
    `${MEMBERS}?do=role&principal=carol%40example.com&to=Editor`,
  );
  const dialog = page.getByRole('dialog', { name: 'Change role of carol@example.com' });
  await expect(dialog.getByRole('radio', { name: 'Editor' })).toBeChecked();
  await expect(dialog).toContainText('carol@example.com: Viewer → Editor.');
  await expect(page).toHaveURL(/members$/);
  const writes = traffic.apiCalls().filter((request) => request.method() !== 'GET');
  expect(writes).toHaveLength(0);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('carol@example.com is now an Editor.')).toBeVisible();

  await page.goto(`${MEMBERS}?do=add&principal=dora%40example.com&principal=data-eng&to=Viewer`);
  const add = page.getByRole('dialog', { name: 'Add members' });
  await expect(add.getByLabel('People, groups and services')).toHaveValue(
    'dora@example.com\ndata-eng',
  );
  await expect(add.getByRole('button', { name: 'Add 2 members' })).toBeEnabled();
  expect(await (await apiAs('alice@example.com')).members('ml-team')).toHaveLength(3);
});

test(
  'a link to a change that one may not make says so',
  { tag: '@embedded' },
  async ({ openAs }) => {
    const page = await openAs(
      'carol@example.com',
      `${MEMBERS}?do=remove&principal=bob%40example.com`,
    );
    await expect(
      page.getByText('The link leads to a change that you may not make here.'),
    ).toBeVisible();
    await expect(page.getByRole('dialog')).toBeHidden();
  },
);

// The refusal is made up.
test(
  "the platform's refusal to let the last Admin go is shown in its words",
  { tag: '@embedded' },
  async ({ openAs, guard, traffic }) => {
    guard.allow(/status of 409/);
    const words = 'Cannot remove the last Admin of workspace ml-team';
    const page = await openAs('alice@example.com', MEMBERS);
    await page.route('**/members/bob@example.com*', (route) =>
      route.fulfill({ status: 409, json: { detail: words } }),
    );
    await page.getByRole('button', { name: 'Remove bob@example.com' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await expect(row(page, 'bob@example.com')).toContainText(words);
    await expect(row(page, 'bob@example.com')).toContainText('Admin');
    const deletes = traffic.apiCalls().filter((request) => request.method() === 'DELETE');
    expect(deletes).toHaveLength(1);
  },
);
