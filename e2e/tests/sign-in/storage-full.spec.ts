// A tab whose storage is full: what has to be remembered until the identity provider answers can't
// be kept, and that is said before the person is sent there.

import { expect, row, test, title } from '../../fixtures/test';

for (const [left, what] of [
  [0, 'no room at all'],
  [40, 'room for a few characters'],
  [300, 'room for half of what is needed'],
] as const) {
  test(`${what}: a sign-in is refused before it is started, with the reason`, async ({
    page,
    platform,
    signInAs,
    traffic,
  }) => {
    await page.addInitScript(
      ({ origin, left }) => {
        if (location.origin !== origin || sessionStorage.getItem('full')) return;
        let size = 1 << 24;
        let text = '';
        while (size >= 1) {
          try {
            sessionStorage.setItem('full', text + 'x'.repeat(size));
            text += 'x'.repeat(size);
          } catch {
            size >>= 1;
          }
        }
        sessionStorage.setItem('full', text.slice(left));
      },
      { origin: platform.origin, left },
    );
    await page.goto('workspaces');
    await expect(title(page, "Signing in didn't work")).toBeVisible();
    await expect(page.getByRole('alert')).toContainText('no room left');
    await expect(page.getByRole('alert')).toContainText('Open Studio in a new tab');
    expect(traffic.authorizations()).toHaveLength(0);

    // With some room made, it goes on.
    await page.evaluate(() => sessionStorage.setItem('full', 'not any more'));
    await page.getByRole('button', { name: 'Try again' }).click();
    await signInAs(page, 'alice@example.com');
    await expect(row(page, 'default')).toBeVisible();
  });
}

test('what an earlier session has left makes room', async ({ page, platform, signInAs }) => {
  await page.addInitScript((origin) => {
    if (location.origin !== origin || sessionStorage.length > 0) return;
    sessionStorage.setItem('nmp-studio.session', 'x'.repeat(5000));
    let size = 1 << 24;
    let text = '';
    while (size >= 1) {
      try {
        sessionStorage.setItem('full', text + 'x'.repeat(size));
        text += 'x'.repeat(size);
      } catch {
        size >>= 1;
      }
    }
  }, platform.origin);
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  await expect(row(page, 'default')).toBeVisible();
});
