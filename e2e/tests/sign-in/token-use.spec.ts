// Where the token goes, and where it doesn't.

import {
  expect,
  historyOf,
  openAccountMenu,
  openDialog,
  stored,
  test,
  title,
} from '../../fixtures/test';

test('the token goes with every API call and with nothing else', async ({
  page,
  idp,
  platform,
  signInAs,
  traffic,
}) => {
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  const create = await openDialog(page, 'Create workspace');
  await create.getByLabel('Name').fill('ml-team');
  await create.getByRole('button', { name: 'Create' }).click();
  await expect(title(page, 'Members of ml-team')).toBeVisible();
  await expect(page.getByRole('rowheader')).toHaveCount(1);

  const [token, ...others] = await traffic.bearers();
  expect(others).toEqual([]);
  expect(token.split('.')).toHaveLength(3);

  const calls = new Set(traffic.apiCalls());
  expect(calls.size).toBeGreaterThan(3);
  for (const request of traffic.requests) {
    const { authorization } = await request.allHeaders();
    const what = `${request.method()} ${request.url()}`;
    if (calls.has(request)) expect(authorization, what).toBe(`Bearer ${token}`);
    else expect(authorization, what).toBeUndefined();
    expect(request.url()).not.toContain(token);
  }
  // Nor do cookies go to the identity provider with what Studio itself asks there.
  for (const request of traffic.requests) {
    if (request.resourceType() !== 'fetch' || !request.url().startsWith(idp.issuer)) continue;
    expect(await request.allHeaders()).not.toHaveProperty('cookie');
  }
  expect(await page.context().cookies(platform.origin)).not.toContainEqual(
    expect.objectContaining({ value: expect.stringContaining(token) }),
  );
});

test('neither the DOM, the addresses nor localStorage have a token in them', async ({
  page,
  signInAs,
  traffic,
}) => {
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  await expect(title(page, 'Workspaces')).toBeVisible();
  await openAccountMenu(page);
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true });

  const [token] = await traffic.bearers();
  // Any JWT at all: a header begins with `{"`.
  const jwt = /eyJ[\w-]+\.eyJ/;
  expect(await page.content()).not.toMatch(jwt);
  const local = await page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
  expect(local).not.toMatch(jwt);
  expect((await stored(page)).local).toEqual(['nmp-studio.theme']);
  expect((await historyOf(page)).join('\n')).not.toMatch(jwt);
  // What is looked for would have been found.
  expect(token).toMatch(jwt);
});

test('a refresh token is not kept where a reload would find it', async ({
  page,
  signInAs,
  traffic,
}) => {
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  await expect(title(page, 'Workspaces')).toBeVisible();
  const session = await page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)));
  expect(session).not.toContain('refresh_token');
  const [exchange] = traffic.tokenRequests('authorization_code');
  expect(session).not.toContain(exchange.get('code_verifier'));
});
