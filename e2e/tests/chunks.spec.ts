// The parts of Studio that are fetched when they are needed, and what is seen if they don't come.

import { type Route } from '@playwright/test';

import { expect, fetchedChunks, prefetched, row, test, title } from '../fixtures/test';

const CHUNKS = '**/chunks/*.wasm';
const PAGES = '**/chunks/{account,workspace}-*.wasm';

const FAULTS: [string, (route: Route) => Promise<void>, RegExp][] = [
  ['the network is down', (route) => route.abort(), /ERR_FAILED|Failed to fetch/],
  [
    'another version has taken its place',
    (route) => route.fulfill({ status: 404, json: { detail: 'Not Found' } }),
    /status of 404|integrity|Failed to fetch/,
  ],
  [
    'it was tampered with',
    async (route) => {
      const answer = await route.fetch();
      const body = Buffer.concat([await answer.body(), Buffer.from([0, 2, 1, 120])]);
      await route.fulfill({ response: answer, body });
    },
    /integrity|Failed to fetch/,
  ],
];

for (const [what, fault, problem] of FAULTS) {
  test(`a page that doesn't come since ${what} says so, and comes when asked again`, async ({
    page,
    guard,
    signInAs,
  }) => {
    guard.allow(problem);
    await page.goto('workspaces');
    await page.route(PAGES, fault);
    await signInAs(page, 'alice@example.com');
    await row(page, 'default').getByRole('link', { name: 'default' }).click();
    const panel = page.getByRole('alert');
    await expect(panel.getByText("This page couldn't be downloaded")).toBeVisible();
    await expect(panel.getByRole('button', { name: 'Reload Studio' })).toBeVisible();
    // The rest of Studio works on.
    await page.getByRole('link', { name: 'Workspaces' }).click();
    await expect(row(page, 'default')).toBeVisible();
    await page.goBack();

    await panel.getByRole('button', { name: 'Try again' }).click();
    await expect(panel.getByText("This page couldn't be downloaded")).toBeVisible();
    await page.unroute(PAGES);
    await panel.getByRole('button', { name: 'Try again' }).click();
    await expect(title(page, 'Members of default')).toBeVisible();
    await expect(panel).toBeHidden();
  });
}

test('a sign-in spends no code while what checks its answer is missing', async ({
  page,
  guard,
  signInAs,
  traffic,
}) => {
  guard.allow(/ERR_FAILED|Failed to fetch/);
  await page.goto('workspaces/default');
  // At the identity provider; what led there is not kept for the page that comes back.
  await page.waitForURL('**/interaction/**');
  await page.route(CHUNKS, (route) => route.abort());
  await signInAs(page, 'alice@example.com', { staysAtCallback: true });
  await expect(title(page, "Signing in didn't work")).toBeVisible();
  await expect(page.getByText("couldn't be downloaded").first()).toBeVisible();
  expect(traffic.tokenRequests('authorization_code')).toEqual([]);

  await page.unroute(CHUNKS);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(title(page, 'Settings of default')).toBeVisible();
  expect(traffic.tokenRequests('authorization_code')).toHaveLength(1);
});

test('nobody is sent to an identity provider by half of Studio', async ({
  page,
  guard,
  signInAs,
}) => {
  guard.allow(/ERR_FAILED|Failed to fetch/);
  await page.route(CHUNKS, (route) => route.abort());
  await page.goto('workspaces/default');
  await expect(title(page, "Signing in didn't work")).toBeVisible();
  await expect(page.getByText("couldn't be downloaded").first()).toBeVisible();

  await page.unroute(CHUNKS);
  await page.getByRole('button', { name: 'Try again' }).click();
  await signInAs(page, 'alice@example.com');
  await expect(title(page, 'Settings of default')).toBeVisible();
});

test('what a click would need is there before it', async ({ page, signInAs }) => {
  const fetched = fetchedChunks(page);
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  await expect
    .poll(() => [...fetched].toSorted())
    .toEqual(expect.arrayContaining(['palette', 'shared', 'tokens', 'workspace']));
  // Without a network, but with an answering API, the page is shown at once.
  await page.route(CHUNKS, (route) => route.abort());
  await row(page, 'default').getByRole('link', { name: 'default' }).click();
  await expect(title(page, 'Members of default')).toBeVisible();
});

test('what the page at an address needs is asked for beside the app', async ({ apiAs, openAs }) => {
  await (await apiAs('alice@example.com')).createWorkspace('ml-team');
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await expect(row(page, 'alice@example.com')).toBeVisible();
  const { app, needed } = await page.evaluate(() => {
    const files = performance
      .getEntriesByType('resource')
      .filter((entry) => entry instanceof PerformanceResourceTiming);
    const times = (pattern: RegExp) =>
      files
        .filter(({ name }) => pattern.test(name))
        .map(({ startTime, responseEnd }) => ({ asked: startTime, came: responseEnd }));
    return {
      app: times(/\/studio-\w+\.wasm$/),
      needed: times(/\/chunks\/workspace-\w+\.wasm$|\/apis\/auth\/discovery$/),
    };
  });
  expect(app).toHaveLength(1);
  expect(needed).toHaveLength(2);
  for (const { asked } of needed) expect(asked).toBeLessThan(app[0].came);
});

test('nothing is fetched ahead before the page is complete', async ({ apiAs, openAs }) => {
  await (await apiAs('alice@example.com')).createWorkspace('ml-team');
  const page = await openAs('alice@example.com', 'workspaces');
  await expect(row(page, 'ml-team')).toBeVisible();
  // Or what this page fetches ahead would count for the next one.
  await prefetched(page);
  let goOn = () => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  await page.route('**/apis/**/ml-team/members', async (route) => {
    await held;
    await route.continue();
  });
  const fetched = fetchedChunks(page);
  await page.goto('workspaces/ml-team/members');
  await expect(page.getByText('Loading members')).toBeAttached();
  // By then, it would have been asked for.
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  expect(fetched).toContain('workspace');
  expect(fetched).not.toContain('access');
  goOn();
  await expect(row(page, 'alice@example.com')).toBeVisible();
  await expect.poll(() => [...fetched]).toContain('access');
});

test('for a person who saves data, nothing is fetched ahead', async ({ apiAs, openAs }) => {
  await (await apiAs('alice@example.com')).createWorkspace('ml-team');
  const page = await openAs('alice@example.com', 'workspaces');
  await prefetched(page);
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
  });
  const fetched = fetchedChunks(page);
  await page.goto('workspaces');
  await row(page, 'ml-team').getByRole('link', { name: 'ml-team' }).click();
  await expect(row(page, 'alice@example.com')).toBeVisible();
  expect(fetched).toContain('workspace');
  expect(fetched).not.toContain('access');
});
