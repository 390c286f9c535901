// Creating a workspace.

import { expect, openDialog, prefetched, row, rowHeaders, test, title } from '../../fixtures/test';
import { Gate } from '../../fixtures/estate';

test('a new workspace is announced and opens with its creator as the only Admin', async ({
  apiAs,
  openAs,
}) => {
  const page = await openAs('alice@example.com', 'workspaces');
  const dialog = await openDialog(page, 'Create workspace');
  await dialog.getByLabel('Name').fill('a_b.c+d@e');
  await dialog.getByLabel('Description').fill('  Of all letters  ');
  await dialog.getByRole('button', { name: 'Create' }).click();

  await expect(page.getByRole('status').getByText('Workspace a_b.c+d@e created.')).toBeVisible();
  await expect(dialog).toBeHidden();
  await expect(title(page, 'Members of a_b.c+d@e')).toBeVisible();
  await expect(page).toHaveURL(/\/workspaces\/a_b\.c\+d@e\/members$/);
  await expect(rowHeaders(page)).toHaveText([/alice@example\.com/]);
  await expect(row(page, 'alice@example.com')).toContainText('Admin');
  expect((await (await apiAs('alice@example.com')).workspace('a_b.c+d@e')).description).toBe(
    'Of all letters',
  );

  await page.getByRole('link', { name: 'Workspaces' }).first().click();
  await expect(row(page, 'a_b.c+d@e')).toContainText('Of all letters');
});

// Nothing is sent.
test(
  'the rules for names are shown while typing, and nothing is sent',
  { tag: '@embedded' },
  async ({ openAs, traffic }) => {
    const page = await openAs('alice@example.com', 'workspaces');
    const dialog = await openDialog(page, 'Create workspace');
    const name = dialog.getByLabel('Name');
    await expect(name).toBeFocused();
    await expect(name).not.toHaveAttribute('aria-invalid', 'true');

    for (const [typed, rule] of [
      ['Ml-team', /starts with a lower-case letter/],
      ['9lives', /starts with a lower-case letter/],
      ['ml team', /“ ” can't be in a name/],
      ['ml/team', /“\/” can't be in a name/],
      ['ml--team', /two hyphens in a row/],
      ['ml-', /can't end with a hyphen/],
      ['m', /at least 2 characters/],
      ['m'.repeat(64), /at most 63 characters/],
    ] as const) {
      await name.fill(typed);
      await expect(name).toHaveAccessibleDescription(rule);
      await expect(name).toHaveAttribute('aria-invalid', 'true');
    }
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog).toBeVisible();
    await name.fill('');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(name).toHaveAccessibleDescription(/at least 2 characters/);

    await name.fill('ml-team');
    await expect(name).not.toHaveAttribute('aria-invalid', 'true');
    expect(traffic.apiCalls().filter((request) => request.method() !== 'GET')).toEqual([]);
  },
);

// What happens in the browser alone is the same on both platforms.
test(
  'a form whose code comes after its dialog opened takes the focus',
  { tag: ['@embedded', '@webassembly'] },
  async ({ openAs }) => {
    // Signing in needs some of that code too.
    const page = await openAs('alice@example.com', 'account');
    const gate = new Gate(0);
    await page.route('**/chunks/shared-*.wasm', (route) => gate.handle(route, 'GET'));
    await page.goto('workspaces');
    const dialog = await openDialog(page, 'Create workspace');
    await expect(dialog.getByRole('button', { name: 'Close' })).toBeFocused();
    await gate.release();
    await expect(dialog.getByLabel('Name')).toBeFocused();
  },
);

test("the server's refusal stands at the field, and what was typed stays", async ({
  apiAs,
  openAs,
  guard,
}) => {
  guard.allow(/status of 409/);
  // Alice can't see this one, so only the server can know.
  await (await apiAs('bob@example.com')).createWorkspace('taken');
  const page = await openAs('alice@example.com', 'workspaces');
  const dialog = await openDialog(page, 'Create workspace');
  const name = dialog.getByLabel('Name');
  await name.fill('taken');
  await dialog.getByLabel('Description').fill('A long text that nobody wants to type twice');
  await dialog.getByRole('button', { name: 'Create' }).click();

  await expect(name).toHaveAccessibleDescription(/already exists/);
  await expect(name).toHaveValue('taken');
  await expect(dialog.getByLabel('Description')).toHaveValue(/nobody wants to type twice/);

  await name.fill('taken-2');
  await expect(name).not.toHaveAttribute('aria-invalid', 'true');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(title(page, 'Members of taken-2')).toBeVisible();
});

// What happens in the browser alone is the same on both platforms.
test('a dialog that was closed starts afresh', { tag: '@embedded' }, async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces');
  const dialog = await openDialog(page, 'Create workspace');
  await dialog.getByLabel('Name').fill('Wrong Name');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();

  await openDialog(page, 'Create workspace');
  await expect(dialog.getByLabel('Name')).toHaveValue('');
  await expect(dialog.getByLabel('Name')).not.toHaveAttribute('aria-invalid', 'true');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toBeHidden();
});

// It stops the platform.
test(
  'while the platform is away the dialog says so and keeps what was typed',
  { tag: '@embedded' },
  async ({ openAs, platform, guard }) => {
    guard.allow(/ERR_CONNECTION_REFUSED/);
    const page = await openAs('alice@example.com', 'workspaces');
    await expect(row(page, 'default')).toBeVisible();
    const dialog = await openDialog(page, 'Create workspace');
    await dialog.getByLabel('Name').fill('ml-team');
    await prefetched(page);
    await platform.stop();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog.getByRole('alert')).toContainText("The platform doesn't answer.");
    await expect(dialog.getByLabel('Name')).toHaveValue('ml-team');

    await platform.start();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(title(page, 'Members of ml-team')).toBeVisible();
  },
);

// NeMo Platform has no limit.
test(
  'a description that is too long is refused with the limit, and nothing of it is lost',
  { tag: '@embedded' },
  async ({ apiAs, openAs, guard }) => {
    guard.allow(/status of 422/);
    const page = await openAs('alice@example.com', 'workspaces');
    const dialog = await openDialog(page, 'Create workspace');
    await dialog.getByLabel('Name').fill('ml-team');
    const field = dialog.getByLabel('Description');
    const long = '😀'.repeat(2001);
    await field.fill(long);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog.getByRole('alert')).toContainText('at most 2000 characters');
    await expect(field).toHaveValue(long);
    await field.fill('😀'.repeat(2000));
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog).toBeHidden();
    const alice = await apiAs('alice@example.com');
    expect((await alice.workspace('ml-team')).description).toBe('😀'.repeat(2000));
  },
);

test('a text that is no name is put right', { tag: '@embedded' }, async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces');
  await page.getByRole('button', { name: 'Create workspace' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create workspace' });
  await dialog.getByLabel('Name').fill('Ml Team!');
  await dialog.getByRole('button', { name: 'Use ml-team' }).click();
  await expect(dialog.getByLabel('Name')).toHaveValue('ml-team');
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await expect(dialog.getByRole('button', { name: /^Use / })).toBeHidden();
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Members of ml-team' })).toBeVisible();
});
