// What Studio asks the identity provider for, and how the answer is tied to the question.

import { createHash } from 'node:crypto';

import { expect, test, title } from '../../fixtures/test';

test('the request has PKCE, state and nonce, and the exchange proves it', async ({
  page,
  idp,
  platform,
  signInAs,
  traffic,
}) => {
  await page.goto('');
  await signInAs(page, 'alice@example.com');
  await expect(title(page, 'Workspaces')).toBeVisible();

  const [request] = traffic.authorizations();
  const asked = Object.fromEntries(request.searchParams);
  expect(asked).toMatchObject({
    client_id: idp.clientId,
    response_type: 'code',
    redirect_uri: `${platform.studioUrl}auth/success`,
    scope: 'openid profile email platform:read platform:write',
    code_challenge_method: 'S256',
  });
  expect(asked.response_mode ?? 'query').toBe('query');
  for (const random of [asked.state, asked.nonce, asked.code_challenge]) {
    expect(random).toMatch(/^[A-Za-z0-9_-]{43}$/);
  }

  const [callback] = traffic.callbacks();
  expect(callback.searchParams.get('state')).toBe(asked.state);

  const [exchange, ...more] = traffic.tokenRequests('authorization_code');
  expect(more).toEqual([]);
  const verifier = exchange.get('code_verifier') ?? '';
  expect(createHash('sha256').update(verifier).digest('base64url')).toBe(asked.code_challenge);
  expect(exchange.get('client_id')).toBe(idp.clientId);
  expect(exchange.get('redirect_uri')).toBe(asked.redirect_uri);
  expect(exchange.has('client_secret')).toBe(false);
});

test('no two sign-ins share a state, a nonce or a verifier', async ({
  context,
  page,
  signInAs,
  traffic,
}) => {
  await page.goto('');
  await signInAs(page, 'alice@example.com');
  const second = await context.newPage();
  await second.goto('');
  await expect(title(second, 'Workspaces')).toBeVisible();

  const [one, other] = traffic.authorizations().map((url) => url.searchParams);
  for (const name of ['state', 'nonce', 'code_challenge']) {
    expect(one.get(name)).not.toBe(other.get(name));
  }
});

test.describe('scopes of the deployment', () => {
  test.use({ defaultScopes: 'openid email platform:read' });

  test('are what is asked for', async ({ page, signInAs, traffic }) => {
    await page.goto('');
    await signInAs(page, 'alice@example.com');
    const [request] = traffic.authorizations();
    expect(request.searchParams.get('scope')).toBe('openid email platform:read');
  });
});
