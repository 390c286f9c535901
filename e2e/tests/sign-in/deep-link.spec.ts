// Not signed in: straight to the identity provider, from any page, and back to it.

import { expect, historyOf, row, test, title } from '../../fixtures/test';

test('a link with a dotted name and a query leads back to itself', async ({
  page,
  apiAs,
  signInAs,
  traffic,
}) => {
  await (await apiAs('alice@example.com')).createWorkspace('a_b.c+d@e');
  await page.goto('workspaces/a_b.c+d@e/members?x=1&y=%20z#part');
  await signInAs(page, 'alice@example.com');
  await expect(title(page, 'Members of a_b.c+d@e')).toBeVisible();
  await expect(page).toHaveURL(/\/studio\/workspaces\/a_b\.c\+d@e\/members\?x=1&y=%20z#part$/);
  await expect(page).toHaveTitle('Members of a_b.c+d@e · Studio');
  expect(traffic.authorizations()).toHaveLength(1);
});

test('a filtered list leads back with its filter', async ({ page, apiAs, signInAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.createWorkspace('research');
  await page.goto('workspaces?q=ml&sort=-name');
  await signInAs(page, 'alice@example.com');
  await expect(row(page, 'ml-team')).toBeVisible();
  await expect(row(page, 'research')).toBeHidden();
  await expect(page).toHaveURL(/\/workspaces\?q=ml&sort=-name$/);
});

test('a page that does not exist leads back to saying so', async ({ page, signInAs }) => {
  await page.goto('no/such/page?q=1');
  await signInAs(page, 'alice@example.com');
  await expect(title(page, 'Page not found')).toBeVisible();
  await expect(page).toHaveURL(/\/no\/such\/page\?q=1$/);
});

test("the platform's root leads to the workspaces", async ({ page, platform, signInAs }) => {
  await page.goto(`${platform.origin}/`);
  await signInAs(page, 'alice@example.com');
  await expect(title(page, 'Workspaces')).toBeVisible();
  await expect(page).toHaveURL(`${platform.studioUrl}workspaces`);
});

const tag = '@chromium';
test(
  'the code is in neither the address bar, the history nor a later request',
  { tag },
  async ({ page, idp, signInAs, traffic }) => {
    // Before anything else happens, not only once all is well.
    const duringExchange: string[] = [];
    page.on('request', (request) => {
      if (request.url() === `${idp.issuer}/token`) duringExchange.push(page.url());
    });
    await page.goto('workspaces/default');
    await signInAs(page, 'alice@example.com');
    await expect(title(page, 'Settings of default')).toBeVisible();

    const code = traffic.callbacks()[0]?.searchParams.get('code');
    expect(code).toBeTruthy();
    expect(duringExchange).toEqual([expect.stringMatching(/\/studio\/auth\/success$/)]);
    expect(page.url()).not.toContain('code=');
    const visited = await historyOf(page);
    expect(visited.at(-1)).toBe(page.url());
    expect(visited.filter((url) => /[?&](code|state)=/.test(url))).toEqual([]);

    const carrying = traffic.requests.filter(
      (request) =>
        request.url().includes(`${code}`) || request.headers().referer?.includes(`${code}`),
    );
    expect(carrying.map((request) => new URL(request.url()).pathname)).toEqual([
      '/studio/auth/success',
    ]);
  },
);

test('Back from the page goes to what was before Studio, not into a callback', async ({
  page,
  signInAs,
  traffic,
}) => {
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  await row(page, 'default').getByRole('link').click();
  await expect(title(page, 'Members of default')).toBeVisible();
  await page.goBack();
  await expect(title(page, 'Workspaces')).toBeVisible();
  expect(traffic.authorizations()).toHaveLength(1);
});
