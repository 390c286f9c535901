// Ten thousand members: all can be found, only what is visible is in the page.

import type { Page } from '@playwright/test';

import { expect, row, rowHeaders, test } from '../../fixtures/test';

const COUNT = 10_000;
const MOST_NODES = 2_000;

const principal = (n: number) => `person-${String(n).padStart(5, '0')}@example.com`;

async function expectFewNodes(page: Page): Promise<void> {
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  expect(nodes).toBeLessThan(MOST_NODES);
}

test.beforeEach(async ({ apiAs }) => {
  await (await apiAs('alice@example.com')).createWorkspace('ml-team');
});

test('10,000 members are searched, sorted, scrolled and selected', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces');
  await page.route('**/apis/**/ml-team/members', (route) =>
    route.fulfill({
      json: {
        data: [
          { principal: 'alice@example.com', roles: ['Admin'] },
          ...Array.from({ length: COUNT - 1 }, (_, n) => ({
            principal: principal(n),
            roles: [n % 3 === 0 ? 'Editor' : 'Viewer'],
            granted_at: '2026-01-01T00:00:00Z',
            granted_by: 'alice@example.com',
          })),
        ],
      },
    }),
  );
  await page.goto('workspaces/ml-team/members');
  await expect(page.getByText(`${COUNT} members`)).toBeVisible();
  await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', String(COUNT + 1));
  await expect(rowHeaders(page).first()).toContainText('alice@example.com');
  await expectFewNodes(page);

  await page.getByRole('columnheader', { name: 'Principal' }).getByRole('link').click();
  await page.getByRole('columnheader', { name: 'Principal' }).getByRole('link').click();
  await expect(rowHeaders(page).first()).toContainText(principal(COUNT - 2));
  await page.keyboard.press('End');
  await expect(row(page, 'alice@example.com')).toBeInViewport();
  await expectFewNodes(page);
  await page.keyboard.press('Home');
  await expect(row(page, principal(COUNT - 2))).toBeInViewport();

  await page.getByRole('searchbox', { name: 'Search members' }).fill('person-04321');
  await expect(page.getByText(`1 of ${COUNT} members`)).toBeVisible();
  await expect(rowHeaders(page)).toHaveText([new RegExp(principal(4321))]);
  await page.getByRole('searchbox', { name: 'Search members' }).fill('');
  await page.getByLabel('Filter by role').selectOption('Editor');
  await expect(page.getByText(`3333 of ${COUNT} members`)).toBeVisible();
  await page.getByLabel('Select all listed members').check();
  await expect(page.getByText('3333 selected')).toBeVisible();
  await page.getByRole('button', { name: 'Remove selected' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove 3333 members' });
  await expect(dialog.getByText('And 3313 more.')).toBeVisible();
  await expectFewNodes(page);
});

test('five hundred are pasted at once', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await page.getByRole('button', { name: 'Add members' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add members' });
  const pasted = Array.from({ length: 500 }, (_, n) => principal(n)).join('\n');
  await dialog.getByLabel('People, groups and services').fill(pasted);
  await expect(dialog.getByText('500 found.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Add 500 members' })).toBeEnabled();
  await expectFewNodes(page);
});
