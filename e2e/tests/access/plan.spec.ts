// Changes in many workspaces: planned, made, stopped, tried again, taken back.

import {
  Gate,
  loaded,
  makeChanges,
  makeTeams,
  type Members,
  rowOf,
  saved,
  table,
  teamName,
} from '../../fixtures/estate';
import { Palette } from '../../fixtures/palette';
import { expect, test, title } from '../../fixtures/test';
import type { Api } from '../../../dev/support/api.mjs';

test.slow();

const TEAMS = 62;

/** In which workspaces somebody is bound. */
async function boundIn(api: Api, principal: string): Promise<string[]> {
  const names = ['orphan', ...Array.from({ length: TEAMS }, (_, at) => teamName(at))];
  const found: string[] = [];
  for (const name of names) {
    const { body } = await api.request('GET', `/apis/entities/v2/workspaces/${name}/members`);
    if (body.data.some((member: { principal: string }) => member.principal === principal)) {
      found.push(name);
    }
  }
  return found;
}

test('offboarding: successor, a failure in the middle, stop, retry, record', async ({
  apiAs,
  openAs,
  guard,
}) => {
  guard.allow(/status of 500/);
  const admin = await apiAs('admin@example.com');
  const bob = await apiAs('bob@example.com');
  await makeTeams(admin, TEAMS, (at) => ({ 'bob@example.com': [at % 3 ? 'Viewer' : 'Editor'] }));
  await bob.createWorkspace('orphan');
  await bob.addMember('orphan', 'carol@example.com', 'Editor');

  const page = await openAs('admin@example.com', 'access/person?principal=bob@example.com');
  await loaded(page);
  await expect(page.getByText(`Named in ${TEAMS + 1} workspaces`)).toBeVisible();
  await page.getByRole('button', { name: 'Remove from all workspaces…' }).click();
  await expect(title(page, 'Changes')).toBeVisible();
  const tally = page.getByRole('status').filter({ hasText: /: / });
  await expect(tally).toHaveText(`Draft: ${TEAMS} to do, 1 blocked. Nothing has changed yet.`);
  const steps = table(page, 'Steps of the plan');
  await expect(rowOf(steps, 'orphan')).toContainText('last Admin');

  // Somebody takes over.
  const successor = page.getByRole('combobox', { name: 'Successor in orphan' });
  await successor.pressSequentially('carol@example.com');
  await successor.press('Tab');
  await expect(tally).toHaveText(`Draft: ${TEAMS + 2} to do. Nothing has changed yet.`);

  // One fails; after ten, the others wait at a gate.
  let broken = true;
  await page.route(`**/workspaces/${teamName(4)}/members/bob@example.com*`, (route) =>
    broken && route.request().method() === 'DELETE'
      ? route.fulfill({ status: 500, json: { detail: 'out of order' } })
      : route.fallback(),
  );
  const gate = new Gate(10);
  await page.route('**/members/bob@example.com*', (route) => gate.handle(route, 'DELETE'));
  await makeChanges(page, `Apply ${TEAMS + 2} changes`);
  await expect.poll(() => gate.held).toBe(4);
  const sections = page.getByRole('navigation', { name: 'Access' });
  await expect(sections.getByRole('link', { name: 'Changes (running)' })).toBeVisible();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await gate.release();
  await expect(sections.getByRole('link', { name: 'Changes', exact: true })).toBeVisible();
  await expect(tally).toHaveText(/^Finished: \d+ done, 1 failed, \d+ not done\.$/);
  const [, done, open] =
    /(\d+) done, 1 failed, (\d+) not done/.exec((await tally.textContent()) ?? '') ?? [];
  expect(Number(done) + 1 + Number(open)).toBe(TEAMS + 2);
  await expect(rowOf(steps, teamName(4))).toContainText('out of order');

  // What is said is what is so. `orphan` is among the first, with its two steps.
  const left = await boundIn(admin, 'bob@example.com');
  expect(left).toContain(teamName(4));
  expect(left).toHaveLength(Number(open) + 1);

  broken = false;
  await page.getByRole('button', { name: `Try ${Number(open) + 1} changes again` }).click();
  await expect(tally).toHaveText(`Finished: ${TEAMS + 2} done.`, { timeout: 60_000 });
  expect(await boundIn(admin, 'bob@example.com')).toEqual([]);
  expect((await admin.members('orphan')).map((m: { principal: string }) => m.principal)).toEqual([
    'carol@example.com',
  ]);

  const csv = await saved(page, 'Export CSV');
  expect(csv.lines[0]).toBe('workspace,principal,change,before,after,state,reason,time');
  // Beside the steps it says what stays.
  const changes = csv.lines.filter((line) => !line.includes(',keeps access,'));
  expect(changes).toHaveLength(TEAMS + 3);
  expect(csv.lines.filter((line) => line.includes(',Done,'))).toHaveLength(TEAMS + 2);
  const markdown = await saved(page, 'Export Markdown');
  expect(markdown.name).toBe('plan.md');
  expect(markdown.text).toContain('# Remove bob@example.com everywhere');
  expect(markdown.text).toContain('- **By:** ');
  expect(markdown.text).toContain(`- **State:** ${TEAMS + 2} done`);

  // The person is gone from what is shown, without asking again.
  await page.getByRole('link', { name: 'People and groups', exact: true }).click();
  await page.getByRole('searchbox').fill('bob@');
  await expect(page.getByText('0 people and groups')).toBeVisible();
});

test('a plan is taken back, and a saved one is judged again', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 3, () => ({ 'bob@example.com': ['Viewer', 'Editor'] }));
  const page = await openAs('admin@example.com', 'access/person?principal=bob@example.com');
  await loaded(page);
  await page.getByRole('button', { name: 'Remove from all workspaces…' }).click();
  const file = await saved(page, 'Export CSV');
  const tally = page.getByRole('status').filter({ hasText: /: / });
  await makeChanges(page, 'Apply 3 changes');
  await expect(tally).toHaveText('Finished: 3 done.', { timeout: 30_000 });

  await page.getByRole('button', { name: 'Undo 3 changes…' }).click();
  await expect(tally).toHaveText('Draft: 3 to do. Nothing has changed yet.');
  await makeChanges(page, 'Apply 3 changes');
  await expect(tally).toHaveText('Finished: 3 done.', { timeout: 30_000 });
  const members = await admin.members(teamName(1));
  const bobs = members.find(({ principal }) => principal === 'bob@example.com');
  expect(bobs?.roles.toSorted()).toEqual(['Editor', 'Viewer']);

  // Somebody changes one of them; the saved plan leaves that alone.
  await admin.setRoles(teamName(2), 'bob@example.com', 'Viewer');
  await page.goto('access/changes');
  await loaded(page);
  await page.getByLabel('Plan as CSV').setInputFiles({
    name: 'plan.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(file.text),
  });
  await expect(tally).toHaveText('Draft: 2 to do, 1 blocked. Nothing has changed yet.');
  await expect(rowOf(table(page, 'Steps of the plan'), teamName(2))).toContainText(
    'Skipped: someone changed it to',
  );
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByRole('heading', { name: 'No plan' })).toBeVisible();
});

test('what changed after the plan was made is not overwritten', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 2, () => ({ 'bob@example.com': ['Viewer'] }));
  const page = await openAs('admin@example.com', 'access/person?principal=bob@example.com');
  await loaded(page);
  await page.getByRole('button', { name: 'Remove from all workspaces…' }).click();
  const tally = page.getByRole('status').filter({ hasText: /: / });
  await expect(tally).toHaveText('Draft: 2 to do. Nothing has changed yet.');
  await admin.setRoles(teamName(1), 'bob@example.com', 'Admin');
  await makeChanges(page, 'Apply 2 changes');
  await expect(tally).toHaveText('Finished: 1 done, 1 failed.', { timeout: 30_000 });
  await expect(rowOf(table(page, 'Steps of the plan'), teamName(1))).toContainText(
    'changed it to Admin',
  );
  expect((await admin.members(teamName(1))).length).toBe(2);
});

test('other spellings of a mailbox are shown and can go too', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  const bob = await apiAs('bob@example.com');
  await makeTeams(admin, 1, () => ({ 'bob@example.com': ['Viewer'] }));
  await bob.createWorkspace('orphan');
  await bob.addMember('orphan', 'Bob@Example.com', 'Admin');
  const page = await openAs('admin@example.com', 'access/person?principal=bob@example.com');
  await loaded(page);
  await expect(page.getByRole('link', { name: 'Bob@Example.com' })).toBeVisible();
  await page.getByRole('button', { name: 'Remove from all workspaces…' }).click();
  const tally = page.getByRole('status').filter({ hasText: /: / });
  await expect(tally).toHaveText('Draft: 2 to do. Nothing has changed yet.');
  await expect(page.getByText('orphan would have no person as an Admin')).toBeVisible();
  await page.getByRole('button', { name: 'Remove these spellings too' }).click();
  await expect(tally).toHaveText('Draft: 2 to do, 1 blocked. Nothing has changed yet.');
  await expect(
    page.getByText('Same address in different capitals, and not in this plan'),
  ).toBeHidden();
  const successor = page.getByRole('combobox', { name: 'Successor in orphan' });
  await successor.fill('BOB@example.com');
  await successor.press('Tab');
  await expect(tally).toHaveText('Draft: 2 to do, 1 blocked. Nothing has changed yet.');
  await successor.press('ControlOrMeta+a');
  await successor.pressSequentially('carol@example.com');
  await successor.press('Tab');
  await expect(tally).toHaveText('Draft: 4 to do. Nothing has changed yet.');
  await expect(page.getByText('would have no person as an Admin')).toBeHidden();
});

test('doors are closed by a plan', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 4, (at) => ({
    'bob@example.com': ['Viewer'],
    ...(at < 2 ? { '*': ['Editor'] } : {}),
    ...(at === 3 ? { 'carol@example.com': ['Editor'] } : {}),
  }));
  const page = await openAs('admin@example.com', 'access/findings?kind=open');
  await loaded(page);
  const doors = table(page, 'Workspaces open to all users');
  await expect(rowOf(doors, teamName(0))).toContainText('can edit');
  await expect(rowOf(doors, teamName(0))).toContainText('1 member would drop');
  await page.getByRole('button', { name: `Who would lose access to ${teamName(0)}` }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('listitem').filter({ hasText: 'bob@' })).toContainText(
    'drops to Viewer',
  );
  await expect(dialog.getByRole('listitem').filter({ hasText: 'carol@' })).toContainText(
    'loses access',
  );
  await page.keyboard.press('Escape');
  await page.getByLabel(`Select ${teamName(0)}`).check();
  await page.getByLabel(`Select ${teamName(1)}`).check();
  await page.getByRole('button', { name: 'Close…', exact: true }).click();
  await makeChanges(page, 'Apply 2 changes');
  await expect(page.getByText('Finished: 2 done.')).toBeVisible({ timeout: 30_000 });
  await page.goto('access/findings?kind=open');
  await loaded(page);
  await expect(rowOf(doors, 'default')).toBeVisible();
  await expect(rowOf(doors, teamName(0))).toHaveCount(0);
});

test('a second Admin, chosen in place', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 2, () => ({ 'bob@example.com': ['Editor'] }));
  const page = await openAs('admin@example.com', 'access/findings?kind=admins');
  await loaded(page);
  const few = table(page, 'Workspaces with fewer than two Admins');
  for (const at of [0, 1]) {
    await page.getByRole('button', { name: `Add an Admin to ${teamName(at)}` }).click();
    const dialog = page.getByRole('dialog', { name: `Second Admin for ${teamName(at)}` });
    await dialog.getByLabel('Who').fill('bob@example.com');
    await dialog.getByRole('button', { name: 'Choose', exact: true }).click();
    await expect(dialog).toBeHidden();
  }
  await page.getByRole('button', { name: 'Review changes' }).click();
  await expect(rowOf(table(page, 'Steps of the plan'), teamName(0))).toContainText(
    /Editor.*Admin.*Editor/,
  );
  await makeChanges(page, 'Apply 2 changes');
  await expect(page.getByText('Finished: 2 done.')).toBeVisible({ timeout: 30_000 });
  await page.goto('access/findings?kind=admins');
  await loaded(page);
  await expect(rowOf(few, 'system')).toBeVisible();
  await expect(rowOf(few, teamName(0))).toHaveCount(0);
});

test('members are compared and copied', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 2, (at): Members =>
    at === 0
      ? { 'bob@example.com': ['Admin'], 'carol@example.com': ['Viewer'], '*': ['Viewer'] }
      : { 'bob@example.com': ['Viewer'] },
  );
  const page = await openAs('admin@example.com', 'access/compare');
  await loaded(page);
  await page.getByRole('combobox', { name: 'Workspace' }).fill(teamName(0));
  await page.getByRole('combobox', { name: 'Compare with' }).fill(teamName(1));
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(page).toHaveURL(/from=team-00&to=team-01/);
  const lines = table(page, 'Members of both workspaces');
  await expect(rowOf(lines, 'carol@example.com')).toContainText('Not in team-01');
  await expect(rowOf(lines, 'bob@example.com')).toContainText('Weaker in team-01');
  await page.getByLabel('Also raise weaker roles').check();
  await page.getByRole('button', { name: 'Copy from team-00 to team-01…' }).click();
  const steps = table(page, 'Steps of the plan');
  await expect(steps.getByRole('row')).toHaveCount(3);
  await expect(steps).not.toContainText('All signed-in users');
  await makeChanges(page, 'Apply 2 changes');
  await expect(page.getByText('Finished: 2 done.')).toBeVisible({ timeout: 30_000 });
  const names = (await admin.members(teamName(1))).map((m: { principal: string }) => m.principal);
  expect(names.toSorted()).toEqual(['admin@example.com', 'bob@example.com', 'carol@example.com']);
});

test('somebody gets the access of somebody else', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 3, (at) => ({ 'bob@example.com': [at ? 'Viewer' : 'Editor'] }));
  const page = await openAs('admin@example.com', 'access/person?principal=bob@example.com');
  await loaded(page);
  await page.getByRole('button', { name: 'Copy access to…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('To whom').fill('dan@example.com');
  await dialog.getByRole('button', { name: 'Review changes' }).click();
  await makeChanges(page, 'Apply 3 changes');
  await expect(page.getByText('Finished: 3 done.')).toBeVisible({ timeout: 30_000 });
  const members = await admin.members(teamName(0));
  const dan = members.find(({ principal }) => principal === 'dan@example.com');
  expect(dan?.roles).toEqual(['Editor']);
});

test('a plan is trimmed, put aside and opened again', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  const bob = await apiAs('bob@example.com');
  await makeTeams(admin, 2, () => ({ 'bob@example.com': ['Viewer'] }));
  await bob.createWorkspace('orphan');
  await bob.addMember('orphan', 'carol@example.com', 'Editor');
  const page = await openAs('admin@example.com', 'access/person?principal=bob@example.com');
  await loaded(page);
  await page.getByRole('button', { name: 'Remove from all workspaces…' }).click();
  const tally = page.getByRole('status').filter({ hasText: /: / });
  const successor = page.getByRole('combobox', { name: 'Successor in orphan' });
  await successor.pressSequentially('carol@example.com');
  await successor.press('Tab');
  await expect(tally).toHaveText('Draft: 4 to do. Nothing has changed yet.');

  // Without the successor the last Admin can't go, and it says why.
  const steps = table(page, 'Steps of the plan');
  const take = page.getByLabel('Include the change of carol@example.com in orphan');
  await take.press('Space');
  await expect(tally).toHaveText('Draft: 2 to do, 1 blocked, 1 left out. Nothing has changed yet.');
  await expect(steps).toContainText('Include again that carol@example.com becomes an Admin.');
  await expect(take).toBeFocused();
  await take.press('Space');
  await page.getByLabel(`Include the change of bob@example.com in ${teamName(0)}`).uncheck();
  await expect(tally).toHaveText('Draft: 3 to do, 1 left out. Nothing has changed yet.');

  // Another plan doesn't lose this one.
  const palette = new Palette(page);
  await palette.open();
  await page.keyboard.type('remove carol everywhere');
  await expect(palette.active).toHaveText(/^Remove carol@example\.com everywhere/);
  await page.keyboard.press('Enter');
  await expect(tally).toHaveText('Draft: 1 to do. Nothing has changed yet.');
  await makeChanges(page, 'Apply 1 change');
  await expect(tally).toHaveText('Finished: 1 done.', { timeout: 30_000 });
  await page.getByRole('button', { name: 'Open: Remove bob@example.com everywhere' }).click();
  await expect(page.getByRole('heading', { name: 'Remove bob@example.com' })).toBeVisible();
  // What is left out stays out; the successor is added by what is so now.
  await expect(tally).toHaveText('Draft: 3 to do, 1 left out. Nothing has changed yet.');
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('button', { name: 'Open: Remove carol@example.com everywhere' }).click();
  await expect(tally).toHaveText('Finished: 1 done.');
  await expect(page.getByRole('button', { name: 'Undo 1 change…' })).toBeVisible();
});

test('where much is taken away the number is typed', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 12, () => ({ 'bob@example.com': ['Viewer'] }));
  const page = await openAs('admin@example.com', 'access/person?principal=bob@example.com');
  await page.setViewportSize({ width: 1280, height: 500 });
  await loaded(page);
  await page.getByRole('button', { name: 'Remove from all workspaces…' }).click();
  const bar = page.getByRole('region', { name: 'What to do with the plan' });
  // At the foot of the window, above a list that isn't read yet.
  await expect(bar.getByRole('button', { name: 'Apply 12 changes' })).toBeInViewport();
  await bar.getByRole('button', { name: 'Apply 12 changes' }).click();
  const again = page.getByRole('dialog', { name: 'Apply 12 changes?' });
  await again.getByLabel('Type the number of changes, 12').fill('11');
  await page.keyboard.press('Enter');
  await expect(again.getByText('Type 12 to go on.')).toBeVisible();
  await again.getByLabel('Type the number of changes, 12').fill('12');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Finished: 12 done.')).toBeVisible({ timeout: 60_000 });
});
