// A platform with settings of the test's own, and a provider whose answers the test changes.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, type Locator, type Page } from '@playwright/test';

import { startPlatform } from '../../../dev/support/platform.mjs';
import { freePort } from '../../../dev/support/ports.mjs';
import { title } from '../../fixtures/studio';
import { test as base } from '../../fixtures/watched';
import { startRogueIdp } from '../../rogue-idp/server.mjs';
import type { Json, Switch } from '../../rogue-idp/types';

export { expect } from '@playwright/test';
export { expectNoAxeFindings } from '../../fixtures/axe';
export * from '../../fixtures/studio';

export type Rogue = Awaited<ReturnType<typeof startRogueIdp>>;

interface Options {
  /** More of the section `auth` of the platform. */
  auth: Record<string, unknown>;
  /** More of the section `auth.oidc` of the platform. */
  oidc: Record<string, unknown>;
  /** What the provider makes of its answers. */
  does: Switch;
}

interface Fixtures {
  platform: Awaited<ReturnType<typeof startPlatform>>;
}

export const test = base.extend<Options & Fixtures, { rogue: Rogue }>({
  auth: [{}, { option: true }],
  oidc: [{}, { option: true }],
  does: [{}, { option: true }],

  rogue: [
    async ({}, use) => {
      const rogue = await startRogueIdp();
      await use(rogue);
      await rogue.close();
    },
    { scope: 'worker' },
  ],

  platform: async ({ auth, does, oidc, rogue }, use) => {
    rogue.reset({ switch: does });
    const dataDir = mkdtempSync(join(tmpdir(), 'nmp-studio-providers-'));
    const platform = await startPlatform({
      auth: 'oidc',
      dataDir,
      port: await freePort(),
      idp: rogue,
      settings: { ...auth, oidc },
    });
    await use(platform);
    await platform.stop();
    rmSync(dataDir, { recursive: true, force: true });
    expect(rogue.complaints, 'what the provider found wrong').toEqual([]);
  },

  baseURL: async ({ platform }, use) => use(platform.studioUrl),

  around: async ({ platform, rogue }, use) =>
    use({ platform: platform.origin, issuer: rogue.issuer }),
});

/** The page of a failed sign-in, with its details open: it has found this. */
export async function expectFound(page: Page, finding: string): Promise<Locator> {
  await expect(title(page, "Signing in didn't work")).toBeVisible();
  const alert = page.getByRole('alert');
  await alert.getByText('Details', { exact: true }).click();
  await expect(alert.locator('pre')).toContainText(`finding: ${finding}\n`);
  return alert;
}

/** The value of a name, on a page that has it once. */
export function fact(within: Page | Locator, name: string): Locator {
  // The account menu has some of the same names.
  const main = 'goto' in within ? within.getByRole('main') : within;
  return main.locator('dt', { hasText: new RegExp(`^${name}$`) }).locator('+ dd');
}

/** Claims without `at_hash`, of a provider whose access token is changed afterwards. */
export function withoutHash(claims: Json): Json {
  const { at_hash: _, ...rest } = claims;
  return rest;
}
