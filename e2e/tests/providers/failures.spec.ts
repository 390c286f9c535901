// A sign-in that fails: the page says which of the usual faults it is, and what to change where.

import { json } from '../../rogue-idp/provider.mjs';
import type { Json } from '../../rogue-idp/types';
import { expect, expectFound, expectNoAxeFindings, fact, test, withoutHash } from './fixture';

/** @returns what the provider sends people back with in place of a code */
function answering(error: string, description: string) {
  return {
    callback: (honest: URLSearchParams) => {
      const answer = new URLSearchParams(honest);
      answer.delete('code');
      answer.set('error', error);
      answer.set('error_description', description);
      return answer;
    },
  };
}

const accessClaims = (changes: Json) => (claims: Json) => ({ ...claims, ...changes });

test.describe('CORS', () => {
  test.use({ does: { keySetAnswer: (answer) => ({ ...answer, cors: false }) } });

  test('is told from a provider that is away, and the origin can be copied', async ({
    page,
    platform,
    rogue,
    guard,
  }) => {
    guard.allow(/CORS policy|ERR_FAILED/);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('workspaces');
    const alert = await expectFound(page, 'cors');
    await expect(alert).toContainText(`doesn't let pages from ${platform.origin} read it`);
    await expect(alert).toContainText('Allow this origin');
    expect(rogue.looks).toEqual(['keys']);
    await alert.getByRole('button', { name: 'Copy Origin' }).click();
    await expect(page.getByRole('status').getByText('Copied.')).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(platform.origin);
    await expectNoAxeFindings(page);
  });
});

test.describe('CORS at the token endpoint', () => {
  test.use({ does: { tokenAnswer: (answer) => ({ ...answer, cors: false }) } });

  test('names where providers have it', async ({ page, rogue, guard }) => {
    guard.allow(/CORS policy|ERR_FAILED/);
    await page.goto('workspaces');
    const alert = await expectFound(page, 'cors');
    await expect(alert).toContainText('Allowed Web Origins (Auth0)');
    expect(rogue.looks).toEqual(['token']);
    expect(rogue.grants('authorization_code')).toHaveLength(1);
  });
});

test('a provider that is away', async ({ page, guard }) => {
  guard.allow(/ERR_CONNECTION_REFUSED/);
  await page.route('**/.well-known/openid-configuration', (route) =>
    route.abort('connectionrefused'),
  );
  await page.goto('workspaces');
  const alert = await expectFound(page, 'no_answer_there');
  await expect(alert).toContainText('Open the address in a new tab');
});

test('a browser that is offline', async ({ page, guard }) => {
  guard.allow(/ERR_INTERNET_DISCONNECTED|ERR_FAILED/);
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'onLine', { get: () => false });
  });
  await page.route('**/.well-known/openid-configuration', (route) =>
    route.abort('internetdisconnected'),
  );
  await page.goto('workspaces');
  const alert = await expectFound(page, 'offline');
  await expect(alert).toContainText('This browser is offline.');
});

test("a policy that doesn't name the provider", async ({ page, platform, rogue, guard }) => {
  guard.allow(/Content-Security-Policy|Content Security Policy|Refused to connect|Fetch API/);
  await page.route(`${platform.studioUrl}**`, async (route) => {
    if (route.request().resourceType() !== 'document') return route.fallback();
    const answer = await route.fetch();
    const headers = answer.headers();
    const policy = headers['content-security-policy'] ?? '';
    headers['content-security-policy'] = policy.replace(/connect-src [^;]*/, "connect-src 'self'");
    await route.fulfill({ response: answer, headers });
  });
  await page.goto('workspaces');
  const alert = await expectFound(page, 'content_policy');
  await expect(alert).toContainText(`forbids it to ask ${rogue.issuer} (connect-src)`);
  await expect(alert).toContainText(`Add ${rogue.issuer} to connect-src`);
  expect(rogue.asked).toEqual([]);
});

for (const [finding, error, description, says] of [
  ['consent', 'consent_required', 'AADSTS65001: not consented', 'Grant admin consent'],
  ['scope', 'invalid_scope', 'Invalid scopes', 'openid profile email platform:read platform:write'],
  ['client', 'unauthorized_client', 'Not this one', 'nemo-studio'],
  ['redirect_uri', 'invalid_request', 'AADSTS50011: redirect URI', 'Register exactly this'],
  ['access_denied', 'access_denied', 'No', 'Nothing was changed.'],
  ['resource', 'access_denied', 'Service not found: https://nmp', 'authorization_parameters'],
]) {
  test.describe(`the answer ${error} (${description})`, () => {
    test.use({ does: answering(error, description) });

    test(`is ${finding}`, async ({ page, platform }) => {
      await page.goto('workspaces');
      const alert = await expectFound(page, finding);
      await expect(alert).toContainText(says);
      await expect(alert).toContainText(description);
      const details = alert.locator('details');
      await expect(fact(details, 'Redirect URI')).toHaveText(`${platform.studioUrl}auth/success`);
    });
  });
}

for (const [finding, error, description, status] of [
  ['confidential_client', 'invalid_client', '', 401],
  ['platform_type', 'invalid_request', 'AADSTS9002326: Cross-origin token redemption', 400],
  ['code', 'invalid_grant', '', 400],
] as const) {
  test.describe(`the token endpoint's answer ${error}`, () => {
    test.use({
      does: { tokenAnswer: () => json({ error, error_description: description }, status) },
    });

    test(`is ${finding}`, async ({ page, guard }) => {
      guard.allow(/status of 40[01]/);
      await page.goto('workspaces');
      await expectFound(page, finding);
    });
  });
}

const now = () => Math.floor(Date.now() / 1000);

for (const [finding, changes, says] of [
  ['token_issuer', () => ({ iss: 'https://sts.example.com/' }), 'from “https://sts.example.com/”'],
  ['clock', () => ({ iat: now() - 7200, exp: now() - 3600 }), 'had expired'],
  ['clock', () => ({ iat: now() + 7200, exp: now() + 9000 }), 'in the future'],
  ['token_audience', () => ({ aud: 'https://graph.example.com' }), 'auth.oidc.audience'],
] as const) {
  test.describe(`a token with ${Object.keys(changes()).join(' and ')} that the platform refuses (${says})`, () => {
    test.use({ does: { accessClaims: (claims) => accessClaims(changes())(claims) } });

    test(`is ${finding}`, async ({ page, rogue, guard }) => {
      guard.allow(/status of 401/);
      await page.goto('workspaces');
      const alert = await expectFound(page, finding);
      await expect(alert).toContainText(says);
      const details = alert.locator('details');
      for (const [name, value] of Object.entries(changes())) {
        if (typeof value === 'string') await expect(fact(details, name)).toContainText(value);
      }
      await expect(fact(details, 'alg')).toContainText('RS256');
      const shown = await page.content();
      for (const secret of rogue.secrets) expect(shown).not.toContain(secret);
    });
  });
}

test.describe('an opaque access token', () => {
  test.use({
    does: {
      claims: withoutHash,
      tokens: (tokens) => ({ ...tokens, access_token: 'ya29.opaque' }),
      refreshTokens: (tokens) => ({ ...tokens, access_token: 'ya29.opaque' }),
      refreshClaims: withoutHash,
    },
  });

  test('is recognized, and the page says what to change', async ({ page, guard }) => {
    guard.allow(/status of 401/);
    await page.goto('workspaces');
    const alert = await expectFound(page, 'opaque_token');
    await expect(alert).toContainText('bearer_token: id_token');
    await expect(alert).toContainText('nothing of it can be read');
    expect(await page.content()).not.toContain('ya29.opaque');
  });
});

test.describe('a provider that shows a page of its own', () => {
  test('has the redirect URI to copy when the person is sent there in vain', async ({
    page,
    platform,
    rogue,
    guard,
  }) => {
    guard.allow(/status of 400/);
    await page.route(`${rogue.issuer}/auth?**`, (route) =>
      route.fulfill({ status: 400, contentType: 'text/html', body: '<h1>Wrong redirect_uri</h1>' }),
    );
    for (let times = 0; times < 3; times += 1) {
      await page.goto('workspaces');
      await page.waitForURL(`${rogue.issuer}/auth?**`);
    }
    await page.goto('workspaces');
    const alert = await expectFound(page, 'never_back');
    await expect(fact(alert, 'Redirect URI').first()).toHaveText(
      `${platform.studioUrl}auth/success`,
    );
  });
});
