// `nmp auth login` with the browser of this machine, at a provider that is nobody's imitation, on the embedded
// platform: authorization code and PKCE, the answer on a port of this machine.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { Browser, formIn } from '../../dev/idp/browser.test-helper.mjs';
import { startIdp } from '../../dev/idp/server.mjs';
import { commandLineBinary, startPlatform } from '../../dev/support/platform.mjs';
import { freePort } from '../../dev/support/ports.mjs';

describe('nmp auth login with a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nmp-login-'));
  /** @type {Awaited<ReturnType<typeof startIdp>>} */
  let idp;
  /** @type {Awaited<ReturnType<typeof startPlatform>>} */
  let platform;

  before(async () => {
    const port = await freePort();
    const studioOrigins = [`http://127.0.0.1:${port}`];
    idp = await startIdp({ studioOrigins, autoConsent: true, accessTokenTtl: 60 });
    platform = await startPlatform({ dataDir: join(folder, 'platform'), auth: 'oidc', port, idp });
  });

  after(async () => {
    await platform?.stop();
    await idp?.close();
    rmSync(folder, { recursive: true });
  });

  /**
   * @param {string[]} args
   * @param {(url: string) => Promise<unknown>} [visit]  what happens in the browser that is opened
   */
  async function nmp(args, visit) {
    const child = spawn(commandLineBinary(), args, {
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        BROWSER: 'true',
        NMP_BASE_URL: platform.origin,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let visited = false;
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
      const [, url] = /visit:\n(\S+)\n/.exec(stderr) ?? [];
      if (!url || visited) return;
      visited = true;
      visit?.(url).catch((error) => {
        console.error(error);
        child.kill();
      });
    });
    await once(child, 'close');
    return { exit: child.exitCode, stdout, stderr };
  }

  /** @param {string} url */
  async function asAlice(url) {
    const browser = new Browser();
    const asked = await browser.open(url);
    const callback = await browser.submit(formIn(asked, '/sign-in'), {
      email: 'alice@example.com',
    });
    return fetch(callback.url);
  }

  test('she is signed in, and her token is renewed', async () => {
    let said = '';
    const { exit, stderr } = await nmp(['auth', 'login', '--browser'], async (url) => {
      const answer = await asAlice(url);
      assert.equal(answer.status, 200);
      said = await answer.text();
    });
    assert.equal(exit, 0, stderr);
    assert.match(said, /go back to the terminal/);
    const who = await nmp(['auth', 'whoami', '--json']);
    assert.equal(JSON.parse(who.stdout).email, 'alice@example.com', who.stderr);
    const before = (await nmp(['auth', 'token'])).stdout;
    assert.equal((await nmp(['auth', 'refresh'])).exit, 0);
    const renewed = (await nmp(['auth', 'token'])).stdout;
    assert.notEqual(renewed, before);
    assert.equal((await nmp(['workspaces', 'list'])).exit, 0);
  });

  test('an answer that is not to this question signs nobody in', async () => {
    const { exit, stderr } = await nmp(['auth', 'login', '--browser'], async (url) => {
      const callback = new URL(new URL(url).searchParams.get('redirect_uri') ?? '');
      callback.search = '?code=stolen&state=another';
      const answer = await fetch(callback);
      assert.equal(answer.status, 404);
      // It goes on waiting for the right one.
      await asAlice(url);
    });
    assert.equal(exit, 0, stderr);
  });

  test('who refuses is not signed in, and the reason is said', async () => {
    const { exit, stderr } = await nmp(['auth', 'login', '--browser'], async (url) => {
      const { searchParams } = new URL(url);
      const callback = new URL(searchParams.get('redirect_uri') ?? '');
      const { issuer } = idp;
      const answer = {
        error: 'access_denied',
        state: searchParams.get('state') ?? '',
        iss: issuer,
      };
      callback.search = `?${new URLSearchParams(answer)}`;
      await fetch(callback);
    });
    assert.equal(exit, 3, stderr);
    assert.match(stderr, /denied|refused/i);
  });
});
