// The identity provider on its own, driven as a browser and a device would: everything that the
// e2e tests rely on, so that a failure there is Studio's.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';

import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';

import { Browser, formIn } from './browser.test-helper.mjs';
import { startIdp } from './server.mjs';

const STUDIO = 'http://127.0.0.1:65000';
const REDIRECT_URI = `${STUDIO}/studio/auth/success`;
const SCOPE = 'openid profile email platform:read platform:write';

/** @type {Awaited<ReturnType<typeof startIdp>>} */
let idp;
/** @type {Record<string, string>} */
let metadata;

before(async () => {
  idp = await startIdp({ studioOrigins: [STUDIO], accessTokenTtl: 120 });
  const answer = await fetch(`${idp.issuer}/.well-known/openid-configuration`);
  metadata = await answer.json();
});

after(() => idp.close());

function authorizationRequest(extra = {}) {
  const verifier = randomBytes(32).toString('base64url');
  const url = new URL(metadata.authorization_endpoint);
  url.search = new URLSearchParams({
    client_id: idp.clientId,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: SCOPE,
    state: 'a-state',
    nonce: 'a-nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...extra,
  }).toString();
  return { url: url.href, verifier };
}

/**
 * Signs in and answers at the consent page; gives the parameters that Studio would get.
 * @param {Browser} browser
 * @param {string} email
 */
async function authorize(browser, email, { answer = 'allow', request = {} } = {}) {
  const { url, verifier } = authorizationRequest(request);
  const signIn = await browser.open(url);
  assert.match(signIn.text, /<h1>Sign in<\/h1>/);
  const consent = await browser.submit(formIn(signIn, 'sign-in'), { email });
  assert.match(consent.text, /<h1>Allow NMP Studio\?<\/h1>/);
  const done = await browser.submit(formIn(consent, answer));
  assert.ok(done.url.startsWith(REDIRECT_URI), done.url);
  return { params: new URL(done.url).searchParams, verifier };
}

/** @param {Record<string, string>} parameters */
async function token(parameters) {
  const answer = await fetch(metadata.token_endpoint, {
    method: 'POST',
    headers: { Origin: STUDIO },
    body: new URLSearchParams({ client_id: idp.clientId, ...parameters }),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

/** @param {{ params: URLSearchParams, verifier: string }} signedIn */
async function exchange({ params, verifier }) {
  return token({
    grant_type: 'authorization_code',
    code: params.get('code') ?? '',
    redirect_uri: REDIRECT_URI,
    code_verifier: verifier,
  });
}

test('a code is exchanged for tokens that carry who it is', async () => {
  const signedIn = await authorize(new Browser(), 'dave@example.com');
  assert.equal(signedIn.params.get('state'), 'a-state');
  assert.equal(signedIn.params.get('iss'), idp.issuer);

  const { status, headers, body } = await exchange(signedIn);
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(headers.get('access-control-allow-origin'), STUDIO);
  assert.equal(body.expires_in, 120);
  assert.equal(body.scope, 'platform:read platform:write');

  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
  const dave = { sub: 'user-dave', email: 'dave@example.com', name: 'Dave Dyer' };
  const verify = { issuer: idp.issuer, algorithms: ['RS256'] };
  const access = await jwtVerify(body.access_token, keys, { ...verify, audience: idp.audience });
  const id = await jwtVerify(body.id_token, keys, { ...verify, audience: idp.clientId });
  for (const { payload } of [access, id]) {
    assert.deepEqual({ ...payload, ...dave }, payload);
    assert.deepEqual(payload.groups, ['data-eng']);
  }
  assert.equal(access.payload.scope, 'platform:read platform:write');
  assert.equal(id.payload.nonce, 'a-nonce');
});

test('a code needs PKCE, and works once', async () => {
  const without = authorizationRequest();
  const url = new URL(without.url);
  url.searchParams.delete('code_challenge');
  url.searchParams.delete('code_challenge_method');
  const refused = await new Browser().open(url.href);
  assert.match(refused.url, /error=invalid_request/);

  const signedIn = await authorize(new Browser(), 'bob@example.com');
  assert.equal((await exchange({ ...signedIn, verifier: 'x'.repeat(43) })).status, 400);
});

test('a refresh token is issued without offline_access, and rotates', async () => {
  const { body } = await exchange(await authorize(new Browser(), 'alice@example.com'));
  assert.ok(body.refresh_token);
  const refresh = (/** @type {string} */ refresh_token) =>
    token({ grant_type: 'refresh_token', refresh_token });

  const second = await refresh(body.refresh_token);
  assert.equal(second.status, 200, JSON.stringify(second.body));
  assert.notEqual(second.body.refresh_token, body.refresh_token);
  assert.equal(decodeJwt(second.body.access_token).email, 'alice@example.com');
  assert.equal(decodeJwt(second.body.access_token).aud, idp.audience);

  const reused = await refresh(body.refresh_token);
  assert.equal(reused.body.error, 'invalid_grant');
  const revoked = await refresh(second.body.refresh_token);
  assert.equal(revoked.body.error, 'invalid_grant', 'reuse revokes the whole family');
});

test('denied consent comes back as access_denied with a description', async () => {
  const { params } = await authorize(new Browser(), 'carol@example.com', { answer: 'deny' });
  assert.equal(params.get('error'), 'access_denied');
  assert.match(params.get('error_description') ?? '', /did not allow/);
  assert.equal(params.get('state'), 'a-state');
});

test('consent is remembered, until one signs out', async () => {
  const browser = new Browser();
  const { body } = await exchange(await authorize(browser, 'alice@example.com'));
  const again = await browser.open(authorizationRequest().url);
  assert.match(again.url, /[?&]code=/, 'a second sign-in asks nothing');

  const url = new URL(metadata.end_session_endpoint);
  url.search = new URLSearchParams({
    id_token_hint: body.id_token,
    post_logout_redirect_uri: `${STUDIO}/studio/`,
    state: 'bye',
  }).toString();
  const page = await browser.open(url.href);
  assert.match(page.text, /Sign out\?.*Alice Archer/s);
  const out = await browser.submit(formIn(page, '/session/end/confirm'), { logout: 'yes' });
  assert.equal(out.url, `${STUDIO}/studio/?state=bye`);

  const refreshed = await token({
    grant_type: 'refresh_token',
    refresh_token: body.refresh_token,
  });
  assert.equal(refreshed.body.error, 'invalid_grant');
  const signIn = await browser.open(authorizationRequest().url);
  assert.match(signIn.text, /<h1>Sign in<\/h1>/);
});

test('prompt=select_account lets one change to another account', async () => {
  const browser = new Browser();
  await authorize(browser, 'alice@example.com');
  const page = await browser.open(authorizationRequest({ prompt: 'select_account' }).url);
  // The provider first ends Alice's session with a form that submits itself.
  const ending = await browser.submit(formIn(page, 'sign-in'), { email: 'bob@example.com' });
  const consent = await browser.submit(formIn(ending, '/session/end/confirm'));
  assert.match(consent.text, /Bob Baker/);
});

test('any e-mail address may sign in; anything else is refused; names are escaped', async () => {
  const { body } = await exchange(await authorize(new Browser(), '<b>@example.com'));
  const claims = decodeJwt(body.id_token);
  assert.equal(claims.email, '<b>@example.com');
  assert.match(claims.sub, /^user-[0-9a-f]{12}$/);

  const browser = new Browser();
  const page = await browser.open(authorizationRequest().url);
  const refused = await browser.submit(formIn(page, 'sign-in'), { email: '"><b>nobody' });
  assert.equal(refused.status, 422);
  assert.doesNotMatch(refused.text, /<b>/);
});

test('without refresh tokens and with automatic consent, as configured', async () => {
  const other = await startIdp({
    studioOrigins: [STUDIO],
    refreshTokens: false,
    autoConsent: true,
    idTokenTtl: 5,
  });
  try {
    const browser = new Browser();
    const { url, verifier } = authorizationRequest();
    const page = await browser.open(url.replace(idp.issuer, other.issuer));
    const done = await browser.submit(formIn(page, 'sign-in'), { email: 'alice@example.com' });
    const answer = await fetch(`${other.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: other.clientId,
        grant_type: 'authorization_code',
        code: new URL(done.url).searchParams.get('code') ?? '',
        redirect_uri: REDIRECT_URI,
        code_verifier: verifier,
      }),
    });
    const body = await answer.json();
    assert.equal(body.refresh_token, undefined);
    assert.equal(body.scope, 'platform:read platform:write');
    const { iat, exp } = decodeJwt(body.id_token);
    assert.equal(exp - iat, 5);
  } finally {
    await other.close();
  }
});

test('a device is signed in with a code typed in a browser', async () => {
  const answer = await fetch(metadata.device_authorization_endpoint, {
    method: 'POST',
    body: new URLSearchParams({ client_id: idp.clientId, scope: SCOPE }),
  });
  const device = await answer.json();
  const poll = () =>
    token({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: device.device_code,
    });
  assert.equal((await poll()).body.error, 'authorization_pending');

  const browser = new Browser();
  const enter = await browser.open(device.verification_uri);
  const wrong = await browser.submit(formIn(enter, '/device'), { user_code: 'XXXX' });
  assert.match(wrong.text, /There is no such code/);
  const confirm = await browser.submit(formIn(wrong, '/device'), { user_code: device.user_code });
  assert.ok(confirm.text.includes(device.user_code));
  const signIn = await browser.submit(formIn(confirm, '/device'), { confirm: 'yes' });
  const consent = await browser.submit(formIn(signIn, 'sign-in'), { email: 'bob@example.com' });
  const done = await browser.submit(formIn(consent, 'allow'));
  assert.match(done.text, /Your device is signed in/);

  const { body } = await poll();
  assert.equal(decodeJwt(body.access_token).email, 'bob@example.com');
  assert.ok(body.refresh_token);
});

test('an access token can be had without a browser, also a broken one', async () => {
  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
  const good = await idp.accessToken('alice@example.com');
  const { payload } = await jwtVerify(good, keys, { issuer: idp.issuer, audience: idp.audience });
  assert.equal(payload.sub, 'user-alice');

  const expired = await idp.accessToken('alice@example.com', { expiresIn: -60 });
  await assert.rejects(jwtVerify(expired, keys), { code: 'ERR_JWT_EXPIRED' });
});

test('other origins get no tokens', async () => {
  const answer = await fetch(metadata.token_endpoint, {
    method: 'POST',
    headers: { Origin: 'http://elsewhere.example' },
    body: new URLSearchParams({ client_id: idp.clientId, grant_type: 'refresh_token' }),
  });
  assert.equal(answer.status, 400);
  assert.equal(answer.headers.get('access-control-allow-origin'), null);
});

test('pages bring a strict policy that lets the form go back to Studio', async () => {
  const answer = await fetch(authorizationRequest().url, { redirect: 'follow' });
  const policy = answer.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.ok(policy.includes(`form-action 'self' ${STUDIO} http://localhost:65000`), policy);
  assert.doesNotMatch(policy, /unsafe/);
});
