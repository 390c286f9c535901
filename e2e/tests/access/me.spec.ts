// What one can get at oneself, and asking for more.

import { expectNoAxeFindings } from '../../fixtures/axe';
import { makeTeams, type Members, rowOf, table } from '../../fixtures/estate';
import { expect, facts, test, title } from '../../fixtures/test';

test('one’s own access, through what, and a request for more', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 2, (at): Members => (at === 0 ? { 'dave@example.com': ['Viewer'] } : {}));
  const page = await openAs('dave@example.com', 'workspaces');
  await page.getByRole('link', { name: 'My access', exact: true }).click();
  await expect(title(page, 'My access')).toBeVisible();
  const mine = table(page, 'My access');
  if (facts.membersVisibleToNonAdmins) {
    await expect(page.getByRole('status').filter({ hasText: /^You can get into/ })).toBeVisible();
    await expect(rowOf(mine, 'team-00')).toContainText('Viewer as dave@example.com');
    await expect(rowOf(mine, 'default')).toContainText('given to all signed-in users');
    await expect(mine.getByText('team-01')).toHaveCount(0);
  }
  await mine.getByRole('button', { name: 'Ask for more in team-00' }).click();
  await expect(page.getByLabel('Workspace', { exact: true })).toHaveValue('team-00');
  const role = page.getByLabel('Role', { exact: true });
  await expect(role).toBeFocused();
  await role.selectOption('Editor');
  await page.getByLabel('Reason (optional)').fill('I train models.');
  const text = page.getByRole('blockquote');
  await expect(text).toContainText(
    'could you make dave@example.com an Editor of the workspace “team-00”? I train models.',
  );
  await expect(text).toContainText(/\/workspaces\/team-00\/members\?do=add&principal=dave/);
  await expect(page.getByRole('link', { name: 'Open mail' })).toHaveAttribute(
    'href',
    /^mailto:\?subject=Access%20to%20team-00&body=Hi/,
  );
  await expectNoAxeFindings(page);
});

test('who can’t open a workspace can ask for it there', async ({ apiAs, openAs, guard }) => {
  guard.allow(/status of (403|404)/);
  await (await apiAs('admin@example.com')).createWorkspace('finance');
  const page = await openAs('erin@example.com', 'workspaces/finance/members');
  await expect(page.getByText("You can't open this workspace")).toBeVisible();
  await page.getByLabel('Role', { exact: true }).selectOption('Viewer');
  await expect(page.getByRole('blockquote')).toContainText(
    'could you make erin@example.com a Viewer of the workspace “finance”?',
  );
  await expectNoAxeFindings(page);
});

test(
  'who administers nothing is led from the overview to their own page',
  { tag: '@embedded' },
  async ({ openAs }) => {
    const page = await openAs('erin@example.com', 'access');
    await page.getByRole('link', { name: 'See my access' }).click();
    await expect(title(page, 'My access')).toBeVisible();
  },
);
