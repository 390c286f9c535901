// A computer whose clock is wrong can work anyway.

import { expect, row, test, title } from '../../fixtures/test';

for (const [what, minutes] of [
  ['an hour ahead', 60],
  ['an hour behind', -60],
] as const) {
  test(`a clock that is ${what} signs nobody out`, async ({ page, signInAs, traffic }) => {
    await page.clock.setSystemTime(Date.now() + minutes * 60_000);
    await page.goto('workspaces');
    await signInAs(page, 'alice@example.com');
    await expect(row(page, 'default')).toBeVisible();
    await row(page, 'default').getByRole('link').click();
    await expect(title(page, 'Members of default')).toBeVisible();
    await page.reload();
    await expect(row(page, 'All signed-in users')).toBeVisible();
    expect(traffic.authorizations()).toHaveLength(1);
  });
}

// On the way to the identity provider and back: small steps, as when clocks are set by the network,
// those around where Studio begins to correct a clock, and large ones.
for (const [before, after] of [
  [0, -1],
  [0, -4],
  [0, 4],
  [-6, -5],
  [-5, -6],
  [6, 5],
  [5, 6],
  [0, -600],
  [0, 3600],
]) {
  test(`a clock that goes from ${before} s to ${after} s stops no sign-in`, async ({
    page,
    idp,
    signInAs,
    traffic,
  }) => {
    await page.clock.setSystemTime(Date.now() + before * 1000);
    await page.goto('workspaces');
    await page.waitForURL(`${idp.issuer}/interaction/**`);
    await page.clock.setSystemTime(Date.now() + after * 1000);
    await signInAs(page, 'alice@example.com');
    await expect(row(page, 'default')).toBeVisible();
    expect(traffic.authorizations()).toHaveLength(1);
  });
}
