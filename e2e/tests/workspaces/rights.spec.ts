// The same workspace for different people: what is offered is what they may do.

import type { Page } from '@playwright/test';

import {
  expect,
  facts,
  openAccountMenu,
  ownRole,
  row,
  rowHeaders,
  test,
  title,
} from '../../fixtures/test';

const edit = (page: Page) => page.getByRole('button', { name: 'Edit description' });
const remove = (page: Page) => page.getByRole('button', { name: 'Delete workspace' });
/** What is shown where a right is unknown, because the members are forbidden. */
const UNTOLD = /This platform shows members to Admins only, and you aren't one/;

const create = (page: Page) => page.getByRole('button', { name: 'Create workspace' });

test('an admin, an editor and a viewer side by side', async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team', 'Machine learning');
  await alice.addMember('ml-team', 'bob@example.com', 'Editor');
  await alice.addMember('ml-team', 'carol@example.com', 'Viewer');
  const [admin, editor, viewer] = await Promise.all(
    ['alice@example.com', 'bob@example.com', 'carol@example.com'].map((email) =>
      openAs(email, 'workspaces/ml-team'),
    ),
  );
  for (const page of [admin, editor, viewer]) {
    await expect(page.getByText('Machine learning')).toBeVisible();
  }

  await expect(ownRole(admin)).toHaveText(/^You're an Admin\b/);
  await expect(edit(admin)).toBeVisible();
  await expect(remove(admin)).toBeVisible();

  for (const page of [admin, editor, viewer]) {
    if (page !== admin) await expect(remove(page)).toBeHidden();
  }
  if (facts.membersVisibleToNonAdmins) {
    await expect(ownRole(editor)).toHaveText(/^You're an Editor\b/);
    await expect(edit(editor)).toBeVisible();
    await expect(editor.getByText('Only Admins can delete the workspace.').first()).toBeVisible();

    await expect(ownRole(viewer)).toHaveText(/^You're a Viewer\b/);
    await expect(
      viewer.getByText("You're a Viewer here. Only Editors and Admins can change the description."),
    ).toBeVisible();
  } else {
    // Nothing is offered that is not known to be allowed, and why it isn't known is said.
    for (const page of [editor, viewer]) {
      await expect(ownRole(page)).toHaveText('Your role is not visible to you.');
      await expect(page.getByText(UNTOLD).first()).toBeVisible();
      await expect(edit(page)).toBeHidden();
    }
  }
  await expect(edit(viewer)).toBeHidden();

  for (const page of [admin, editor, viewer]) {
    await page.getByRole('link', { name: 'Members', exact: true }).click();
    if (page === admin || facts.membersVisibleToNonAdmins) {
      await expect(rowHeaders(page)).toHaveCount(3);
    } else {
      await expect(page.getByText('Members are shown to Admins only')).toBeVisible();
      await expect(rowHeaders(page)).toHaveCount(0);
    }
  }
  if (facts.membersVisibleToNonAdmins) {
    await expect(viewer.getByText(/Only Admins can add, change and remove/)).toBeVisible();
  }
  await expect(admin.getByText(/Only Admins can/)).toBeHidden();
});

test('a right that is lost while the page is open is gone at the next look', async ({
  apiAs,
  openAs,
  guard,
}) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.addMember('ml-team', 'bob@example.com', 'Admin');
  const page = await openAs('bob@example.com', 'workspaces/ml-team');
  await expect(edit(page)).toBeVisible();

  await alice.setRoles('ml-team', 'bob@example.com', 'Viewer');
  await page.getByRole('link', { name: 'Members', exact: true }).click();
  if (facts.membersVisibleToNonAdmins) {
    await expect(row(page, 'bob@example.com')).toContainText('Viewer');
  } else {
    await expect(page.getByText('Members are shown to Admins only')).toBeVisible();
  }
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(ownRole(page)).toHaveText(
    facts.membersVisibleToNonAdmins ? /^You're a Viewer\b/ : 'Your role is not visible to you.',
  );
  await expect(edit(page)).toBeHidden();

  guard.allow(/status of 403/);
  await alice.removeMember('ml-team', 'bob@example.com');
  await page.getByRole('link', { name: 'Members', exact: true }).click();
  await expect(page.getByText("You can't open this workspace")).toBeVisible();
  await expect(row(page, 'alice@example.com')).toBeHidden();
});

test('a group and everyone give rights, and the strongest counts', async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.addMember('ml-team', '*', 'Viewer');
  await alice.addMember('ml-team', 'data-eng', 'Admin');
  const [dave, erin] = await Promise.all(
    ['dave@example.com', 'erin@example.com'].map((email) => openAs(email, 'workspaces/ml-team')),
  );
  await expect(ownRole(dave)).toHaveText(/^You're an Admin\b.*through the group data-eng/);
  await expect(edit(dave)).toBeVisible();
  await expect(ownRole(erin)).toHaveText(
    facts.membersVisibleToNonAdmins
      ? /^You're a Viewer\b.*given to all signed-in users/
      : 'Your role is not visible to you.',
  );
  await expect(edit(erin)).toBeHidden();
});

test('to an outsider a workspace and one that does not exist look the same', async ({
  apiAs,
  openAs,
  guard,
}) => {
  guard.allow(/status of 403/);
  await (await apiAs('alice@example.com')).createWorkspace('finance', 'Secret budgets');
  const page = await openAs('erin@example.com', 'workspaces/finance/members');
  for (const name of ['finance', 'no-such-thing']) {
    await page.goto(`workspaces/${name}`);
    await expect(title(page, name)).toBeVisible();
    await expect(page).toHaveTitle(`${name} · Studio`);
    await expect(page.getByText("You can't open this workspace")).toBeVisible();
    await expect(page.getByRole('alert')).toContainText('Ask an Admin to add you');
    await expect(page.getByText('Secret budgets')).toBeHidden();
  }
  await page.getByRole('link', { name: 'Go to the workspaces' }).click();
  await expect(row(page, 'default')).toBeVisible();
  await expect(row(page, 'finance')).toBeHidden();
});

test('someone who was just added gets in by trying again', async ({ apiAs, openAs, guard }) => {
  guard.allow(/status of 403/);
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('finance');
  const page = await openAs('erin@example.com', 'workspaces/finance/members');
  await expect(page.getByText("You can't open this workspace")).toBeVisible();
  await alice.addMember('finance', 'erin@example.com', 'Viewer');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(title(page, 'Members of finance')).toBeVisible();
});

test('a platform admin sees and may do everything, and learns what is not there', async ({
  apiAs,
  openAs,
  guard,
}) => {
  guard.allow(/status of 404/);
  await (await apiAs('bob@example.com')).createWorkspace('bobs-secret');
  const page = await openAs('admin@example.com', 'workspaces');
  await expect(page.getByRole('columnheader', { name: 'Admins' })).toBeVisible();
  await row(page, 'bobs-secret').getByRole('link').click();
  await expect(row(page, 'bob@example.com')).toBeVisible();
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(ownRole(page)).toContainText(`You're a ${facts.adminRole}`);
  await expect(edit(page)).toBeVisible();
  await expect(remove(page)).toBeVisible();

  await page.goto('workspaces/no-such-thing');
  await expect(page.getByText('No such workspace')).toBeVisible();
});

test('creating is not offered to those who may not', async ({ apiAs, openAs, guard }) => {
  guard.allow(/status of 403/);
  const admin = await apiAs('admin@example.com');
  const page = await openAs('erin@example.com', 'workspaces');
  await expect(create(page)).toBeVisible();
  await create(page).click();
  await page.getByRole('dialog').getByLabel('Name').fill('mine');
  // The right that everyone has by default is taken away now.
  await admin.setRoles('system', '*', 'Viewer');
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('does not allow this');
  await expect(page.getByRole('dialog').getByLabel('Name')).toHaveValue('mine');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await expect(create(page)).toBeHidden();

  await page.reload();
  await expect(row(page, 'default')).toBeVisible();
  // Where the binding can't be seen, everyone is taken to have what everyone has by default.
  await expect(create(page)).toBeVisible({ visible: !facts.membersVisibleToNonAdmins });
});

test.describe('a token that may only read', () => {
  test.use({ defaultScopes: 'openid profile email platform:read' });

  test('is offered nothing that writes, with the reason', async ({ apiAs, openAs }) => {
    const alice = await apiAs('alice@example.com');
    await alice.createWorkspace('ml-team', 'Machine learning');
    const page = await openAs('alice@example.com', 'workspaces');
    await expect(row(page, 'ml-team')).toContainText('Admin');
    await expect(create(page)).toBeHidden();

    await page.goto('workspaces/ml-team');
    await expect(ownRole(page)).toHaveText(/^You're an Admin\b/);
    await expect(
      page.getByText("Your token is read-only, so you can't change the description."),
    ).toBeVisible();
    await expect(
      page.getByText("Your token is read-only, so you can't delete the workspace.").first(),
    ).toBeVisible();
    await expect(edit(page)).toBeHidden();
    await expect(remove(page)).toBeHidden();
    const menu = await openAccountMenu(page);
    await expect(menu.getByText(/Read-only/)).toBeVisible();
  });
});
