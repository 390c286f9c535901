// A role is never cut off, at any width: half a role's name is another role.

import type { Page } from '@playwright/test';

import { loaded } from '../../fixtures/estate';
import { expect, row, test } from '../../fixtures/test';

const WIDTHS = [320, 360, 480, 640, 767, 768, 900, 1023, 1024, 1280, 1440, 1920];

const MANY = ['Viewer', 'Editor', 'Admin', 'PlatformAdmin', 'WorkspaceCreator'];

/** Badges of which a part is outside of what can be seen of them or of what they are in. */
async function cutOff(page: Page): Promise<string[]> {
  return page.locator('.roles .badge').evaluateAll((badges) =>
    badges.flatMap((badge) => {
      if (!badge.checkVisibility()) return [];
      const box = badge.getBoundingClientRect();
      const hidden = [badge.scrollWidth > badge.clientWidth + 1 ? 'itself' : ''];
      for (let at = badge.parentElement; at && at.tagName !== 'BODY'; at = at.parentElement) {
        const around = at.getBoundingClientRect();
        const clips = getComputedStyle(at).overflow !== 'visible' || at.matches('td');
        const outside =
          box.left < around.left - 1 ||
          box.right > around.right + 1 ||
          box.top < around.top - 1 ||
          box.bottom > around.bottom + 1;
        if (clips && outside) hidden.push(at.className || at.tagName);
      }
      return hidden.filter(Boolean).map((by) => `${badge.textContent} by ${by}`);
    }),
  );
}

async function expectWholeAtAllWidths(page: Page): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await expect(page.locator('.roles .badge').first()).toBeVisible();
    const where = `${new URL(page.url()).pathname} at ${width} px`;
    expect.soft(await cutOff(page), where).toEqual([]);
  }
}

test('roles of members are whole', { tag: '@embedded' }, async ({ openAs, apiAs }) => {
  const admin = await apiAs('admin@example.com');
  await admin.addMember('system', '*', 'WorkspaceCreator');
  await admin.addMember('system', 'data-eng', 'PlatformAdmin', 'WorkspaceCreator');
  await admin.addMember('system', 'all-of-them', ...MANY);
  for (const [n, role] of MANY.entries()) {
    for (const [m, other] of MANY.entries()) {
      await admin.addMember('system', `group-${n}${m}`, role, other);
    }
  }
  const page = await openAs('admin@example.com', 'workspaces/system/members');
  await expect(row(page, 'data-eng')).toContainText('WorkspaceCreator');
  for (const role of MANY) await expect(row(page, 'all-of-them')).toContainText(role);
  await expectWholeAtAllWidths(page);

  await page.setViewportSize({ width: 1280, height: 900 });
  for (const path of [
    'access/grants?q=system',
    'access/person',
    'access/findings?kind=open',
    'access/compare?from=system&to=default',
  ]) {
    await page.goto(path);
    await loaded(page);
    await expectWholeAtAllWidths(page);
  }

  // The steps of a plan, and what stays after it.
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('access/person?principal=all-of-them');
  await loaded(page);
  await page.getByRole('button', { name: 'Remove from all workspaces…' }).click();
  await expect(page.getByRole('table', { name: 'Steps of the plan' })).toBeVisible();
  await expectWholeAtAllWidths(page);
});

/** How many letters of a name can be seen: at least so many fit into its lines. */
const LETTERS = 16;

test('names are told apart at 768 px', { tag: '@embedded' }, async ({ openAs, apiAs }) => {
  const admin = await apiAs('admin@example.com');
  const name = 'department-of-applied-research.anna@example.com';
  await admin.createWorkspace('department-of-applied-research-one');
  await admin.addMember('department-of-applied-research-one', name, 'Viewer');
  const page = await openAs('admin@example.com', 'account');
  await page.setViewportSize({ width: 768, height: 900 });
  for (const path of [
    'workspaces/department-of-applied-research-one/members',
    'access/grants?q=anna',
    'access/person',
    `access/person?principal=${name}`,
    'access/findings?kind=open',
    'access/findings?kind=admins',
  ]) {
    await page.goto(path);
    await expect(page.locator('.name').first()).toBeVisible();
    const seen = await page.locator('table .name').evaluateAll((names) =>
      names.map((name) => {
        const style = getComputedStyle(name);
        const canvas = document.createElement('canvas').getContext('2d');
        if (canvas) canvas.font = style.font;
        const letter = canvas?.measureText('n').width ?? 8;
        const lines = Math.round(name.clientHeight / Number.parseFloat(style.lineHeight));
        const all = (name.textContent ?? '').trim();
        const cut = name.scrollHeight > name.clientHeight + 1;
        const room = Math.floor(name.clientWidth / letter) * lines;
        return { all, letters: cut ? room : all.length };
      }),
    );
    const few = seen.filter(({ all, letters }) => letters < Math.min(LETTERS, all.length));
    expect.soft(few, path).toEqual([]);
  }
});

test('so are they to who may not change them', { tag: '@embedded' }, async ({ openAs, apiAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.addMember('ml-team', 'bob@example.com', 'Viewer', 'Editor');
  const page = await openAs('bob@example.com', 'workspaces/ml-team/members');
  await expect(row(page, 'alice@example.com')).toBeVisible();
  await expectWholeAtAllWidths(page);
});
