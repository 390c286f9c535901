// People and groups × workspaces: what is seen, by keyboard alone, and how it stays fluid.

import type { Page } from '@playwright/test';

import { expectNoAxeFindings } from '../../fixtures/axe';
import { loaded, makeTeams, teamName } from '../../fixtures/estate';
import { tabTo } from '../../fixtures/keyboard';
import { expect, test, title } from '../../fixtures/test';

const grid = (page: Page) => page.getByRole('grid', { name: 'Access matrix' });
const active = (page: Page) => grid(page).locator('[data-active]');

test('who has which role where, by keyboard', async ({ apiAs, openAs, guard }) => {
  guard.allow(/status of 403/);
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 4, (at) => ({
    ...(at === 0 ? { 'bob@example.com': ['Viewer'], 'some-group': ['Editor'] } : {}),
    ...(at === 1 ? { '*': ['Editor'], 'bob@example.com': ['Viewer'] } : {}),
    ...(at === 2 ? { 'bob@example.com': ['Admin'] } : {}),
  }));
  const page = await openAs('admin@example.com', 'account');
  await page.route(`**/workspaces/${teamName(3)}/members*`, (route) =>
    route.fulfill({ status: 403, json: { detail: 'Forbidden' } }),
  );
  await page.goto('access/grants?q=bob');
  await loaded(page);
  await page.getByRole('link', { name: 'Matrix', exact: true }).click();
  await expect(title(page, 'Access matrix')).toBeVisible();
  await expect(
    page.getByText('The members of 1 workspace isn').or(page.getByText('hatched')),
  ).toBeVisible();
  await page.getByRole('searchbox').fill('bob');
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '2');
  const bob = grid(page).getByRole('row').filter({ hasText: 'bob@example.com' });
  const letters = await bob.getByRole('gridcell').allInnerTexts();
  const heads = await grid(page).getByRole('columnheader').allInnerTexts();
  const under = (team: string) => letters[heads.findIndex((head) => head.includes(team)) - 1];
  expect([0, 1, 2, 3].map((at) => under(teamName(at)))).toEqual(['e?', 'E', 'A', '?']);
  await expectNoAxeFindings(page);

  // One stop; the first cell is the name.
  await tabTo(page, grid(page));
  await expect(active(page)).toHaveAccessibleName(/^bob@example\.com: Admin of 1/);
  await page.keyboard.press('ArrowRight');
  await expect(active(page)).toHaveAccessibleName(/^bob@example\.com in /);
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowRight');
  await expect(active(page)).toHaveAccessibleName(`bob@example.com in ${teamName(3)}: not known`);
  await page.keyboard.press('ArrowLeft');
  await expect(active(page)).toHaveAccessibleName(
    `bob@example.com in ${teamName(2)}: Admin, by name`,
  );
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/workspaces\/team-02\/members/);
  await expect(page.getByRole('dialog', { name: /^Access of bob@example\.com to/ })).toBeVisible();
  await page.goBack();
  await loaded(page);
  await tabTo(page, grid(page));
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(title(page, /^Access of /)).toBeVisible();
});

test(
  'thousands of people in hundreds of workspaces stay fluid, and narrow windows have a list',
  { tag: '@embedded' },
  async ({ openAs }) => {
    test.slow();
    const WORKSPACES = 500;
    const PEOPLE = 3_000;
    const page = await openAs('admin@example.com', 'account');
    const name = (at: number) => `w${String(at).padStart(3, '0')}`;
    await page.route(/\/apis\/[^?]*\/workspaces(\?.*)?$/, (route) => {
      const number = Number(new URL(route.request().url()).searchParams.get('page') ?? 1);
      const size = Number(new URL(route.request().url()).searchParams.get('page_size') ?? 100);
      const from = (number - 1) * size;
      const count = Math.max(0, Math.min(size, WORKSPACES - from));
      const data = Array.from({ length: count }, (_, at) => ({
        id: `workspace-${from + at}`,
        name: name(from + at),
        created_at: '2026-01-01T00:00:00Z',
        updated_at: '2026-01-01T00:00:00Z',
      }));
      const pages = Math.ceil(WORKSPACES / size);
      return route.fulfill({
        json: {
          data,
          pagination: {
            page: number,
            page_size: size,
            current_page_size: count,
            total_pages: pages,
            total_results: WORKSPACES,
          },
          sort: 'name',
        },
      });
    });
    await page.route(/\/workspaces\/w\d+\/members/, (route) => {
      const at = Number(/\/w(\d+)\//.exec(route.request().url())?.[1]);
      const data = Array.from({ length: 60 }, (_, of) => ({
        principal: `person-${String((at * 60 + of * 7) % PEOPLE).padStart(4, '0')}@example.com`,
        roles: [['Viewer', 'Editor', 'Admin'][(at + of) % 3]],
        granted_at: '2026-01-01T00:00:00Z',
        granted_by: 'admin@example.com',
      }));
      return route.fulfill({ json: { data } });
    });
    await page.goto('access/matrix?sort=name');
    await loaded(page);
    await expect(grid(page)).toHaveAttribute('aria-rowcount', String(PEOPLE + 1));
    await expect(grid(page)).toHaveAttribute('aria-colcount', String(WORKSPACES + 1));
    const cells = () => page.locator('.matrix-cell').count();
    expect(await cells()).toBeLessThan(6_000);

    await grid(page).focus();
    await page.keyboard.press('Control+End');
    await expect(active(page)).toHaveAccessibleName(/^person-2999@example\.com in w499: /);
    await expect(active(page)).toBeInViewport();
    expect(await cells()).toBeLessThan(6_000);
    await page.keyboard.press('Control+Home');
    await expect(active(page)).toHaveAccessibleName(/^person-0000@example\.com/);
    await expect(active(page)).toBeInViewport();

    // No step of scrolling takes longer than people notice.
    const longest = await page.evaluate(async () => {
      const scroller = document.querySelector('.matrix-scroller');
      let longest = 0;
      for (let step = 0; step < 60; step += 1) {
        scroller?.scrollBy(170, 230);
        const before = performance.now();
        await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
        longest = Math.max(longest, performance.now() - before);
      }
      return longest;
    });
    test.info().annotations.push({ type: 'longest step, ms', description: String(longest) });

    await page.setViewportSize({ width: 390, height: 800 });
    await expect(grid(page)).toHaveCount(0);
    const list = page.getByRole('table', { name: 'Roles of each' });
    await expect(list.getByRole('row').nth(1)).toContainText(/(Admin|Editor|Viewer) of \d+/);
  },
);
