// Roles beside the one that people have in a workspace are given and taken in *Change role*.

import { sayAsHelix } from '../../fixtures/discovery';
import { expect, facts, row, test } from '../../fixtures/test';

test('what runs jobs gets a role for that, where the platform has it', async ({
  apiAs,
  openAs,
}) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.addMember('ml-team', 'bob@example.com', 'Viewer');
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await page.getByRole('button', { name: /^Change role of bob@example.com/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Change role of bob@example.com' });
  await expect(dialog.getByRole('radio', { name: 'Viewer' })).toBeChecked();
  const runner = dialog.getByRole('checkbox', { name: /^JobRunner/ });
  if (facts.unknownRolesRefused) {
    await expect(dialog.getByRole('radio')).toHaveCount(3);
    await expect(runner).toHaveCount(0);
    return;
  }
  await expect(dialog).toContainText('Uploads the logs of jobs, and nothing else');
  await runner.check();
  await expect(dialog).toContainText(
    'bob@example.com gets JobRunner. bob@example.com stays a Viewer.',
  );
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(row(page, 'bob@example.com')).toContainText('JobRunner');
  await expect
    .poll(async () => {
      const members = await alice.members('ml-team');
      return members.find(({ principal }) => principal === 'bob@example.com')?.roles.toSorted();
    })
    .toEqual(['JobRunner', 'Viewer']);
});

// The answers are made up: the embedded platform refuses what NeMo Platform stores.
test(
  'a role beside the first is given to several and taken from one',
  { tag: '@embedded' },
  async ({ apiAs, openAs, platform }) => {
    await (await apiAs('alice@example.com')).createWorkspace('ml-team');
    const page = await openAs('alice@example.com', 'workspaces');
    await sayAsHelix(page, platform);
    await page.route('**/apis/auth/authenticate', (route) => route.fulfill({ json: {} }));
    const roles: Record<string, string[]> = {
      'alice@example.com': ['Admin'],
      'bob@example.com': ['Viewer'],
      'carol@example.com': ['Editor', 'JobRunner'],
    };
    const members = () =>
      Object.entries(roles).map(([principal, all]) => ({ principal, roles: all }));
    await page.route('**/apis/**/ml-team/members', (route) =>
      route.fulfill({ json: { data: members() } }),
    );
    await page.route('**/apis/**/ml-team/members/*', (route) => {
      const principal = decodeURIComponent(
        new URL(route.request().url()).pathname.split('/').at(-1) ?? '',
      );
      const sent: { roles: string[] } = route.request().postDataJSON();
      roles[principal] = sent.roles;
      return route.fulfill({ json: { principal, roles: sent.roles } });
    });
    await page.goto('workspaces/ml-team/members');
    await page.getByLabel('Select bob@example.com').check();
    await page.getByLabel('Select carol@example.com').check();
    await page.getByRole('button', { name: 'Change role of selected' }).click();
    const both = page.getByRole('dialog', { name: 'Change role of 2 members' });
    await both.getByLabel('JobRunner').selectOption('Give to all');
    await expect(both).toContainText('bob@example.com gets JobRunner.');
    await expect(both).toContainText('No change for carol@example.com.');
    await both.getByRole('radio', { name: 'Editor' }).check();
    await expect(both).toContainText(
      'bob@example.com gets JobRunner. bob@example.com: Viewer → Editor.',
    );
    await both.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => roles['bob@example.com']?.toSorted()).toEqual(['Editor', 'JobRunner']);
    expect(roles['carol@example.com']).toEqual(['Editor', 'JobRunner']);

    await page.getByRole('button', { name: /^Change role of carol@example.com/ }).click();
    const one = page.getByRole('dialog', { name: 'Change role of carol@example.com' });
    const runner = one.getByRole('checkbox', { name: /^JobRunner/ });
    await expect(runner).toBeChecked();
    await runner.uncheck();
    await expect(one).toContainText('carol@example.com no longer has JobRunner.');
    await one.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => roles['carol@example.com']).toEqual(['Editor']);
  },
);

test('platform-wide roles are given to several in system', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await admin.addMember('system', 'bob@example.com', 'Viewer');
  await admin.addMember('system', 'carol@example.com', 'Viewer');
  const page = await openAs('admin@example.com', 'workspaces/system/members');
  await page.getByLabel('Select bob@example.com').check();
  await page.getByLabel('Select carol@example.com').check();
  await page.getByRole('button', { name: 'Change role of selected' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change role of 2 members' });
  await expect(dialog.getByLabel(facts.adminRole)).toHaveValue('');
  await dialog.getByLabel('WorkspaceCreator').selectOption('Give to all');
  await expect(dialog).toContainText('bob@example.com can create workspaces.');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const rolesOf = async (who: string) => {
    const members = await admin.members('system');
    return members.find(({ principal }) => principal === who)?.roles.toSorted();
  };
  for (const who of ['bob@example.com', 'carol@example.com']) {
    await expect.poll(() => rolesOf(who)).toEqual(['Viewer', 'WorkspaceCreator']);
  }
});
