// A computer whose clock is wrong can work all the same.

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
    await expect(row(page, 'Everyone signed in')).toBeVisible();
    expect(traffic.authorizations()).toHaveLength(1);
  });
}
