// What isn't known is never shown as “no”, and what somebody keeps is always said.

import type { Page, Route } from '@playwright/test';

import {
  loaded,
  makeChanges,
  makeTeams,
  type Members,
  rowOf,
  saved,
  table,
} from '../../fixtures/estate';
import { expect, test, title } from '../../fixtures/test';

/** Words by which a sentence denies access, or counts none. */
const DENIALS = /\b(no|none|nobody|nothing|nowhere|0)\b/i;

/** What a filter offers says nothing about what there is. */
const OPTION = 'Other or none';

async function expectNoDenials(page: Page, what: string): Promise<void> {
  // With the sections of *Access*, which itself leads to the overview.
  const tabs = page.getByRole('navigation', { name: 'Main' });
  const kinds = page.getByRole('navigation', { name: 'Kinds of findings' });
  const forms = page.getByRole('navigation', { name: 'Grants as' });
  for (const [tab, within, then] of [
    ['Access', undefined, undefined],
    ['People and groups', undefined, undefined],
    ['Grants', undefined, undefined],
    ['Grants', forms, 'Matrix'],
    ['Findings', undefined, undefined],
    ['Findings', kinds, 'Open to all users'],
    ['Findings', kinds, 'Too few Admins'],
  ] as const) {
    await tabs.getByRole('link', { name: tab, exact: true }).click();
    await within?.getByRole('link', { name: then }).click();
    await expect(page.getByText(/^Not known/).first()).toBeVisible();
    const lines = (await page.getByRole('main').innerText()).split('\n');
    const denials = lines.filter((line) => DENIALS.test(line) && line.trim() !== OPTION);
    expect.soft(denials, `${what}, ${tab} ${then ?? ''}`).toEqual([]);
  }
}

// The answers are made up.
for (const [what, answer] of [
  ['failing', (route: Route) => route.fulfill({ status: 500, json: { detail: 'no' } })],
  ['forbidden', (route: Route) => route.fulfill({ status: 403, json: { detail: 'Forbidden' } })],
  ['never answered', () => undefined],
] as const) {
  test(
    `with all calls about members ${what}, nothing is denied`,
    { tag: '@embedded' },
    async ({ apiAs, openAs, guard }) => {
      guard.allow(/status of (403|500)/);
      const admin = await apiAs('admin@example.com');
      await makeTeams(admin, 3, () => ({ 'bob@example.com': ['Viewer'], '*': ['Viewer'] }));
      // The list of workspaces would ask for some members already.
      const page = await openAs('admin@example.com', 'account');
      await page.route('**/workspaces/*/members*', answer);
      await page.getByRole('link', { name: 'Access', exact: true }).click();
      await expect(page.getByText(/^Not known/).first()).toBeVisible();
      if (what !== 'never answered') await loaded(page);
      await expectNoDenials(page, what);
    },
  );
}

test(
  'who administers nothing is denied nothing, and who may be platform admin is not told off',
  { tag: '@embedded' },
  async ({ openAs, guard }) => {
    guard.allow(/status of 500/);
    const page = await openAs('carol@example.com', 'access');
    await loaded(page);
    await expect(page.getByText('administer any of the workspaces').first()).toBeVisible();
    await expect(page.getByText('No workspace is open')).toHaveCount(0);
    await expect(page.getByText('Nothing stands out')).toHaveCount(0);

    const admins = await openAs('admin@example.com', 'account');
    await admins.route('**/workspaces/system/members*', (route) =>
      route.fulfill({ status: 500, json: { detail: 'no' } }),
    );
    await admins.goto('access');
    await loaded(admins);
    await admins.getByText('Unknown: 1 failed').click();
    await expect(admins.getByText("It isn't known whether you are a platform admin")).toBeVisible();
    await expect(admins.getByText("You aren't a platform admin")).toHaveCount(0);
  },
);

test('what a group may give is never “no access”', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 2, (at): Members => (at ? {} : { 'some-group': ['Editor'] }));
  const page = await openAs('admin@example.com', 'access/person?principal=dora@example.com');
  await loaded(page);
  const standings = table(page, 'Access in every workspace');
  await expect(rowOf(standings, 'team-00')).toContainText('Perhaps Editor');
  await page.getByLabel('Also workspaces without access').check();
  await expect(rowOf(standings, 'team-01')).toContainText('No access');
  await expect(rowOf(standings, 'team-00')).not.toContainText('No access');
});

// NeMo Platform 0.3.0 shows members to Admins only.
test(
  'one’s own page looks at everything one sees',
  { tag: '@embedded' },
  async ({ apiAs, openAs }) => {
    const admin = await apiAs('admin@example.com');
    await makeTeams(admin, 2, () => ({ 'dave@example.com': ['Viewer'], '*': ['Viewer'] }));
    const page = await openAs('dave@example.com', 'access/person?principal=dave@example.com');
    await loaded(page);
    await expect(
      page.getByText(/^In the \d+ workspaces that you see: can get into /),
    ).toBeVisible();
    await expect(page.getByText('can get into 0')).toHaveCount(0);
  },
);

test('who is removed everywhere keeps what the plan says that stays', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 3, (at) => ({
    'bob@example.com': ['Editor'],
    ...(at === 0 ? { '*': ['Viewer'] } : {}),
    ...(at === 1 ? { 'some-group': ['Viewer'] } : {}),
  }));
  const page = await openAs('admin@example.com', 'access/person?principal=bob@example.com');
  await loaded(page);
  await page.getByRole('button', { name: 'Remove from all workspaces…' }).click();
  const kept = page.getByRole('region', { name: 'Still has access after this' });
  const item = (name: string) => kept.getByRole('listitem').filter({ hasText: name });
  await expect(item('team-00')).toContainText('Viewer, given to all signed-in users.');
  await expect(item('team-01')).toContainText('Perhaps Viewer');
  await expect(item('team-02')).toHaveCount(0);
  const said = (await kept.getByRole('listitem').getByRole('link').allInnerTexts()).toSorted();

  // So does its file, and the file is still a plan.
  const csv = await saved(page, 'Export CSV');
  const lines = csv.lines.filter((line) => line.includes(',keeps access,'));
  expect(lines).toHaveLength(said.length);

  await makeChanges(page, 'Apply 3 changes');
  await expect(page.getByText('Finished: 3 done.')).toBeVisible({ timeout: 30_000 });
  await expect(item('team-00')).toContainText('Viewer, given to all signed-in users.');
  // It is what the person's page shows.
  await page.goto('access/person?principal=bob@example.com');
  await loaded(page);
  const rows = table(page, 'Access in every workspace').getByRole('rowheader');
  expect((await rows.allInnerTexts()).toSorted()).toEqual(said);

  await page.goto('access/changes');
  await loaded(page);
  await page.getByLabel('Plan as CSV').setInputFiles({
    name: 'plan.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(csv.text),
  });
  await expect(page.getByText('Draft: 3 already done. Nothing has changed yet.')).toBeVisible();
});

test('a grave plan whose list was not read asks once more; steps can be left out', async ({
  apiAs,
  openAs,
}) => {
  test.slow();
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 14, () => ({ 'bob@example.com': ['Viewer'] }));
  const page = await openAs('admin@example.com', 'access/person?principal=bob@example.com');
  await loaded(page);
  await page.getByRole('button', { name: 'Remove from all workspaces…' }).click();
  const tally = page.getByRole('status').filter({ hasText: /: / });
  await expect(tally).toHaveText('Draft: 14 to do. Nothing has changed yet.');
  const leave = page.getByRole('checkbox', {
    name: 'Include the change of bob@example.com in team-01',
  });
  await leave.uncheck();
  await expect(tally).toHaveText('Draft: 13 to do, 1 left out. Nothing has changed yet.');
  await expect(leave).toBeFocused();

  await page.getByRole('button', { name: 'Apply 13 changes' }).click();
  const dialog = page.getByRole('dialog', { name: 'Apply 13 changes?' });
  await expect(dialog).toContainText('loses every direct role');
  await expect(dialog).toContainText('team-00: Remove bob@example.com (Viewer)');
  await dialog.getByRole('button', { name: 'Look at the plan again' }).click();
  await expect(tally).toHaveText('Draft: 13 to do, 1 left out. Nothing has changed yet.');

  // Read to its end, it begins at once.
  await rowOf(table(page, 'Steps of the plan'), 'team-13').scrollIntoViewIfNeeded();
  await page.keyboard.press('End');
  await expect(page.getByText('Still has access after this')).toBeInViewport();
  await page.getByRole('button', { name: 'Apply 13 changes' }).click();
  await expect(tally).toHaveText('Finished: 13 done, 1 left out.', { timeout: 60_000 });
  expect(await admin.members('team-01')).toHaveLength(2);
});

test('a name that looks like a mistake waits for a word', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  const bob = await apiAs('bob@example.com');
  await makeTeams(admin, 1, () => ({ 'carol@example.com': ['Viewer'] }));
  await bob.createWorkspace('orphan');
  const page = await openAs('admin@example.com', 'access/person?principal=bob@example.com');
  await loaded(page);
  await page.getByRole('button', { name: 'Remove from all workspaces…' }).click();
  const tally = page.getByRole('status').filter({ hasText: /: / });
  const successor = page.getByRole('combobox', { name: 'Successor in orphan' });
  for (const [text, note] of [
    ['nobody', 'Not an e-mail address'],
    ['carol@exampel.com', 'Did you mean carol@example.com?'],
  ] as const) {
    await successor.fill(text);
    await successor.press('Tab');
    await expect(page.getByText(note)).toBeVisible();
    await expect(tally).toHaveText('Draft: 1 blocked. Nothing has changed yet.');
  }
  await page.getByRole('button', { name: 'Use carol@example.com' }).click();
  await expect(tally).toHaveText('Draft: 2 to do. Nothing has changed yet.');
  await successor.fill('newhire@example.com');
  await successor.press('Tab');
  await expect(page.getByText('No grant of this name is known.')).toBeVisible();
  await expect(tally).toHaveText('Draft: 2 to do. Nothing has changed yet.');
  await successor.fill('nobody');
  await successor.press('Tab');
  await page.getByRole('button', { name: 'Use “nobody” as it is' }).click();
  await expect(tally).toHaveText('Draft: 2 to do. Nothing has changed yet.');
  await page.getByRole('button', { name: 'Discard' }).click();

  await page.goto('access/findings?kind=admins');
  await loaded(page);
  await page.getByRole('button', { name: 'Add an Admin to orphan' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Who').fill('carol@exampel.com');
  await dialog.getByRole('button', { name: 'Choose', exact: true }).click();
  await expect(dialog).toContainText('Correct the name, or say that it is meant.');
  await dialog.getByRole('button', { name: 'Use carol@example.com' }).click();
  await dialog.getByRole('button', { name: 'Choose', exact: true }).click();
  await expect(dialog).toBeHidden();
});

test('a review of Admins has platform admins among it, and marks what is one’s own', async ({
  apiAs,
  openAs,
}) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 1, () => ({ 'bob@example.com': ['Admin'] }));
  const page = await openAs('admin@example.com', 'access/reviews?role=admin');
  await loaded(page);
  await expect(page.getByText(/this scope: role Admin or platform admin, in /)).toBeVisible();
  await page.getByRole('button', { name: 'Start review' }).click();
  await expect(page.getByRole('region', { name: 'Decision' })).toBeFocused();
  await expect(
    rowOf(table(page, 'Grants under review'), 'admin@example.com').first(),
  ).toBeVisible();
  const csv = await saved(page, 'Record as CSV');
  expect(csv.lines.filter((line) => line.startsWith('system,'))).not.toHaveLength(0);
  const own = csv.lines.filter((line) => line.split(',')[1] === 'admin@example.com');
  expect(own.every((line) => line.includes('Your own access'))).toBe(true);
  expect(csv.lines.find((line) => line.includes(',bob@'))).not.toContain('Your own access');
  const markdown = await saved(page, 'Record as Markdown');
  expect(markdown.text).toContain("of these are the reviewer's own");
});

test('the focus never falls to the page', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 2, () => ({ 'bob@example.com': ['Viewer'] }));
  const page = await openAs('admin@example.com', 'access/reviews?q=bob');
  await loaded(page);
  const press = (name: string) => page.getByRole('button', { name, exact: true }).press('Enter');
  const notLost = () =>
    expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
  await press('Start review');
  const card = page.getByRole('region', { name: 'Decision' });
  await expect(card).toBeFocused();
  // Keys work at once.
  await page.keyboard.press('r');
  await page.keyboard.press('k');
  await expect(page.getByText('2 of 2 decided: 1 keep, 1 remove.')).toBeVisible();
  await press('Plan 1 removal…');
  await expect(title(page, 'Changes')).toBeFocused();
  await press('Apply 1 change');
  await expect(page.getByText('Finished: 1 done.')).toBeVisible({ timeout: 30_000 });
  await notLost();
  await expect(page.locator('#plan-tally')).toBeFocused();
  await press('Undo 1 change…');
  await expect(page.getByText('Draft: 1 to do. Nothing has changed yet.')).toBeVisible();
  await notLost();
  await press('Apply 1 change');
  await expect(page.getByText('Finished: 1 done.')).toBeVisible({ timeout: 30_000 });
  await press('Done');
  await expect(page.getByRole('heading', { name: 'No plan' })).toBeVisible();
  await expect(title(page, 'Changes')).toBeFocused();
  await page.getByRole('link', { name: 'Reviews', exact: true }).click();
  await press('Discard review');
  await page.getByRole('dialog').getByRole('button', { name: 'Discard review' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Start review' })).toBeVisible();
  await notLost();
});
