// Rules of the platform's settings that give groups roles.

import { expect, ownRole, row, test, title } from './fixture';

test.use({
  auth: { group_roles: [{ group: 'ml-*', workspace: 'default', role: 'Admin' }] },
  does: { accessClaims: (claims) => ({ ...claims, groups: ['ml-vision'] }) },
});

const RULE = 'ml-* → Admin in default';

test('a rule gives a role, and Why names it', async ({ page }) => {
  await page.goto('workspaces/default');
  await expect(ownRole(page)).toHaveText(
    `You're an Admin (through the group ml-vision, by the rule ${RULE}).`,
  );
  // What it takes Admin for is offered, and works.
  await page.goto('workspaces/default/members?do=add&principal=bob%40example.com&to=Viewer');
  const add = page.getByRole('dialog');
  await add.getByRole('button', { name: /^Add/ }).click();
  await expect(row(page, 'bob@example.com')).toBeVisible();
  // A rule is no member.
  await expect(row(page, 'ml-vision')).toBeHidden();

  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Why does bob@example.com have access?' }).click();
  const why = page.getByRole('dialog');
  await expect(why.getByText('If in group, through rule')).toBeVisible();
  await expect(why.getByText(`by the rule ${RULE}`)).toBeVisible();

  // On the page of a person, too; no rule reaches other workspaces.
  await page.goto('access/person?principal=bob%40example.com');
  await expect(title(page, 'Access of bob@example.com')).toBeVisible();
  await expect(page.getByText(`Admin if in a group named ml-*, by the rule ${RULE}`)).toBeVisible();
  await page.goto('access/person?principal=rene%40example.com');
  await expect(page.getByText(`by the rule ${RULE}`).first()).toBeVisible();
});
