// One rogue provider and one platform for all tests of a worker: a fault is switched on, not set up.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { BrowserContext, Page } from '@playwright/test';

import type { Guard } from '../../fixtures/guard';
import type { Traffic } from '../../fixtures/traffic';
import { test as base } from '../../fixtures/watched';
import { startRogueIdp } from '../../rogue-idp/server.mjs';
import { startPlatform } from '../../../dev/support/platform.mjs';
import { freePort } from '../../../dev/support/ports.mjs';

export { expect } from '@playwright/test';
export * from '../../fixtures/studio';

export type Rogue = Awaited<ReturnType<typeof startRogueIdp>>;
export type Platform = Awaited<ReturnType<typeof startPlatform>>;

/** What a scenario plays on. */
export interface Stage {
  page: Page;
  context: BrowserContext;
  rogue: Rogue;
  traffic: Traffic;
  guard: Guard;
}

interface Fixtures {
  stage: Stage;
}

interface WorkerFixtures {
  rogue: Rogue;
  platform: Platform;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  rogue: [
    async ({}, use) => {
      const rogue = await startRogueIdp();
      await use(rogue);
      await rogue.close();
    },
    { scope: 'worker' },
  ],

  platform: [
    async ({ rogue }, use) => {
      const dataDir = mkdtempSync(join(tmpdir(), 'nmp-studio-oidc-'));
      const platform = await startPlatform({
        auth: 'oidc',
        dataDir,
        port: await freePort(),
        idp: rogue,
      });
      await use(platform);
      await platform.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],

  baseURL: async ({ platform }, use) => use(platform.studioUrl),

  around: async ({ platform, rogue }, use) =>
    use({ platform: platform.origin, issuer: rogue.issuer }),

  stage: async ({ page, context, rogue, traffic, guard }, use) =>
    use({ page, context, rogue, traffic, guard }),
});
