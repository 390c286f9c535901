// Pictures beside the words and tables that say the same: reach, who leaves, plans, ages, outliers.

import { expectNoAxeFindings } from '../../fixtures/axe';
import { loaded, makeTeams, rowOf, table } from '../../fixtures/estate';
import { expect, facts, test, title } from '../../fixtures/test';

/** What the window's edge cuts is too small a target. */
const TALL = { width: 1280, height: 2_400 };
const NARROW = { width: 320, height: 3_600 };

test("a person's reach, and what would be left without them", async ({ apiAs, openAs, guard }) => {
  guard.allow(/status of 500/);
  const admin = await apiAs('admin@example.com');
  const bob = await apiAs('bob@example.com');
  await makeTeams(admin, 3, (at) => ({
    ...(at === 0 ? { 'bob@example.com': ['Admin'] } : {}),
    ...(at === 1 ? { '*': ['Editor'] } : {}),
    ...(at === 2 ? { 'some-group': ['Admin'], 'bob@example.com': ['Viewer'] } : {}),
  }));
  await bob.createWorkspace('orphan');
  const page = await openAs('admin@example.com', 'access/person?principal=bob@example.com');
  await loaded(page);
  const reach = page.getByRole('region', { name: 'Reach' });
  await expect(reach).toContainText('By name: Admin of 2, Viewer of 1.');
  await expect(reach).toContainText('Perhaps, through a group: Admin of 1.');
  await expect(reach).toContainText(/As one of all users, or through a group: Editor of \d/);
  // The strip says nothing to those who listen; each of its marks has a letter or a question mark.
  const marks = reach.locator('ol > li');
  const letters = (await marks.allInnerTexts()).map((text) => text.replace(/\s/g, ''));
  expect(letters.slice(0, 3)).toEqual(['A', 'A', 'Va?']);
  expect(letters.slice(3).every((text) => /^[VE]$/.test(text))).toBe(true);
  await expect(marks.first()).toHaveAttribute('title', 'orphan');

  const leaves = page.getByRole('region', { name: 'If bob@example.com leaves' });
  await expect(leaves).toContainText('1 workspace would have no Admin: orphan.');
  const admins = table(page, 'Admins of each workspace without them');
  await expect(rowOf(admins, 'orphan')).toContainText('No Admin');
  await expect(rowOf(admins, 'orphan')).toContainText('bob@example.com leaves');
  await expect(rowOf(admins, 'team-00')).toContainText('Another Admin');
  await expect(rowOf(admins, 'team-00').getByRole('link', { name: /^admin@/ })).toBeVisible();
  await page.setViewportSize(TALL);
  await expectNoAxeFindings(page);
  await page.setViewportSize(NARROW);
  await expectNoAxeFindings(page);
  await page.setViewportSize(TALL);

  // What isn't known is never fine.
  await page.route('**/workspaces/orphan/members*', (route) =>
    route.fulfill({ status: 500, json: { detail: 'out of order' } }),
  );
  await page.getByRole('button', { name: 'Refresh' }).click();
  await loaded(page);
  await expect(reach).toContainText('Not known: 1 workspace.');
  await expect(leaves).toContainText(
    "Of what is known, 1 workspace would keep another person as Admin. The members of 1 workspace aren't known.",
  );
  await expect(rowOf(admins, 'orphan')).toContainText('Not known');
  expect((await marks.allInnerTexts()).map((text) => text.trim()).at(-1)).toBe('?');
  await page.unroute('**/workspaces/orphan/members*');
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(leaves).toContainText('1 workspace would have no Admin: orphan.');

  await leaves.getByRole('button', { name: 'Plan the removal, with successors' }).click();
  await expect(title(page, 'Changes')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Choose a new Admin' })).toBeVisible();

  // From a workspace with one Admin one comes to the same.
  await page.goto('access/findings?kind=admins');
  await loaded(page);
  const few = table(page, 'Workspaces with fewer than two Admins');
  await rowOf(few, 'orphan').getByRole('link', { name: 'bob@example.com' }).click();
  await expect(leaves).toContainText('1 workspace would have no Admin: orphan.');
});

test('a plan is a small matrix too, without what is left out', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  const bob = await apiAs('bob@example.com');
  await makeTeams(admin, 2, (at) => ({ 'bob@example.com': [at ? 'Editor' : 'Viewer'] }));
  await bob.createWorkspace('orphan');
  const page = await openAs('admin@example.com', 'access/person?principal=bob@example.com');
  await loaded(page);
  await page.getByRole('button', { name: 'Remove from all workspaces…' }).click();
  const cells = table(page, 'The changes as a matrix');
  const cell = (workspace: string) => rowOf(cells, workspace).getByRole('cell');
  await expect(cell('team-00')).toHaveText(/^\s*V\s*removed, was Viewer$/);
  await expect(cell('team-00').locator('s')).toHaveText(/^\s*V\s*$/);
  await expect(cell('team-01')).toHaveText(/^\s*E\s*removed, was Editor$/);
  await expect(cell('orphan')).toContainText('⚠');
  await expect(cell('orphan')).toContainText('bob@example.com is the last Admin here.');
  await page.setViewportSize(TALL);
  await expectNoAxeFindings(page);
  await page.setViewportSize(NARROW);
  await expectNoAxeFindings(page);

  // The list stays, and what is left out of it is gone here.
  const steps = table(page, 'Steps of the plan');
  await steps
    .getByRole('checkbox', { name: 'Include the change of bob@example.com in team-00' })
    .uncheck();
  await expect(rowOf(cells, 'team-01')).toBeVisible();
  await expect(rowOf(cells, 'team-00')).toHaveCount(0);
  await expect(rowOf(steps, 'team-00')).toBeVisible();
});

test('how old grants are leads to them', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 1, () => ({ 'bob@example.com': ['Viewer'] }));
  const page = await openAs('admin@example.com', 'access');
  await loaded(page);
  const card = page.getByRole('region', { name: 'Age of grants' });
  const young = card.getByRole('listitem').filter({ hasText: '7 days or less' });
  await expect(young).toHaveText(/7 days or less\s*\d+ grants, \d+ Admin/);
  const count = /(\d+) grants/.exec((await young.textContent()) ?? '')?.[1];
  await expect(card.getByRole('listitem').filter({ hasText: 'More than 1 year' })).toContainText(
    '0 grants',
  );
  await page.setViewportSize(TALL);
  await expectNoAxeFindings(page);

  await young.getByRole('link').click();
  await expect(title(page, 'Grants')).toBeVisible();
  await expect(page).toHaveURL(/\/access\/grants\?age=7-days$/);
  const age = page.getByLabel('Filter by age');
  await expect(age).toHaveValue('7-days');
  const shown = page.getByRole('status').filter({ hasText: /grants/ });
  await expect(shown.last()).toContainText(new RegExp(`^${count} (of \\d+ )?grants`));
  await age.selectOption('More than 1 year');
  await expect(page).toHaveURL(/age=older/);
  await expect(page.getByRole('heading', { name: 'No matching grants' })).toBeVisible();
  await page.getByRole('link', { name: 'Show all grants' }).click();
  await expect(age).toHaveValue('');
});

test('who may change more than most comes first, by a rule', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 4, (at) => ({
    ...(at < 3 ? { 'wide@example.com': ['Editor'], [`p${at}@example.com`]: ['Editor'] } : {}),
    ...(at === 3 ? { 'p3@example.com': ['Viewer'] } : {}),
  }));
  const page = await openAs('admin@example.com', 'access/findings');
  await loaded(page);
  const compared = page.getByRole('region', { name: 'Editor or Admin of more than most' });
  await expect(compared).toContainText('5 people: too few to compare, it takes 8.');
  await makeMore(admin);
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(compared).toContainText('2 people stand out, of 9 people.');
  await expect(compared.getByRole('listitem').getByRole('link')).toHaveText([/^admin@/, /^wide@/]);
  await expect(compared).toContainText('Q3 + 1.5 IQR');
  await page.setViewportSize(TALL);
  await expectNoAxeFindings(page);
  await page.setViewportSize(NARROW);
  await expectNoAxeFindings(page);
  await compared.getByRole('link', { name: 'wide@example.com' }).click();
  await expect(title(page, 'Access of wide@example.com')).toBeVisible();

  async function makeMore(api: typeof admin): Promise<void> {
    for (const person of ['p4', 'p5', 'p6', 'p7']) {
      await api.addMember('team-03', `${person}@example.com`, 'Editor');
    }
  }
});

test('who was raised to Admin is said with what they were', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 1, () => ({ 'bob@example.com': ['Viewer'] }));
  await admin.setRoles('team-00', 'bob@example.com', 'Admin');
  const page = await openAs('admin@example.com', 'access/findings?kind=new-admins');
  await loaded(page);
  const finding = page.getByRole('listitem').filter({ hasText: /^Info.*bob@example\.com/ });
  await expect(finding).toContainText(
    facts.audit
      ? 'bob@example.com was raised from Viewer to Admin of team-00, by admin@example.com.'
      : 'bob@example.com is new as an Admin of team-00',
  );
});
