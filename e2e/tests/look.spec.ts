// What the page looks like is a promise, too: how much is seen at one look, where the ways are, and that
// what is read doesn't cover what it is about.

import type { Locator, Page } from '@playwright/test';

import { loaded } from '../fixtures/estate';
import { accountButton, expect, expectNoAxeFindings, row, test, title } from '../fixtures/test';

test.use({ viewport: { width: 1280, height: 800 } });

const PEOPLE = Array.from({ length: 14 }, (_, n) => `person-${n}@example.com`);

test.beforeEach(async ({ apiAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await Promise.all(PEOPLE.map((person) => alice.addMember('ml-team', person, 'Viewer')));
});

const openMembers = async (openAs: (email: string, path: string) => Promise<Page>) => {
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await expect(row(page, 'person-1@example.com')).toBeVisible();
  return page;
};

/** How many of them are in the window as a whole. */
async function inSight(page: Page, rows: Locator): Promise<number> {
  await page.evaluate(() => scrollTo(0, 0));
  return rows.evaluateAll(
    (all) => all.filter((one) => one.getBoundingClientRect().bottom <= innerHeight).length,
  );
}

const rowHeight = async (page: Page): Promise<number> =>
  row(page, 'person-1@example.com').evaluate((one) => one.getBoundingClientRect().height);

test('nine members and ten grants are seen at one look', async ({ openAs }) => {
  const page = await openMembers(openAs);
  const rows = page.locator('tbody tr[aria-rowindex]');
  expect(await inSight(page, rows)).toBeGreaterThanOrEqual(9);
  await page.goto('access/grants');
  await loaded(page);
  await expect(rows.nth(10)).toBeAttached();
  expect(await inSight(page, rows)).toBeGreaterThanOrEqual(10);
});

test('rows are as high as one likes them, and higher for fingers', async ({ openAs }) => {
  const page = await openMembers(openAs);
  expect(await rowHeight(page)).toBeCloseTo(44, 0);
  await accountButton(page).click();
  const menu = page.getByRole('group', { name: 'Account' });
  await menu.getByText('Compact', { exact: true }).click();
  await expect.poll(() => rowHeight(page)).toBeCloseTo(36, 0);
  await page.reload();
  await expect(row(page, 'person-1@example.com')).toBeVisible();
  expect(await rowHeight(page)).toBeCloseTo(36, 0);
});

test.describe('with a finger', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 1024, height: 800 } });

  test('controls are large', async ({ openAs }) => {
    const page = await openMembers(openAs);
    expect(await rowHeight(page)).toBeCloseTo(48, 0);
    const button = await page.getByRole('button', { name: 'Add members' }).boundingBox();
    expect(button?.height).toBeGreaterThanOrEqual(44);
    // Phones enlarge the page for smaller letters in a field.
    const search = page.getByRole('searchbox');
    await expect(search).toHaveCSS('font-size', '16px');
  });
});

test('the ways are beside the page, or above it', async ({ openAs, guard }) => {
  // The posture page tries what a stranger gets.
  guard.allow(/status of 401/);
  const page = await openAs('admin@example.com', 'access/matrix');
  await loaded(page);
  const ways = page.getByRole('navigation', { name: 'Main' });
  const sections = page.getByRole('navigation', { name: 'Access' });
  for (const width of [1920, 1280, 1024, 1023, 768, 320]) {
    await page.setViewportSize({ width, height: 800 });
    // Once, wherever it is.
    await expect(sections.getByRole('link', { name: 'Grants' })).toHaveCount(1);
    await expect(sections.locator('[aria-current="page"]')).toHaveText('Grants');
    await expect(ways.getByRole('link', { name: 'Access', exact: true })).toHaveAttribute(
      'aria-current',
      'true',
    );
    const beside = (await ways.boundingBox())?.height ?? 0;
    expect(beside > 200, `${width} px`).toBe(width >= 1024);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, `${width} px`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await sections.getByRole('link', { name: 'Findings' }).click();
  await expect(title(page, 'Findings')).toBeFocused();
  await expect(ways.locator('[aria-current="page"]')).toHaveText(['Findings']);
  // A low window has all of them, too.
  await page.setViewportSize({ width: 1280, height: 320 });
  await sections.getByRole('link', { name: 'Posture' }).click();
  await expect(title(page, 'Posture')).toBeVisible();
});

test('where colours are forced, one section is marked', async ({ openAs }) => {
  const page = await openAs('admin@example.com', 'access/grants');
  await loaded(page);
  await page.emulateMedia({ forcedColors: 'active' });
  const links = page.getByRole('navigation', { name: 'Access' }).getByRole('link');
  const marks = () =>
    links.evaluateAll((all) =>
      all
        .filter((link) => {
          const { borderInlineStartWidth, borderBottomWidth } = getComputedStyle(link);
          return borderInlineStartWidth === '3px' || borderBottomWidth === '3px';
        })
        .map((link) => link.textContent?.trim()),
    );
  expect(await marks()).toEqual(['Grants']);
  await page.setViewportSize({ width: 768, height: 800 });
  expect(await marks()).toEqual(['Grants']);
});

test.describe('why somebody has access', () => {
  const why = (page: Page, n: number) =>
    page.getByRole('button', { name: `Why does person-${n}@example.com have access?` });
  const about = (page: Page, n: number) =>
    page.getByRole('dialog', { name: `Access of person-${n}@example.com to ml-team` });

  test('is read beside the list, which goes on working', async ({ openAs }) => {
    const page = await openMembers(openAs);
    await why(page, 1).click();
    await expect(about(page, 1)).toBeVisible();
    await expectNoAxeFindings(page);
    const list = await page.getByRole('table', { name: 'Members' }).boundingBox();
    const aside = await about(page, 1).boundingBox();
    expect((list?.x ?? 0) + (list?.width ?? 0)).toBeLessThanOrEqual(aside?.x ?? 0);
    await why(page, 2).click();
    await expect(about(page, 2)).toBeVisible();
    await expect(about(page, 1)).toHaveCount(0);
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByRole('combobox', { name: 'Search or jump to' })).toBeFocused();
    // One thing at a time.
    await page.keyboard.press('Escape');
    await expect(page.getByRole('combobox', { name: 'Search or jump to' })).toBeHidden();
    await expect(about(page, 2)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(about(page, 2)).toBeHidden();
  });

  test('returns the focus to its button', async ({ openAs }) => {
    const page = await openMembers(openAs);
    await why(page, 1).focus();
    await page.keyboard.press('Enter');
    await expect(about(page, 1)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(about(page, 1)).toBeHidden();
    await expect(why(page, 1)).toBeFocused();
  });

  test('covers the page where there is no room', async ({ openAs }) => {
    const page = await openMembers(openAs);
    await page.setViewportSize({ width: 1100, height: 800 });
    await why(page, 1).click();
    await expect(about(page, 1)).toBeVisible();
    expect(await about(page, 1).evaluate((dialog) => dialog.matches(':modal'))).toBe(true);
  });
});
