// An identity provider whose address is an IPv6 literal, which a Content-Security-Policy can't name.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { accountButton, openAccountMenu, title } from '../../fixtures/studio';
import { signIn } from '../../fixtures/sign-in';
import { startIdp } from '../../../dev/idp/server.mjs';
import { startPlatform } from '../../../dev/support/platform.mjs';
import { freePort } from '../../../dev/support/ports.mjs';

test('signs in and out', async ({ page }) => {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  const port = await freePort();
  const idp = await startIdp({
    host: '::1',
    studioOrigins: [`http://127.0.0.1:${port}`],
    autoConsent: true,
  });
  expect(idp.issuer).toMatch(/^http:\/\/\[::1\]:\d+$/);
  const dataDir = mkdtempSync(join(tmpdir(), 'nmp-studio-ipv6-'));
  const platform = await startPlatform({ auth: 'oidc', dataDir, port, idp });
  try {
    await page.goto(`${platform.studioUrl}workspaces`);
    await signIn(page, 'alice@example.com', {
      auth: 'oidc',
      studioUrl: platform.studioUrl,
      idp: { issuer: idp.issuer, asksConsent: false },
    });
    await expect(title(page, 'Workspaces')).toBeVisible();
    await expect(accountButton(page)).toContainText('Alice');
    const menu = await openAccountMenu(page);
    await menu.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${idp.issuer}/**`);
    expect(problems).toEqual([]);
  } finally {
    await platform.stop();
    await idp.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
