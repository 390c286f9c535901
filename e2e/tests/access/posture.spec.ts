// How well the platform is protected: seen is good or open, everything else unknown.

import type { Page } from '@playwright/test';

import { loaded, saved } from '../../fixtures/estate';
import { expect, test, title } from '../../fixtures/test';

/** What the checklist asks as a stranger may be refused, and NeMo Platform is never ready here; browsers report it. */
const REFUSED = /status of (401|404|503)/;

/** The item of the checklist with these words. */
function item(page: Page, words: string) {
  return page.locator('.checklist li').filter({ hasText: words });
}

test('an administrator sees what is open, goes there, and keeps a record', async ({
  openAs,
  guard,
}) => {
  guard.allow(REFUSED);
  const page = await openAs('admin@example.com', 'access');
  await loaded(page);
  await page.getByRole('link', { name: 'Posture', exact: true }).click();
  await expect(title(page, 'Posture')).toBeVisible();
  await expect(page.getByText(/^\d+ good, \d+ open, \d+ unknown$/)).toBeVisible();
  await expect(item(page, 'auth.enabled: true')).toContainText('Good');
  await expect(item(page, 'TLS, by the server')).toContainText('the platform is on this machine');
  await expect(item(page, 'back-ups of the database')).toContainText('Unknown');
  const { name, text } = await saved(page, 'Save as Markdown');
  expect(name).toBe('posture.md');
  expect(text).toContain('- **Seen by:** ');
  expect(text).toMatch(/\| auth\.enabled: true \| good \| people have to sign in \|/);
  expect(text).not.toMatch(/eyJ/);
});

test(
  'what the embedded platform keeps from strangers is good, and default is open',
  { tag: '@embedded' },
  async ({ openAs, guard }) => {
    guard.allow(REFUSED);
    const page = await openAs('admin@example.com', 'access/posture');
    await loaded(page);
    await expect(item(page, 'identity headers from outside')).toContainText('refused (status 401)');
    await expect(item(page, 'the same for NeMo Helix')).toContainText('refused (status 401)');
    await expect(item(page, 'connect-src')).toContainText("connect-src 'self'");
    const open = item(page, 'is closed, or that is meant');
    await expect(open).toContainText('Open');
    await open.getByRole('link').click();
    await expect(page).toHaveURL(/workspaces\/default\/members/);
  },
);

test(
  'what is not answered is unknown, never good',
  { tag: '@embedded' },
  async ({ openAs, guard }) => {
    guard.allow(REFUSED);
    guard.allow(/status of 500|ERR_FAILED/);
    const page = await openAs('admin@example.com', 'account');
    await page.route('**/workspaces/*/members*', (route) =>
      route.fulfill({ status: 500, json: { detail: 'no' } }),
    );
    for (const path of ['**/metrics', '**/health/ready', '**/apis/files/**'])
      await page.route(path, (route) => route.abort());
    await page.goto('access/posture');
    await expect(item(page, 'back-ups of the database')).toContainText('Unknown');
    for (const words of [
      '/metrics',
      '/health/ready',
      'Bearer service',
      'two platform administrators',
      'is closed, or that is meant',
      'two Admins per workspace',
    ])
      await expect(item(page, words), words).toContainText('Unknown');
  },
);

test('who runs nothing is not led there', { tag: '@embedded' }, async ({ openAs }) => {
  const page = await openAs('carol@example.com', 'access');
  await loaded(page);
  await expect(page.getByRole('link', { name: 'Grants', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Posture', exact: true })).toHaveCount(0);
});
