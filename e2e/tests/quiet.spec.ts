// Nothing that a browser complains about: that there is no warning and no error on any page is checked
// in every test (fixtures/guard.ts); here each page is loaded on its own, and all is fetched once.

import { expect, test } from '../fixtures/test';

const PAGES = [
  '',
  'workspaces',
  'workspaces/ml-team',
  'workspaces/ml-team/members',
  'workspaces/ml-team/activity',
  'access',
  'access/grants',
  'access/reviews',
  'access/person',
  'access/person?principal=alice@example.com',
  'access/findings?kind=open',
  'access/findings?kind=admins',
  'access/findings',
  'access/matrix',
  'access/compare',
  'access/changes',
  'account',
  'no/such/page',
];

test('pages load without a word in the console, and nothing twice', async ({ apiAs, openAs }) => {
  await (await apiAs('alice@example.com')).createWorkspace('ml-team');
  const page = await openAs('alice@example.com', 'workspaces');
  const said: string[] = [];
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  for (const path of PAGES) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    // Chromium complains of what was preloaded and not used a few seconds after the load; what was
    // fetched twice shows at once.
    const fetched = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .filter((name) => /\.(wasm|js|css)$/.test(name)),
    );
    expect(fetched, path).toEqual([...new Set(fetched)]);
  }
  expect(said).toEqual([]);
});

test('what is preloaded is what is used', async ({ page }) => {
  const wasm: string[] = [];
  page.on('request', (request) => {
    if (/studio-\w+\.wasm$/.test(request.url())) wasm.push(request.url());
  });
  await page.goto('');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(wasm).toHaveLength(1);
});
