// Something sends people round in circles: Studio stops, and says what it saw.

import type { Page } from '@playwright/test';

import { expect, row, signOut, stored, test, title } from '../../fixtures/test';

const FAILED = "Signing in didn't work";

// Nothing to refresh with, so that each refusal leads to a sign-in.
test.use({ idpOptions: { refreshTokens: false } });
test.beforeEach(({ guard }) => guard.allow(/status of 401/));

/** The platform takes the token everywhere but on one route, which answers after Studio had another answer. */
async function refuseMembers(page: Page): Promise<void> {
  // By what the page itself has seen: that a request has finished is known here before.
  const isTaken = () =>
    page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .some(({ name }) => /\/apis\/entities\/(?!.*\/default\/members)/.test(name)),
    );
  await page.route(/\/apis\/.*\/default\/members\b/, async (route) => {
    await expect.poll(isTaken).toBe(true);
    await route.fulfill({ status: 401, json: { detail: 'Not here' } });
  });
}

async function expectStopped(page: Page): Promise<void> {
  await expect(title(page, FAILED)).toBeVisible();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('and stopped.');
  await expect(alert).toContainText(
    /the platform refused the new token at GET \/apis\/\S+\/members \(“Not here”\)/,
  );
  await page.getByText('Details', { exact: true }).click();
  await expect(alert.locator('pre')).toContainText('code: too_many_sign_ins');
}

for (const tokens of ['tab', 'memory']) {
  test(`a token that one route refuses, kept in ${tokens}`, async ({ page, signInAs, traffic }) => {
    await page.addInitScript((where) => {
      new MutationObserver(() => {
        document.querySelector('meta[name="nmp-studio-tokens"]')?.setAttribute('content', where);
      }).observe(document, { childList: true, subtree: true });
    }, tokens);
    await refuseMembers(page);
    await page.goto('workspaces/default/members');
    await signInAs(page, 'alice@example.com', { staysAtCallback: true });
    await expectStopped(page);
    expect(traffic.authorizations()).toHaveLength(3);

    // The person's own click is not counted, those that follow are.
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => traffic.authorizations().length).toBe(6);
    await expectStopped(page);
    expect(traffic.authorizations()).toHaveLength(6);
  });
}

test('each of two tabs stops by itself', async ({ context, page, signInAs, traffic }) => {
  const other = await context.newPage();
  for (const tab of [page, other]) await refuseMembers(tab);
  await page.goto('workspaces/default/members');
  await signInAs(page, 'alice@example.com', { staysAtCallback: true });
  await other.goto('workspaces/default/members');
  await expectStopped(page);
  await expectStopped(other);
  expect(traffic.authorizations().length).toBeLessThanOrEqual(6);
});

test('going out and in by hand is never too often', async ({ page, idp, signInAs, traffic }) => {
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  for (let times = 0; times < 4; times += 1) {
    await signOut(page, idp.issuer);
    expect((await stored(page)).session).toEqual([]);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await signInAs(page, 'alice@example.com');
    await page.goto('workspaces');
    await expect(row(page, 'default')).toBeVisible();
  }
  expect(traffic.authorizations()).toHaveLength(5);
});
