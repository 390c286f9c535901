// A platform that belongs to somebody else's identity provider.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, type Page } from '@playwright/test';

import { openAccountMenu, openDialog, row, title } from '../../../fixtures/studio';
import type { Traffic } from '../../../fixtures/traffic';
import { test as base } from '../../../fixtures/watched';
import { startPlatform } from '../../../../dev/support/platform.mjs';
import { freePort } from '../../../../dev/support/ports.mjs';

export { expect } from '@playwright/test';
export * from '../../../fixtures/studio';

export interface Provider {
  issuer: string;
  clientId: string;
  audience: string;
  close(): Promise<void>;
}

type Start = (options: { studioOrigin: string; accessTokenTtl: number }) => Promise<Provider>;

interface Settings {
  start: Start;
  scopes: string;
  scopePrefix?: string;
  accessTokenTtl: number;
  /** `id_token` where access tokens are opaque. */
  bearerToken?: string;
}

interface Surroundings {
  idp: Provider;
  origin: string;
  studioUrl: string;
}

/** Tests against one provider, started once for all of them. */
export function testAgainst(settings: Settings) {
  const { start, scopes, scopePrefix, accessTokenTtl, bearerToken } = settings;
  return base.extend<object, { surroundings: Surroundings }>({
    surroundings: [
      async ({}, use) => {
        const port = await freePort();
        const idp = await start({ studioOrigin: `http://127.0.0.1:${port}`, accessTokenTtl });
        const dataDir = mkdtempSync(join(tmpdir(), 'nmp-studio-interop-'));
        const oidc = {
          enabled: true,
          issuer: idp.issuer,
          client_id: idp.clientId,
          audience: idp.audience,
          default_scopes: scopes,
          ...(scopePrefix ? { scope_prefix: scopePrefix } : {}),
          ...(bearerToken ? { bearer_token: bearerToken } : {}),
        };
        const platform = await startPlatform({
          auth: 'oidc',
          dataDir,
          port,
          idp,
          settings: { oidc },
        });
        await use({ idp, origin: platform.origin, studioUrl: platform.studioUrl });
        await platform.stop();
        await idp.close();
        rmSync(dataDir, { recursive: true, force: true });
      },
      // A Python environment may have to be installed first.
      { scope: 'worker', timeout: 300_000 },
    ],

    baseURL: async ({ surroundings }, use) => use(surroundings.studioUrl),

    around: async ({ surroundings }, use) =>
      use({ platform: surroundings.origin, issuer: surroundings.idp.issuer }),
  });
}

/** The claims of a JWT. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
}

/**
 * Somebody who has just signed in is named, and makes a workspace; gives the claims of the token that the platform
 * took.
 */
export async function makesWorkspace(
  page: Page,
  traffic: Traffic,
  name: string,
  email: string,
): Promise<Record<string, unknown>> {
  await expect(title(page, 'Workspaces')).toBeVisible();
  const menu = await openAccountMenu(page);
  // Where the token has no other name, that is the name as well.
  await expect(menu.getByText(email).first()).toBeVisible();
  await page.keyboard.press('Escape');
  const create = await openDialog(page, 'Create workspace');
  await create.getByLabel('Name').fill(name);
  await create.getByRole('button', { name: 'Create' }).click();
  await expect(title(page, `Members of ${name}`)).toBeVisible();
  await expect(row(page, email)).toBeVisible();
  const [token] = await traffic.bearers();
  return claimsOf(token);
}

/** The forms that were sent to a token endpoint, whatever its path. */
export function tokenRequests(traffic: Traffic, grantType: string): URLSearchParams[] {
  return traffic.requests
    .filter((request) => request.method() === 'POST')
    .map((request) => new URLSearchParams(request.postData() ?? ''))
    .filter((form) => form.get('grant_type') === grantType);
}
