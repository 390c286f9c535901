// Our command line and NVIDIA's clients use one configuration file, whoever signed in: through expiries,
// at an identity provider that rotates refresh tokens and ends the session if one is used twice.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { startIdp } from '../../dev/idp/server.mjs';
import { RELEASES } from '../../dev/nemo-platform/releases.mjs';
import { startPlatform } from '../../dev/support/platform.mjs';
import { freePort } from '../../dev/support/ports.mjs';
import { confirmOnce } from './device.mjs';
import { start } from './nemo.mjs';
import { nmp } from './nmp.mjs';
import { CLIENTS, RELEASE } from './releases.mjs';

/** How long an access token lives, in seconds. NVIDIA's SDK renews one that has a minute left or less. */
const LIFE = 3;

describe(`nmp beside the clients of ${RELEASES[RELEASE].title}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'nmp-studio-interplay-'));
  /** @type {Awaited<ReturnType<typeof startIdp>>} */
  let idp;
  /** @type {Awaited<ReturnType<typeof startPlatform>>} */
  let platform;
  /** @type {import('./platforms.mjs').Peer} */
  let peer;

  before(async () => {
    const port = await freePort();
    const studioOrigins = [`http://127.0.0.1:${port}`];
    idp = await startIdp({ studioOrigins, autoConsent: true, accessTokenTtl: LIFE });
    platform = await startPlatform({ auth: 'oidc', idp, port, dataDir: join(folder, 'platform') });
    const home = join(folder, 'home');
    peer = { name: 'embedded', release: RELEASE, origin: platform.origin, home };
  });
  after(async () => {
    await Promise.all([platform?.stop(), idp?.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Each client with the same file. @param {string} person */
  function clients(person) {
    const file = join(folder, `${person}.yaml`);
    const env = { NMP_CONFIG_FILE: file, NHX_CONFIG_FILE: file };
    const login = ['auth', 'login', '--base-url', peer.origin, '--no-browser'];
    const onOutput = confirmOnce(`${person}@example.com`);
    return {
      file,
      sign: {
        nmp: () => nmp(peer, person, login, { env, onOutput }),
        nemo: () => start(peer, person, 'nemo', login, { env, onOutput }),
      },
      list: {
        nmp: () => nmp(peer, person, ['workspaces', 'list', '--json=name'], { env }),
        sdk: () => start(peer, person, 'python', ['-c', CLIENTS[RELEASE].list], { env }),
      },
    };
  }

  for (const { by, order } of /** @type {const} */ ([
    { by: 'nmp', order: ['sdk', 'nmp', 'sdk', 'nmp'] },
    { by: 'nemo', order: ['nmp', 'sdk', 'nmp', 'sdk'] },
  ])) {
    test(`signed in by ${by}, used by both through expiries`, async () => {
      const { file, sign, list } = clients(by === 'nmp' ? 'alice' : 'bob');
      succeeds(await sign[by](), `${by} auth login`);
      let before = refreshToken(file);
      for (const client of order) {
        await expiry(file);
        const answer = succeeds(await list[client](), client);
        assert.match(answer.stdout, /default/, `${client} sees the workspace of everyone`);
        const now = refreshToken(file);
        assert.notEqual(now, before, `${client} has renewed and kept what came`);
        before = now;
      }
      await expiry(file);
      const all = [list.nmp(), list.sdk(), list.nmp(), list.nmp()];
      for (const answer of await Promise.all(all)) succeeds(answer, 'all at once');
      succeeds(await list.nmp(), 'after all at once');
    });
  }
});

/**
 * @param {import('./nemo.mjs').Outcome} outcome
 * @param {string} who
 */
function succeeds(outcome, who) {
  assert.equal(outcome.exit, 0, `${who}: ${outcome.stdout}${outcome.stderr}`);
  return outcome;
}

/** @param {string} file */
function refreshToken(file) {
  const found = /refresh_token: ['"]?([^\s'"]+)/.exec(readFileSync(file, 'utf8'));
  assert.ok(found, 'there is a refresh token');
  return found[1];
}

/** Resolves when the token in the file has ended. @param {string} file */
async function expiry(file) {
  const claims = /\btoken: ['"]?[\w-]+\.([\w-]+)\./.exec(readFileSync(file, 'utf8'))?.[1];
  assert.ok(claims, 'there is a token');
  const { exp } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  while (Date.now() <= exp * 1000) await pause(50);
}
