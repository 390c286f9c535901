// A person signs in at Django OAuth Toolkit, whose access tokens are opaque: the platform takes the ID
// token. Its device flow answers 500 to a request with scopes (3.4.1), so the code flow is used.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { Browser, formIn } from '../../dev/idp/browser.test-helper.mjs';
import { startPlatform } from '../../dev/support/platform.mjs';
import { PASSWORD, PERSON, startDjango } from './django/server.mjs';

const STUDIO = 'http://127.0.0.1:8080';
const REDIRECT_URI = `${STUDIO}/studio/auth/success`;

/** @typedef {{ access_token: string, id_token: string }} Tokens */

describe('Django OAuth Toolkit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nmp-studio-django-'));
  /** @type {Awaited<ReturnType<typeof startDjango>>} */
  let idp;
  before(async () => {
    idp = await startDjango({ studioOrigin: STUDIO });
  });
  after(async () => {
    await idp?.close();
    rmSync(folder, { recursive: true });
  });

  test('a person who signed in there is known by the ID token, and by nothing else', async () => {
    const tokens = await signIn();
    assert.doesNotMatch(tokens.access_token, /\./, 'it is opaque');
    const platform = await startPlatform({
      auth: 'oidc',
      idp,
      dataDir: folder,
      settings: { oidc: { bearer_token: 'id_token' } },
    });
    const ask = (/** @type {string} */ token) =>
      fetch(`${platform.origin}/apis/auth/authenticate`, {
        headers: { Authorization: `Bearer ${token}` },
      });
    try {
      const known = await ask(tokens.id_token);
      assert.equal(known.status, 200);
      /** @type {{ email: string, token_kind: string }} */
      const { email, token_kind } = await known.json();
      assert.deepEqual({ email, token_kind }, { email: PERSON.email, token_kind: 'oidc_id_token' });
      assert.equal((await ask(tokens.access_token)).status, 401);
    } finally {
      await platform.stop();
    }
  });

  /**
   * By the authorization code flow with PKCE, as Studio does.
   * @returns {Promise<Tokens>}
   */
  async function signIn() {
    const verifier = randomBytes(32).toString('base64url');
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const asked = new URLSearchParams({
      response_type: 'code',
      client_id: idp.clientId,
      redirect_uri: REDIRECT_URI,
      scope: 'openid profile email',
      state: 'state',
      nonce: 'nonce',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    const browser = new Browser();
    const page = await browser.open(`${idp.issuer}/authorize/?${asked}`);
    const form = formIn(page, '/sign-in/');
    const next = form.hidden.next?.replaceAll('&amp;', '&') ?? '';
    const consent = await browser.submit(form, { next, login: PERSON.login, password: PASSWORD });
    const back = await browser.submit(formIn(consent, ''), { allow: 'Authorize' });
    assert.equal(new URL(back.url).origin, STUDIO);
    const answer = await fetch(`${idp.issuer}/token/`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: new URL(back.url).searchParams.get('code') ?? '',
        redirect_uri: REDIRECT_URI,
        client_id: idp.clientId,
        code_verifier: verifier,
      }),
    });
    /** @type {Tokens} */
    const tokens = await answer.json();
    assert.equal(answer.status, 200, Object.keys(tokens).join(' '));
    return tokens;
  }
});
