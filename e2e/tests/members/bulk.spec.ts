// Several members at once, and several roles on one.

import { expect, openDialog, row, rowHeaders, test } from '../../fixtures/test';

test.beforeEach(async ({ apiAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.addMember('ml-team', 'bob@example.com', 'Editor', 'Viewer');
  await alice.addMember('ml-team', 'carol@example.com', 'Viewer');
});

test('several are changed in one go, and undone in one go to the exact roles', async ({
  apiAs,
  openAs,
}) => {
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await page.getByLabel('Select bob@example.com').check();
  await page.getByLabel('Select carol@example.com').check();
  await page.getByRole('button', { name: 'Change role of selected' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change role of 2 members' });
  await dialog.getByRole('radio', { name: 'Admin' }).check();
  await expect(dialog).toContainText('bob@example.com: Editor → Admin.');
  await expect(dialog).toContainText('carol@example.com: Viewer → Admin.');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('2 changes made.')).toBeVisible();
  await expect(row(page, 'bob@example.com')).toContainText('Admin');
  await expect(row(page, 'carol@example.com')).toContainText('Admin');

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Undone.')).toBeVisible();
  const members = await (await apiAs('alice@example.com')).members('ml-team');
  const roles = Object.fromEntries(
    members.map((member: { principal: string; roles: string[] }) => [
      member.principal,
      member.roles.toSorted(),
    ]),
  );
  expect(roles).toEqual({
    'alice@example.com': ['Admin'],
    'bob@example.com': ['Editor', 'Viewer'],
    'carol@example.com': ['Viewer'],
  });
});

test('removing everybody leaves the last Admin, and says so', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await page.getByLabel('Select all listed members').check();
  await page.getByRole('button', { name: 'Remove selected' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove 3 members' });
  await expect(dialog).toContainText('alice@example.com is the last Admin here.');
  await expect(dialog).toContainText('bob@example.com will lose access.');
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(rowHeaders(page)).toHaveText([/alice@example\.com/]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, 'bob@example.com')).toContainText('Editor');
  await expect(row(page, 'bob@example.com')).toContainText('Viewer');
  await expect(row(page, 'carol@example.com')).toContainText('Viewer');
});

test('those that could not be added are tried again, and nothing typed is lost', async ({
  openAs,
  guard,
}) => {
  guard.allow(/status of 422/);
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  let refusals = 0;
  await page.route('**/apis/**/ml-team/members*', (route) => {
    const isDora = route.request().postData()?.includes('dora@example.com');
    if (!isDora || refusals > 0) return route.fallback();
    refusals += 1;
    return route.fulfill({ status: 422, json: { detail: 'Not on a Wednesday' } });
  });
  const dialog = await openDialog(page, 'Add members');
  await dialog.getByLabel('People, groups and services').fill('dora@example.com eve@example.com');
  await dialog.getByRole('button', { name: 'Add 2 members' }).click();
  await expect(dialog.getByText('1 failed. The others are in.')).toBeVisible();
  const found = dialog.getByRole('list', { name: 'Found in the text' });
  await expect(found.getByRole('listitem')).toHaveText([
    /dora@example\.com.*Not on a Wednesday/,
    /eve@example\.com.*Added/,
  ]);
  // A refusal is not tried again by itself.
  expect(refusals).toBe(1);
  await dialog.getByRole('button', { name: 'Try the 1 that failed again' }).click();
  await expect(dialog.getByText('Everyone is in.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(row(page, 'dora@example.com')).toContainText('Viewer');
});

// The answers are made up.
test(
  'a role that Studio does not know is shown, and kept by an edit',
  { tag: '@embedded' },
  async ({ openAs }) => {
    const page = await openAs('alice@example.com', 'workspaces');
    await page.route('**/apis/**/ml-team/members', (route) =>
      route.fulfill({
        json: {
          data: [
            { principal: 'alice@example.com', roles: ['Admin'] },
            { principal: 'bob@example.com', roles: ['Exporter', 'Viewer'] },
          ],
        },
      }),
    );
    const sent: { roles: string[] }[] = [];
    await page.route('**/apis/**/ml-team/members/bob@example.com*', (route) => {
      sent.push(route.request().postDataJSON());
      return route.fulfill({
        json: { principal: 'bob@example.com', roles: ['Exporter', 'Editor'] },
      });
    });
    await page.goto('workspaces/ml-team/members');
    await expect(row(page, 'bob@example.com')).toContainText('Exporter');
    await page.getByRole('button', { name: /^Change role of bob@example.com/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Change role of bob@example.com' });
    await expect(dialog).toContainText('Also has Exporter.');
    await dialog.getByRole('radio', { name: 'Editor' }).check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => sent).toHaveLength(1);
    expect(sent[0].roles.toSorted()).toEqual(['Editor', 'Exporter']);
  },
);

test('adding somebody who has since become Admin takes nothing away', async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  const dialog = await openDialog(page, 'Add members');
  await dialog.getByLabel('People, groups and services').fill('carol@example.com');
  await dialog.getByRole('radio', { name: 'Editor' }).check();
  await expect(dialog.getByText('Viewer now, will be raised.')).toBeVisible();
  await alice.setRoles('ml-team', 'carol@example.com', 'Admin');
  await dialog.getByRole('button', { name: 'Add 1 member' }).click();
  await expect(
    dialog.getByText(/^Skipped: someone changed it to Admin in the meantime/),
  ).toBeVisible();
  await dialog.getByRole('button', { name: 'Try the 1 that failed again' }).click();
  await expect(dialog.getByText('Everyone is in.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(row(page, 'carol@example.com')).toContainText('Admin');
  const members = await alice.members('ml-team');
  expect(members).toContainEqual(
    expect.objectContaining({ principal: 'carol@example.com', roles: ['Admin'] }),
  );
});

test('a change that came too late is decided again, with a preview', async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await page.getByRole('button', { name: /^Change role of carol@example.com/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Editor' }).check();
  await alice.setRoles('ml-team', 'carol@example.com', 'Admin');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Changes (1 failed)' }).click();
  await dialog.getByRole('button', { name: 'Decide again' }).click();
  await expect(dialog).toContainText('carol@example.com: Admin → Editor.');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(row(page, 'carol@example.com')).toContainText('Admin');
});
