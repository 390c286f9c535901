// Bulk work where the platform asks to wait: 429 with `Retry-After`.

import type { Page, Route } from '@playwright/test';

import { expect, openDialog, row, rowHeaders, test } from '../../fixtures/test';

// The answers are made up: the limits of a platform are its own.
test.describe('a platform that asks to wait', { tag: '@embedded' }, () => {
  test.beforeEach(async ({ apiAs, guard }) => {
    guard.allow(/status of (429|503)/);
    const alice = await apiAs('alice@example.com');
    await alice.createWorkspace('ml-team');
  });

  /** Refuses some writes; what was refused, and what got through, in order. */
  async function limit(
    page: Page,
    refuses: (nth: number, route: Route) => { status: number; retryAfter?: string } | undefined,
  ): Promise<{ refused: number; passed: number }> {
    const counts = { refused: 0, passed: 0 };
    let nth = 0;
    await page.route('**/ml-team/members**', (route) => {
      if (route.request().method() === 'GET') return route.fallback();
      const refusal = refuses(nth, route);
      nth += 1;
      if (!refusal) {
        counts.passed += 1;
        return route.fallback();
      }
      counts.refused += 1;
      return route.fulfill({
        status: refusal.status,
        headers: refusal.retryAfter ? { 'Retry-After': refusal.retryAfter } : {},
        json: { detail: 'Too many changes at once.' },
      });
    });
    return counts;
  }

  for (const [what, refusal] of [
    ['seconds', () => ({ status: 429, retryAfter: '1' })],
    ['a date', () => ({ status: 429, retryAfter: new Date(Date.now() + 2_000).toUTCString() })],
    ['no time', () => ({ status: 429 })],
    ['unavailable', () => ({ status: 503, retryAfter: '1' })],
  ] as const) {
    test(`many are added after a pause (${what})`, async ({ openAs }) => {
      const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
      const counts = await limit(page, (nth) => (nth % 3 === 1 ? refusal() : undefined));
      const names = Array.from({ length: 9 }, (_, index) => `user-${index}@example.com`);
      const dialog = await openDialog(page, 'Add members');
      await dialog.getByLabel('People, groups and services').fill(names.join('\n'));
      await dialog.getByRole('button', { name: 'Add 9 members' }).click();
      await expect(
        dialog.getByText(/The platform asks to wait: going on in \d+ second/),
      ).toBeVisible();
      await expect(dialog.getByText('Everyone is in.')).toBeVisible();
      await expect(dialog.getByText(/asks to wait/)).toBeHidden();
      await dialog.getByRole('button', { name: 'Close' }).last().click();
      await expect(rowHeaders(page)).toHaveCount(10);
      expect(counts.refused).toBeGreaterThan(0);
      expect(counts.passed).toBe(9);
    });
  }

  test('a long pause can be stopped, and what was not sent is tried again', async ({ openAs }) => {
    const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
    let open = false;
    const counts = await limit(page, () => (open ? undefined : { status: 429, retryAfter: '200' }));
    const dialog = await openDialog(page, 'Add members');
    await dialog
      .getByLabel('People, groups and services')
      .fill('bob@example.com carol@example.com dan@example.com');
    await dialog.getByRole('button', { name: 'Add 3 members' }).click();
    await dialog.getByRole('button', { name: 'Stop' }).click();
    await expect(dialog.getByText('3 failed. The others are in.')).toBeVisible();
    await expect(dialog.getByText('Stopped before it was sent.').first()).toBeVisible();
    expect(counts.passed).toBe(0);

    open = true;
    await dialog.getByRole('button', { name: 'Try the 3 that failed again' }).click();
    await expect(dialog.getByText('Everyone is in.')).toBeVisible();
    expect(counts.passed).toBe(3);
  });

  test('a pause that is too long to wait for is reported at once, with the time', async ({
    openAs,
  }) => {
    const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
    await limit(page, () => ({ status: 429, retryAfter: '86400' }));
    const dialog = await openDialog(page, 'Add members');
    await dialog.getByLabel('People, groups and services').fill('bob@example.com');
    await dialog.getByRole('button', { name: 'Add 1 member' }).click();
    await expect(dialog.getByText('1 failed. The others are in.')).toBeVisible();
    await expect(dialog).toContainText('Too many changes at once. Try again in 86400 seconds.');
  });

  test('a plan waits, and the members of all workspaces are waited for', async ({
    apiAs,
    openAs,
  }) => {
    const alice = await apiAs('alice@example.com');
    for (const name of ['first', 'second', 'third']) {
      await alice.createWorkspace(name);
      await alice.addMember(name, 'bob@example.com', 'Viewer');
    }
    const page = await openAs('alice@example.com', 'account');
    let reads = 0;
    let writes = 0;
    await page.route('**/workspaces/*/members**', (route) => {
      const isRead = route.request().method() === 'GET';
      const nth = isRead ? (reads += 1) : (writes += 1);
      // Reading `system` shows what the person may do, and is not bulk work.
      if (route.request().url().includes('/system/') || nth % 2 === 0) return route.fallback();
      return route.fulfill({
        status: 429,
        headers: { 'Retry-After': '1' },
        json: { detail: 'Slowly.' },
      });
    });
    await page.goto('access/person?principal=bob@example.com');
    await expect(page.getByText(/The platform asks to wait/)).toBeVisible();
    await expect(row(page, 'third')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Stop loading' })).toBeHidden();
    await page.getByRole('button', { name: 'Remove from all workspaces…' }).click();
    await page.getByRole('button', { name: 'Apply 3 changes' }).click();
    await expect(page.getByText('Finished: 3 done.')).toBeVisible({ timeout: 30_000 });
    expect(await (await apiAs('alice@example.com')).members('third')).toHaveLength(1);
  });
});
