// What is printed is all of it, not what happens to be on the screen.

import type { Page } from '@playwright/test';

import { loaded } from '../fixtures/estate';
import { expect, row, test } from '../fixtures/test';

const COUNT = 130;

test.beforeEach(async ({ apiAs }) => {
  await (await apiAs('admin@example.com')).createWorkspace('ml-team');
});

async function withManyMembers(page: Page): Promise<void> {
  const people = Array.from({ length: COUNT - 1 }, (_, n) => ({
    principal: `person-${String(n).padStart(3, '0')}@example.com`,
    roles: ['Viewer'],
  }));
  await page.route('**/apis/**/ml-team/members', (route) =>
    route.fulfill({
      json: {
        data: [{ principal: 'admin@example.com', roles: ['Admin', 'Editor', 'Viewer'] }, ...people],
      },
    }),
  );
}

const rows = (page: Page) => page.locator('tbody tr[aria-rowindex]');

for (const path of ['workspaces/ml-team/members', 'access/grants?q=ml-team', 'access/person']) {
  test(`all rows of ${path} are on paper`, async ({ openAs }) => {
    const page = await openAs('admin@example.com', 'account');
    await withManyMembers(page);
    await page.goto(path);
    if (path.startsWith('access')) await loaded(page);
    await expect(rows(page).first()).toBeVisible();
    const all = Number(await page.getByRole('table').getAttribute('aria-rowcount')) - 1;
    expect(all).toBeGreaterThanOrEqual(COUNT);
    expect(await rows(page).count()).toBeLessThan(COUNT);

    // What the browser lays out for the print, counted when it does.
    await page.evaluate(() => {
      matchMedia('print').addEventListener('change', ({ matches }) => {
        if (matches) {
          const printed = document.querySelectorAll('tbody tr[aria-rowindex]').length;
          document.documentElement.dataset.printed = String(printed);
        }
      });
    });
    const pdf = await page.pdf();
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const html = page.locator('html');
    await expect(html).toHaveAttribute('data-printed', String(all));
    // A page of A4 has no room for them.
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0).toBeGreaterThan(3);
    await expect.poll(() => rows(page).count()).toBeLessThan(COUNT);
  });
}

test('what is there to press is not on paper', async ({ openAs }) => {
  const page = await openAs('admin@example.com', 'account');
  await withManyMembers(page);
  await page.goto('workspaces/ml-team/members');
  await expect(rows(page).first()).toBeVisible();
  const roles = row(page, 'admin@example.com').getByRole('button', { name: /^Change role/ });
  await page.emulateMedia({ media: 'print' });
  for (const role of ['Admin', 'Editor', 'Viewer']) {
    await expect(roles.getByText(role, { exact: true })).toBeVisible();
  }
  await expect(page.getByRole('button', { name: 'Add members' })).toBeHidden();
  await expect(page.getByRole('searchbox')).toBeHidden();
  await expect(page.getByRole('banner')).toBeHidden();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});
