// The pictures in the README: the demo of script/server, as its people see it.

import { fileURLToPath } from 'node:url';

import type { Page } from '@playwright/test';

import { seedDemo } from '../../dev/seed-demo.mjs';
import { loaded } from '../fixtures/estate';
import { expect, row, test } from '../fixtures/test';
import { Api } from '../../dev/support/api.mjs';

const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));

test.use({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });

test.beforeEach(async ({ idp, platform }) => {
  await seedDemo(async (email: string) => {
    const token = await idp.accessToken(email, { claims: { sub: email } });
    return new Api(platform.origin, token);
  });
});

async function take(page: Page, name: string): Promise<void> {
  // Nothing that comes and goes.
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${folder}${name}.png`, animations: 'disabled' });
}

test('the members of a workspace', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await expect(row(page, 'alice@example.com')).toContainText('You');
  await take(page, 'members');
});

test.describe('dark', () => {
  test.use({ colorScheme: 'dark' });

  test('what a change means, before it is made', async ({ openAs }) => {
    const page = await openAs('alice@example.com', 'workspaces/research/members?do=access');
    const dialog = page.getByRole('dialog', { name: 'Who can get in' });
    await dialog.getByRole('radio', { name: 'Private' }).check();
    await dialog.getByText('Share as link or CLI command').click();
    await expect(dialog).toContainText('All signed-in users: Viewer → no access.');
    await take(page, 'preview');
  });

  test('who has which role where', async ({ openAs }) => {
    const page = await openAs('admin@example.com', 'access/matrix');
    await loaded(page);
    await expect(page.getByRole('grid', { name: 'Access matrix' })).toBeVisible();
    await take(page, 'matrix');
  });
});

test('what needs attention', async ({ openAs }) => {
  const page = await openAs('admin@example.com', 'access');
  await loaded(page);
  await expect(page.getByRole('heading', { name: 'Needs attention' })).toBeVisible();
  await take(page, 'overview');
});

test('offboarding as a plan', async ({ openAs }) => {
  const page = await openAs('admin@example.com', 'access/person?principal=alice@example.com');
  await page.getByRole('button', { name: 'Remove from all workspaces…' }).click();
  await page.getByLabel('Same person for all').fill('bob@example.com');
  await page.getByRole('button', { name: 'Apply to all' }).click();
  await page
    .getByRole('heading', { name: 'Remove alice@example.com everywhere' })
    .evaluate((it) => window.scrollTo(0, it.getBoundingClientRect().top + window.scrollY - 80));
  await take(page, 'plan');
});
