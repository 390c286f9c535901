// The main walks in WebKit. What happens in the pages is tested in Chromium, and most of it in Firefox; here it is
// only whether this engine comes along.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';

import { startIdp } from '../../dev/idp/server.mjs';
import { Api } from '../../dev/support/api.mjs';
import { ADMIN_EMAIL, startPlatform } from '../../dev/support/platform.mjs';
import { freePort } from '../../dev/support/ports.mjs';
import { startWebKit } from './browser.mjs';

/** @typedef {import('./page.mjs').Page} Page */

describe('in WebKit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nmp-studio-webkit-'));
  /** @type {(() => unknown)[]} */
  const started = [];
  /** @type {Awaited<ReturnType<typeof startWebKit>>} */
  let webkit;
  /** @type {Awaited<ReturnType<typeof startIdp>>} */
  let idp;
  /** @type {{ origin: string, studioUrl: string }} */
  let platform;
  let teams = 0;
  let team = '';

  before(async () => {
    const port = await freePort();
    const studioOrigins = [`http://127.0.0.1:${port}`];
    idp = await startIdp({ studioOrigins, autoConsent: true });
    started.push(() => idp.close());
    const running = await startPlatform({
      dataDir: join(folder, 'platform'),
      auth: 'oidc',
      port,
      idp,
    });
    platform = running;
    started.push(running.stop);
    webkit = await startWebKit();
    started.push(() => webkit.stop());
  });

  after(async () => {
    for (const stop of started.toReversed()) await stop();
    rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    team = `team-${(teams += 1)}`;
    const alice = await apiAs('alice@example.com');
    await alice.createWorkspace(team);
    await alice.addMember(team, 'bob@example.com', 'Editor', 'Viewer');
    await alice.addMember(team, 'carol@example.com', 'Viewer');
  });

  /** @param {string} email */
  const apiAs = async (email) => new Api(platform.origin, await idp.accessToken(email));

  /**
   * Signed in by way of the provider's pages, at a path within Studio.
   * @param {string} email
   * @param {string} path
   * @param {(page: Page) => Promise<void>} walk
   */
  async function as(email, path, walk, browser = webkit) {
    const page = await browser.open();
    try {
      await page.open(`${platform.studioUrl}${path}`);
      await page.fill('E-mail', email);
      await page.click('button', 'Sign in');
      await page.find('button', /^Account: /);
      await walk(page);
    } finally {
      await page.close();
    }
  }

  test('sign-in, the list, the members, sign-out', async () => {
    await as('alice@example.com', 'workspaces', async (page) => {
      await page.click('link', team);
      await page.find('row', 'bob@example.com');
      await page.click('button', /^Account: /);
      await page.click('button', 'Sign out');
      await page.reaches(new RegExp(`^${idp.issuer}/`));
      await page.click('button', 'Sign out');
      await page.find('heading', 'Signed out');
    });
  });

  test('members are added, changed, and put back as they were', async () => {
    await as('alice@example.com', `workspaces/${team}/members`, async (page) => {
      await page.click('button', 'Add members');
      await page.fill('People, groups and services', 'Dora D. <dora@example.com>');
      await page.click('radio', /^Viewer/);
      await page.click('button', 'Add 1 member');
      await page.sees('Everyone is in.');
      await page.press('ESCAPE');
      await page.find('row', 'dora@example.com');

      await page.click('button', /^Change role of bob@example.com/);
      await page.click('radio', /^Viewer/);
      await page.sees('bob@example.com: Editor → Viewer.');
      await page.click('button', 'Save');
      await page.sees('bob@example.com is now a Viewer.');
      await page.click('button', 'Undo');
      await page.find('row', /bob@example\.com[^]*Editor/);
    });
    const { body } = await (
      await apiAs('alice@example.com')
    ).request('GET', `/apis/entities/v2/workspaces/${team}/members`);
    const bob = body.data.find((/** @type {any} */ one) => one.principal === 'bob@example.com');
    assert.deepEqual(bob.roles.toSorted(), ['Editor', 'Viewer']);
  });

  test('a plan takes somebody out of every workspace', async () => {
    const path = 'access/person?principal=carol@example.com';
    await as(ADMIN_EMAIL, path, async (page) => {
      await page.click('button', 'Remove from all workspaces…');
      await page.click('button', /^Apply \d+ changes?$/);
      await page.sees(/Finished: \d+ done/);
    });
    const { body } = await (
      await apiAs(ADMIN_EMAIL)
    ).request('GET', `/apis/entities/v2/workspaces/${team}/members`);
    const left = body.data.map((/** @type {any} */ one) => one.principal);
    assert.ok(!left.includes('carol@example.com'), `${left}`);
  });

  // WebKit has WebAssembly under any policy of a page, but not in Lockdown Mode.
  test('without WebAssembly, as plain JavaScript', async () => {
    const lockedDown = await startWebKit({ webAssembly: false });
    try {
      const path = `workspaces/${team}/members`;
      const walk = async (/** @type {Page} */ page) => {
        await page.click('button', 'Remove carol@example.com');
        await page.click('button', 'Remove');
        await page.lacksRow('carol@example.com');
        assert.equal(await page.evaluate('return typeof WebAssembly'), 'undefined');
      };
      await as('alice@example.com', path, walk, lockedDown);
    } finally {
      await lockedDown.stop();
    }
  });

  test('back from the provider, the sign-in starts once more', async () => {
    const page = await webkit.open();
    try {
      await page.open(platform.studioUrl);
      await page.reaches(new RegExp(`^${idp.issuer}/interaction/`));
      await page.back();
      await page.reaches(new RegExp(`^${idp.issuer}/interaction/`));
      await page.fill('E-mail', 'alice@example.com');
      await page.click('button', 'Sign in');
      await page.find('link', team);
    } finally {
      await page.close();
    }
  });
});
