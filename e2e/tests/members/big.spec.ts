// Ten thousand members: all can be found, only what is visible is in the page.

import type { Page } from '@playwright/test';

import { expect, row, rowHeaders, test } from '../../fixtures/test';

const COUNT = 10_000;
/** As people read it. */
const ALL = COUNT.toLocaleString('en');
const MOST_NODES = 2_000;

const principal = (n: number) => `person-${String(n).padStart(5, '0')}@example.com`;

async function expectFewNodes(page: Page): Promise<void> {
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  expect(nodes).toBeLessThan(MOST_NODES);
}

/** The members are made up. */
async function answerWithMany(page: Page): Promise<void> {
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
}

test.beforeEach(async ({ apiAs }) => {
  await (await apiAs('alice@example.com')).createWorkspace('ml-team');
});

test(
  '10,000 members are searched, sorted, scrolled and selected',
  { tag: '@embedded' },
  async ({ openAs }) => {
    const page = await openAs('alice@example.com', 'workspaces');
    await answerWithMany(page);
    await page.goto('workspaces/ml-team/members');
    await expect(page.getByText(`${ALL} members`)).toBeVisible();
    await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', String(COUNT + 1));
    await expect(rowHeaders(page).first()).toContainText('alice@example.com');
    await expectFewNodes(page);

    await page.getByRole('columnheader', { name: 'Member' }).getByRole('link').click();
    await page.getByRole('columnheader', { name: 'Member' }).getByRole('link').click();
    await expect(rowHeaders(page).first()).toContainText(principal(COUNT - 2));
    await page.keyboard.press('End');
    await expect(row(page, 'alice@example.com')).toBeInViewport();
    await expectFewNodes(page);
    await page.keyboard.press('Home');
    await expect(row(page, principal(COUNT - 2))).toBeInViewport();

    await page.getByRole('searchbox', { name: 'Search members' }).fill('person-04321');
    await expect(page.getByText(`1 of ${ALL} members`)).toBeVisible();
    await expect(rowHeaders(page)).toHaveText([new RegExp(principal(4321))]);
    await page.getByRole('searchbox', { name: 'Search members' }).fill('');
    await page.getByLabel('Filter by role').selectOption('Editor');
    await expect(page.getByText(`3,333 of ${ALL} members`)).toBeVisible();
    await page.getByLabel('Select all listed members').check();
    await expect(page.getByText('3,333 selected')).toBeVisible();
    await page.getByRole('button', { name: 'Remove selected' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove 3,333 members' });
    await expect(dialog.getByText('And 3,313 more.')).toBeVisible();
    await expectFewNodes(page);
  },
);

// What happens in the browser alone is the same on both platforms.
test('five hundred are pasted at once', { tag: '@embedded' }, async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces');
  await answerWithMany(page);
  await page.goto('workspaces/ml-team/members');
  await page.getByRole('button', { name: 'Add members' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add members' });
  const pasted = Array.from({ length: 500 }, (_, n) => `new-${principal(n)}`).join('\n');
  // From the clipboard: Playwright's `fill` would be one change of the text per line.
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((text) => navigator.clipboard.writeText(text), pasted);
  await dialog.getByLabel('People, groups and services').press('ControlOrMeta+V');
  await expect(dialog.getByText('500 found.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Add 500 members' })).toBeEnabled();
  await expectFewNodes(page);
});
