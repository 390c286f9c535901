// Answers that the embedded platform does not give, but others do: broken ones, slow ones, and
// those of NeMo Platform 0.3.0. They are made up here, which nothing else in these tests does.

import type { Page } from '@playwright/test';

import { expect, ownRole, row, test, title } from '../fixtures/test';

const LIST = '**/apis/entities/v2/workspaces?*';
const MEMBERS = '**/apis/entities/v2/workspaces/*/members';

async function answer(page: Page, url: string, status: number, body: unknown): Promise<void> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  await page.route(url, (route) => route.fulfill({ status, body: text }));
}

const PROXY_PAGE =
  '<!doctype html><html><head><title>Sign in to Example</title></head><b>Bad gateway</b></html>';
const OWN_PAGE = /answered with a page of its own \(status \d+, /;

for (const [what, status, body, shown] of [
  ['a detail in words', 500, { detail: 'The disk is full' }, /status 500.*The disk is full/],
  [
    'a detail with fields',
    422,
    { detail: [{ type: 'x', loc: ['query', 'sort'], msg: 'No such order', input: 1 }] },
    /No such order/,
  ],
  ['no detail', 503, {}, /status 503/],
  ['a page of a proxy', 502, PROXY_PAGE, OWN_PAGE],
  ['a page that forbids', 403, PROXY_PAGE, OWN_PAGE],
  ['a page that knows nothing', 404, PROXY_PAGE, OWN_PAGE],
  ['a page that wants a sign-in', 401, PROXY_PAGE, OWN_PAGE],
  ['a page in the place of data', 200, PROXY_PAGE, OWN_PAGE],
  ['a line of a proxy', 503, 'no healthy upstream', OWN_PAGE],
  ['a very long page', 502, `${PROXY_PAGE}${'x'.repeat(2_000_000)}`, OWN_PAGE],
  ["a gateway's words", 500, { message: 'Too many cooks' }, /status 500.*Too many cooks/],
  ['nothing', 500, '', /status 500\) and doesn't say which/],
  ['a success that is not JSON', 200, 'It works!', /can't be read/],
  ['a success of another shape', 200, { data: 'none' }, /can't be read/],
] as const) {
  test(`an error with ${what} is shown, and trying again helps`, async ({
    page,
    signInAs,
    guard,
    traffic,
  }) => {
    guard.allow(/status of (40\d|422|50\d)/);
    await answer(page, LIST, status, body);
    await page.goto('workspaces');
    await signInAs(page, 'alice@example.com');
    await expect(page.getByRole('alert')).toContainText("The workspaces can't be shown");
    await expect(page.getByRole('alert')).toContainText(shown);
    // Bounded, whatever was sent.
    expect((await page.getByRole('alert').innerText()).length).toBeLessThan(1_000);
    expect(traffic.authorizations()).toHaveLength(1);

    await page.unroute(LIST);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(row(page, 'default')).toBeVisible();
  });
}

test('a redirection is not followed, and named as what it is', async ({
  page,
  signInAs,
  traffic,
}) => {
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  await expect(row(page, 'default')).toBeVisible();
  const elsewhere = 'http://127.0.0.1:9/sign-in';
  await page.route(LIST, (route) =>
    route.fulfill({ status: 302, headers: { location: elsewhere } }),
  );
  await page.getByRole('link', { name: 'default' }).click();
  await page.getByRole('link', { name: 'Workspaces' }).first().click();
  await expect(page.getByRole('alert')).toContainText(
    'redirects to another address, as a proxy does that wants you to sign in',
  );
  expect(traffic.authorizations()).toHaveLength(1);

  await page.unroute(LIST);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('alert')).toBeHidden();
  await expect(row(page, 'default')).toBeVisible();
});

test('what is on its way is announced, and never shown under another name', async ({
  page,
  apiAs,
  signInAs,
}) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('first');
  await alice.createWorkspace('second');
  await alice.addMember('first', 'bob@example.com', 'Viewer');
  let goOn = (): void => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  await page.route('**/workspaces/second/members', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('workspaces/first/members');
  await signInAs(page, 'alice@example.com');
  await expect(row(page, 'bob@example.com')).toBeVisible();
  await page.getByRole('link', { name: 'Workspaces' }).first().click();
  await row(page, 'second').getByRole('link').click();
  await expect(title(page, 'Members of second')).toBeVisible();
  await expect(page.getByRole('status').getByText('Loading members')).toBeAttached();
  await expect(row(page, 'bob@example.com')).toBeHidden();
  goOn();
  await expect(row(page, 'alice@example.com')).toBeVisible();
  await expect(page.getByRole('status').getByText('Loading members')).toBeHidden();
});

test.describe('version 0.3.0, which shows members to Admins only', () => {
  test.beforeEach(async ({ page, apiAs, guard }) => {
    guard.allow(/status of 403/);
    const alice = await apiAs('alice@example.com');
    await alice.createWorkspace('ml-team', 'Machine learning');
    await alice.addMember('ml-team', 'bob@example.com', 'Editor');
    await answer(page, MEMBERS, 403, { detail: 'Forbidden' });
  });

  test('the members page says so, once and without trying again', async ({
    page,
    signInAs,
    traffic,
  }) => {
    await page.goto('workspaces/ml-team/members');
    await signInAs(page, 'bob@example.com');
    await expect(page.getByText('Members are shown to Admins only')).toBeVisible();
    await expect(page.getByRole('table')).toBeHidden();
    const asked = traffic
      .apiCalls()
      .filter((request) => request.url().endsWith('/ml-team/members'));
    expect(asked.length).toBeLessThanOrEqual(1);
  });

  test('nothing is offered that is not known to be allowed', async ({ page, signInAs }) => {
    await page.goto('workspaces/ml-team');
    await signInAs(page, 'bob@example.com');
    await expect(page.getByText('Machine learning')).toBeVisible();
    await expect(ownRole(page)).toHaveText('Your role is not visible to you.');
    await expect(page.getByText(/unknown whether you may change/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Edit description' })).toBeHidden();
    await expect(page.getByRole('button', { name: 'Delete workspace' })).toBeHidden();

    await page.getByRole('link', { name: 'Workspaces' }).first().click();
    await expect(row(page, 'ml-team').getByRole('cell')).toHaveText([
      'Not visible to you',
      'Not visible to you',
      'Not visible to you',
      /now/,
      /now/,
    ]);
  });
});
