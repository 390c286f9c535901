// What other platforms say: whom they take somebody for, and why they refuse.

import { expect, openDialog, ownRole, row, test, title } from '../../fixtures/test';
import { sayAsHelix } from '../../fixtures/discovery';

const LIST = '**/apis/entities/v2/workspaces?*';
const CREATE = '**/apis/entities/v2/workspaces';

test("the platform's word on who somebody is wins", async ({ page, apiAs, platform, signInAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('alices');
  await alice.addMember('alices', 'word-team', 'Editor');
  await page.route('**/apis/auth/authenticate', (route) =>
    route.fulfill({
      json: {
        principal: 'user-bob',
        email: 'bob@corp.example',
        groups: ['word-team'],
        scopes: ['openid', 'platform:read'],
        token_kind: 'oidc_access_token',
      },
    }),
  );
  await sayAsHelix(page, platform);
  await page.goto('account');
  await signInAs(page, 'bob@example.com');
  await expect(title(page, 'Account')).toBeVisible();
  const main = page.getByRole('main');
  await expect(main.getByText('bob@corp.example')).toBeVisible();
  await expect(main.getByText('word-team')).toBeVisible();
  await expect(page.getByText('Your token is read-only')).toBeVisible();
});

for (const status of [401, 403, 404, 200]) {
  test(`a platform that doesn't say who somebody is: ${status}`, async ({
    page,
    platform,
    guard,
    signInAs,
    traffic,
  }) => {
    guard.allow(/status of 40\d .*\/authenticate/);
    const asked = page.waitForResponse('**/apis/auth/authenticate');
    await page.route('**/apis/auth/authenticate', (route) =>
      route.fulfill({ status, json: { detail: 'Forbidden' } }),
    );
    await sayAsHelix(page, platform);
    await page.goto('account');
    await signInAs(page, 'alice@example.com');
    await asked;
    await expect(page.getByRole('main').getByText('alice@example.com').first()).toBeVisible();
    expect(traffic.authorizations()).toHaveLength(1);
  });
}

test('who has no role anywhere is told so', async ({ page, guard, signInAs }) => {
  guard.allow(/status of 403/);
  await page.route(LIST, (route) => route.fulfill({ status: 403, json: { detail: 'Forbidden' } }));
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('No workspace is open to you yet');
  await expect(alert).toContainText('Ask an Admin of a workspace to add you');
  await page.unroute(LIST);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(row(page, 'default')).toBeVisible();
});

for (const [status, detail, name, shown] of [
  [
    403,
    "Workspace names beginning with 'sample-' are reserved for the sample flow",
    'sample-one',
    /Workspace names beginning with 'sample-' are reserved/,
  ],
  [
    409,
    "Workspace 'team-a' is still being deleted",
    'team-a',
    /is still being deleted\. Its name stays taken until then: choose another/,
  ],
] as const) {
  test(`a name that is refused says why at the field: ${name}`, async ({ openAs, guard }) => {
    guard.allow(/status of 40[39]/);
    const page = await openAs('alice@example.com', 'workspaces');
    await page.route(CREATE, (route) => route.fulfill({ status, json: { detail } }));
    const dialog = await openDialog(page, 'Create workspace');
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog.getByLabel('Name')).toHaveAccessibleDescription(shown);
    // It is about this name alone.
    await dialog.getByLabel('Name').fill('another');
    await expect(dialog.getByLabel('Name')).not.toHaveAccessibleDescription(shown);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('button', { name: 'Create workspace' })).toBeVisible();
  });
}

test('why a change is refused is said in the platform’s words', async ({
  apiAs,
  openAs,
  guard,
}) => {
  guard.allow(/status of 403/);
  await (await apiAs('alice@example.com')).createWorkspace('alices');
  const page = await openAs('alice@example.com', 'workspaces/alices');
  await expect(ownRole(page)).toBeVisible();
  await page.route('**/apis/**/workspaces/alices', (route) =>
    route.request().method() === 'PUT'
      ? route.fulfill({ status: 403, json: { detail: 'The workspace is\u202e frozen' } })
      : route.continue(),
  );
  const dialog = await openDialog(page, 'Edit description');
  await dialog.getByLabel('Description').fill('new');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).toContainText('The workspace is<U+202E> frozen');
});
