// The role that may do everything has another name since Helix 0.7, and the old one means nothing
// there.

import type { Page, Route } from '@playwright/test';

import { rowOf, table } from '../../fixtures/estate';
import { expect, ownRole, row, test, title } from '../../fixtures/test';
import { sayAsHelix } from '../../fixtures/discovery';

interface Member {
  principal: string;
  roles: string[];
}

/** Answers about the members of `system` as Helix does to its admins, with a leftover of NeMo Platform. */
async function asHelix(page: Page): Promise<void> {
  await page.route('**/apis/**/workspaces/system/members', async (route: Route) => {
    const answer = await route.fetch();
    const { data }: { data: Member[] } = await answer.json();
    const renamed = data.map((member) => ({
      ...member,
      roles: member.roles.map((role) => (role === 'PlatformAdmin' ? 'HelixAdmin' : role)),
    }));
    const leftover = { principal: 'bob@example.com', roles: ['PlatformAdmin'] };
    await route.fulfill({ response: answer, json: { data: [...renamed, leftover] } });
  });
}

test.beforeEach(async ({ page, platform }) => {
  await page.route('**/apis/auth/authenticate', (route) => route.fulfill({ json: {} }));
  await sayAsHelix(page, platform);
  await asHelix(page);
});

test('who is HelixAdmin is shown as a platform admin, by that name', async ({
  page,
  apiAs,
  signInAs,
}) => {
  await (await apiAs('alice@example.com')).createWorkspace('alices');
  await page.goto('workspaces/alices');
  await signInAs(page, 'admin@example.com');
  await expect(ownRole(page)).toHaveText(/You're a HelixAdmin/);
  await expect(page.getByRole('button', { name: 'Delete workspace' })).toBeVisible();

  await page.goto('workspaces/system/members');
  await expect(title(page, 'Members of system')).toBeVisible();
  const badge = (who: string, role: string) => row(page, who).getByText(role, { exact: true });
  await expect(badge('admin@example.com', 'HelixAdmin')).toBeVisible();
  await expect(badge('admin@example.com', 'HelixAdmin')).not.toHaveAttribute('title');
  await expect(badge('bob@example.com', 'PlatformAdmin')).toHaveAttribute(
    'title',
    'Gives nothing on this version of the platform',
  );

  const standings = table(page, 'Access in every workspace');
  await page.goto('access/person?principal=admin@example.com');
  await expect(rowOf(standings, 'alices')).toContainText('HelixAdmin');
  await page.goto('access/person?principal=bob@example.com');
  await expect(rowOf(standings, 'system')).toContainText('Viewer');
  await expect(rowOf(standings, 'alices')).toBeHidden();
  await expect(page.getByText('as an Admin in 0')).toBeVisible();
});

test('who has only the old role is no platform admin', async ({ page, apiAs, signInAs }) => {
  await (await apiAs('alice@example.com')).createWorkspace('alices');
  await (await apiAs('alice@example.com')).addMember('alices', 'bob@example.com', 'Viewer');
  await page.goto('workspaces/alices');
  await signInAs(page, 'bob@example.com');
  await expect(ownRole(page)).toHaveText(/You're a Viewer/);
  await expect(page.getByRole('button', { name: 'Delete workspace' })).toBeHidden();
});
