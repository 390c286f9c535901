// Opaque access tokens of a provider that is not ours: the platform asks it about them (RFC 7662).

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { Browser, formIn } from '../../dev/idp/browser.test-helper.mjs';
import { startPlatform } from '../../dev/support/platform.mjs';
import { SERVER, startOpaqueIdp } from '../../dev/idp/opaque.mjs';

describe('with opaque access tokens', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nmp-studio-introspection-'));
  /** @type {Awaited<ReturnType<typeof startOpaqueIdp>>} */
  let idp;
  /** @type {string} */
  let token;

  before(async () => {
    idp = await startOpaqueIdp();
    token = await signIn('alice@example.com');
  });
  after(async () => {
    await idp?.close();
    rmSync(folder, { recursive: true });
  });

  test('the provider says who it is, and that a token was revoked', async () => {
    await withPlatform('asks', SERVER.secret, async (ask) => {
      const alice = await ask(token);
      assert.equal(alice.status, 200);
      /** @type {{ email: string, scopes: string[] }} */
      const { email, scopes } = await alice.json();
      assert.equal(email, 'alice@example.com');
      assert.ok(scopes.includes('platform:read'), scopes.join(' '));

      const other = await signIn('bob@example.com');
      await post('/token/revocation', { token: other, client_id: idp.clientId });
      assert.equal((await ask(other)).status, 401);
      assert.equal((await ask(`${token}x`)).status, 401);
    });
  });

  test('with a wrong secret nothing is known', async () => {
    await withPlatform('wrong', 'another secret', async (ask) => {
      const answer = await ask(token);
      assert.equal(answer.status, 503);
      assert.ok(answer.headers.get('retry-after'));
    });
  });

  /**
   * @param {string} name
   * @param {string} secret
   * @param {(ask: (token: string) => Promise<Response>) => Promise<void>} run
   */
  async function withPlatform(name, secret, run) {
    const file = join(folder, `${name}-secret`);
    writeFileSync(file, `${secret}\n`);
    const platform = await startPlatform({
      auth: 'oidc',
      idp,
      dataDir: join(folder, name),
      settings: {
        oidc: {
          enabled: true,
          issuer: idp.issuer,
          client_id: idp.clientId,
          audience: idp.audience,
          introspection: {
            endpoint: `${idp.issuer}/token/introspection`,
            client_id: SERVER.clientId,
            client_secret_file: file,
          },
        },
      },
    });
    try {
      await run((bearer) =>
        fetch(`${platform.origin}/apis/auth/authenticate`, {
          headers: { Authorization: `Bearer ${bearer}` },
        }),
      );
    } finally {
      await platform.stop();
    }
  }

  /**
   * By the device flow.
   * @param {string} email
   */
  async function signIn(email) {
    const scope = 'openid profile email platform:read platform:write';
    const asked = { client_id: idp.clientId, scope };
    const begun = await post('/device/auth', asked);
    /** @type {Record<string, string>} */
    const device = await begun.json();
    const browser = new Browser();
    const enter = formIn(await browser.open(device.verification_uri), '/device');
    const shown = await browser.submit(enter, { user_code: device.user_code });
    const page = await browser.submit(formIn(shown, '/device'), { confirm: 'yes' });
    await browser.submit(formIn(page, 'sign-in'), { email });
    const answer = await post('/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: device.device_code,
      client_id: idp.clientId,
    });
    /** @type {{ access_token: string }} */
    const tokens = await answer.json();
    assert.equal(answer.status, 200, JSON.stringify(Object.keys(tokens)));
    assert.doesNotMatch(tokens.access_token, /\./, 'it is opaque');
    return tokens.access_token;
  }

  /**
   * @param {string} path
   * @param {Record<string, string>} form
   */
  function post(path, form) {
    return fetch(`${idp.issuer}${path}`, { method: 'POST', body: new URLSearchParams(form) });
  }
});
