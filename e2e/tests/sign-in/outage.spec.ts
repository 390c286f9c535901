// The identity provider or the platform is away.

import { expect, prefetched, row, test, title } from '../../fixtures/test';

test.beforeEach(({ guard }) => guard.allow(/ERR_CONNECTION_REFUSED|ERR_FAILED/));

test('without the identity provider Studio says so, and goes on once it is back', async ({
  page,
  idp,
  platform,
  signInAs,
  traffic,
}) => {
  // The platform has not reached it either.
  await idp.stop();
  await platform.restart();
  await page.goto('workspaces/default/members');
  await expect(title(page, "Signing in didn't work")).toBeVisible();
  await expect(page.getByRole('alert')).toContainText("The identity provider can't be reached");
  await expect(page.getByRole('alert')).toContainText(idp.issuer);
  expect(traffic.authorizations()).toEqual([]);

  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('alert')).toContainText("can't be reached");

  await idp.start();
  await page.getByRole('button', { name: 'Try again' }).click();
  await signInAs(page, 'alice@example.com');
  await expect(title(page, 'Members of default')).toBeVisible();
  await expect(row(page, 'All signed-in users')).toBeVisible();
});

test('without the platform Studio says so, and goes on once it is back', async ({
  page,
  idp,
  platform,
}) => {
  // The page comes from the platform itself: it goes away once the page is there, which asks its
  // question at the same time.
  const studio = Promise.all(
    [/\/studio-\w+\.js$/, /\/studio-\w+\.wasm$|\/plain-\w+\.js$/].map((file) =>
      page.waitForEvent('requestfinished', (request) => file.test(request.url())),
    ),
  );
  await page.route('**/apis/auth/discovery', async (route) => {
    await studio;
    await platform.stop();
    await route.continue();
  });
  await page.goto('workspaces');
  await expect(title(page, "The platform can't be reached")).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('Nothing is lost');
  await page.unroute('**/apis/auth/discovery');

  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('alert')).toContainText("The platform doesn't answer.");

  await platform.start();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.waitForURL(`${idp.issuer}/interaction/**`);
});

test('a platform that goes away under a page says so there, and the session goes on', async ({
  page,
  platform,
  apiAs,
  signInAs,
  traffic,
}) => {
  await (await apiAs('alice@example.com')).createWorkspace('ml-team', 'Survives a restart');
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  await expect(row(page, 'ml-team')).toBeVisible();

  // A page whose code isn't there yet is another case: chunks.spec.ts.
  await prefetched(page);
  await platform.stop();
  await row(page, 'ml-team').getByRole('link').click();
  await expect(page.getByRole('alert')).toContainText("The platform doesn't answer.");

  await platform.start();
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await expect(title(page, 'Members of ml-team')).toBeVisible();
  await expect(row(page, 'alice@example.com')).toBeVisible();
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByText('Survives a restart')).toBeVisible();

  await page.reload();
  await expect(page.getByText('Survives a restart')).toBeVisible();
  expect(traffic.authorizations()).toHaveLength(1);
});

test('a provider that answers without a page keeps nobody waiting for ever', async ({
  page,
  idp,
  signInAs,
  traffic,
}) => {
  await page.clock.install();
  // As with 204: the page stays where it is. For an answer with that status Playwright would wait.
  await page.route(`${idp.issuer}/auth?**`, (route) => route.abort('aborted'));
  await page.goto('workspaces/default/members');
  await expect.poll(() => traffic.authorizations().length).toBe(1);
  await page.clock.fastForward('00:31');
  await expect(title(page, "Signing in didn't work")).toBeVisible();
  await expect(page.getByRole('alert')).toContainText("The identity provider's page doesn't open");
  await page.unroute(`${idp.issuer}/auth?**`);

  await page.getByRole('button', { name: 'Try again' }).click();
  await signInAs(page, 'alice@example.com');
  await expect(row(page, 'All signed-in users')).toBeVisible();
});
