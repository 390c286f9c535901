// Plain http on a name of the local network: browsers offer no `crypto.subtle`, no Web Locks and no
// clipboard there. Signing in needs none of them.

import { startIdp } from '../../../dev/idp/server.mjs';
import { accountButton, expect, openAccountMenu, test } from '../../fixtures/test';
import { signIn } from '../../fixtures/sign-in';

const NAME = 'studio.test';

test('signing in works on plain http, and what needs more says so', async ({
  playwright,
  launchOptions,
  platform,
  idp,
}) => {
  const { port } = new URL(platform.origin);
  const studioUrl = `http://${NAME}:${port}/studio/`;
  // The same provider again, with that name's origin registered.
  await idp.stop();
  const lan = await startIdp({
    port: Number(new URL(idp.issuer).port),
    studioOrigins: [`http://${NAME}:${port}`],
    autoConsent: true,
  });
  const browser = await playwright.chromium.launch({
    ...launchOptions,
    args: [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${NAME} 127.0.0.1`],
  });
  try {
    const page = await browser.newPage({ baseURL: studioUrl });
    await page.goto('account');
    await signIn(page, 'alice@example.com', {
      auth: 'oidc',
      studioUrl,
      idp: { issuer: lan.issuer, asksConsent: false },
    });
    await expect(accountButton(page)).toContainText('Alice');
    expect(await page.evaluate(() => [isSecureContext, 'subtle' in crypto])).toEqual([
      false,
      false,
    ]);

    await page.getByRole('button', { name: 'Copy token' }).click();
    await expect(page.getByRole('status')).toContainText('on https or localhost only');

    const menu = await openAccountMenu(page);
    await menu.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${lan.issuer}/**`);
  } finally {
    await browser.close();
    await lan.close();
  }
});
