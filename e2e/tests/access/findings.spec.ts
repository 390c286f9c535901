// What stands out, and the overview of it.

import { expectNoAxeFindings } from '../../fixtures/axe';
import { loaded, makeChanges, makeTeams, saved, table } from '../../fixtures/estate';
import { expect, facts, test, title } from '../../fixtures/test';

test('findings are grouped, say their rule, and one is mended', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 3, (at) => ({
    ...(at === 0 ? { '*': ['Editor'] } : {}),
    ...(at === 1 ? { '*': ['Viewer'], 'some-group': ['Editor'] } : {}),
    ...(at === 2 ? { 'service:robot': ['Admin'] } : {}),
  }));
  const page = await openAs('admin@example.com', 'access/findings');
  await loaded(page);
  const high = page.getByRole('region', { name: /^High/ });
  const check = page.getByRole('region', { name: /^Check/ });
  const open = high
    .getByRole('listitem')
    .filter({ hasText: 'All signed-in users can edit team-00' });
  await expect(open).toBeVisible();
  await expect(high.getByRole('listitem').filter({ hasText: 'team-01 has one' })).toBeVisible();
  await expect(check.getByText('can edit team-01')).toBeVisible();
  await expect(check.getByText('is an Admin of team-02')).toBeVisible();
  await expect(
    page.getByRole('region', { name: /^Info/ }).getByText('All signed-in users can view team-01.'),
  ).toBeVisible();
  await page.setViewportSize({ width: 1280, height: 2_000 });
  await expectNoAxeFindings(page);

  // A kind has an address, its rule and a file.
  const kinds = page.getByRole('navigation', { name: 'Kinds of findings' });
  await kinds.getByRole('link', { name: /^Groups that can edit/ }).click();
  await expect(page).toHaveURL(/\/access\/findings\?kind=groups$/);
  await expect(page.getByText('A group, or an ID, can edit or more.').first()).toBeVisible();
  const csv = await saved(page, 'Export CSV');
  expect(csv.name).toBe('findings.csv');
  expect(csv.lines[0]).toBe('severity,kind,finding,workspace,principal,since,rule');
  expect(csv.lines[1]).toMatch(/^Check,groups,some-group can edit team-01\./);
  expect(csv.lines.at(-1)).toContain('Looked at: Groups that can edit, in ');
  const markdown = await saved(page, 'Export Markdown');
  expect(markdown.text).toContain('## Rules');
  await page.getByText('All rules').click();
  await expect(table(page, 'Rules').getByRole('row', { name: /^Old Admin grants/ })).toBeVisible();

  await kinds.getByRole('link', { name: /^All/ }).click();
  await open.getByRole('button', { name: 'Make view-only… team-00' }).click();
  await expect(title(page, 'Changes')).toBeVisible();
  await makeChanges(page, 'Apply 1 change');
  await expect(page.getByText('Finished: 1 done.')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Findings', exact: true }).click();
  await expect(page.getByText('All signed-in users can view team-00.')).toBeVisible();
});

test('the overview has the gravest first, what changed, and roles as numbers', async ({
  apiAs,
  openAs,
}) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 2, () => ({
    'bob@example.com': ['Editor'],
    'carol@example.com': ['Viewer'],
    '*': ['Editor'],
  }));
  const page = await openAs('admin@example.com', 'access');
  await loaded(page);
  await expect(title(page, 'Access overview')).toBeVisible();
  const attention = page.getByRole('region', { name: 'Needs attention' });
  await expect(attention.getByRole('listitem').first()).toContainText('High');
  await expect(attention.getByText('All signed-in users can edit team-00.')).toBeVisible();
  const changed = page.getByRole('region', { name: 'What changed' });
  if (facts.audit) {
    await expect(changed.getByText(/\d+ roles added or raised/)).toBeVisible();
    await changed.getByText('By day', { exact: true }).click();
    await expect(table(page, 'Changes by day').getByRole('row', { name: /^Today/ })).toBeVisible();
  } else {
    await expect(changed.getByText('This platform keeps no history.')).toBeVisible();
  }
  const mix = page.getByRole('region', { name: 'Roles by workspace' });
  const team = mix.getByRole('row', { name: /^team-00/ });
  await expect(team.getByRole('cell')).toHaveText(['', '1', '1', '1']);
  await expect(team).toContainText('all users: Editor');
  // What the window's edge cuts is too small a target.
  await page.setViewportSize({ width: 1280, height: 2_000 });
  await expectNoAxeFindings(page);
  await attention.getByRole('link', { name: /^All \d+\+? findings$/ }).click();
  await expect(title(page, 'Findings')).toBeVisible();
});

test('someone who is named nowhere is looked up all the same', async ({ openAs }) => {
  const page = await openAs('admin@example.com', 'access/person');
  await loaded(page);
  await page.getByRole('searchbox').fill('dora@example.com');
  await page.getByRole('link', { name: 'Show what dora@example.com can get at' }).click();
  await expect(title(page, 'Access of dora@example.com')).toBeVisible();
});
