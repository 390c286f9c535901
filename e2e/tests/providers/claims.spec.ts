// Providers that name people otherwise, want more in the request, or give opaque tokens.

import { CLIENT_ID } from '../../rogue-idp/provider.mjs';
import type { Json } from '../../rogue-idp/types';
import { claimsOf } from '../../fixtures/tokens';
import { expect, fact, ownRole, test, title, withoutHash } from './fixture';

/** The claims without the usual names, and with these. */
const instead = (changes: Json) => (claims: Json) => {
  const { email: _, email_verified: __, groups: ___, ...rest } = claims;
  return { ...rest, ...changes };
};

test.describe('other claim names', () => {
  test.use({
    oidc: { subject_claim: 'oid', email_claim: 'upn', groups_claim: 'cognito:groups' },
    does: {
      accessClaims: instead({
        oid: 'object-7',
        upn: 'rene@corp.example.com',
        'cognito:groups': ['data-eng'],
      }),
    },
  });

  test('name the person as the platform does', async ({ page, guard }) => {
    guard.allow(/status of 40[34]/);
    await page.goto('account');
    await expect(title(page, 'Account')).toBeVisible();
    await expect(fact(page, 'E-mail')).toHaveText('rene@corp.example.com');
    await expect(fact(page, 'Groups')).toHaveText('data-eng');
    await expect(page.getByText('Studio takes')).toHaveCount(0);
  });
});

test.describe('groups inside another claim', () => {
  test.use({
    oidc: { groups_claim: 'resource_access.nmp.roles' },
    does: {
      accessClaims: (claims) => ({
        ...claims,
        resource_access: { nmp: { roles: ['ml', 'ops'] } },
      }),
    },
  });

  test('are found', async ({ page, guard }) => {
    guard.allow(/status of 40[34]/);
    await page.goto('account');
    await expect(fact(page, 'Groups')).toHaveText('ml, ops');
  });
});

test.describe('more groups than fit into a token', () => {
  test.use({
    does: {
      accessClaims: (claims) => ({
        ...claims,
        _claim_names: { groups: 'src1' },
        _claim_sources: { src1: { endpoint: 'https://graph.example.com' } },
      }),
    },
  });

  test('are not “None”, and the account page says what helps', async ({ page, guard }) => {
    guard.allow(/status of 40[34]/);
    await page.route('**/apis/auth/authenticate', (route) => route.fulfill({ status: 404 }));
    await page.goto('account');
    await expect(fact(page, 'Groups')).toContainText('not in the token');
    await expect(page.getByText('only the groups that are assigned')).toBeVisible();
  });
});

test.describe('parameters of the request', () => {
  test.use({
    oidc: { authorization_parameters: { audience: 'https://nmp.example.com/', prompt: 'login' } },
  });

  test('go along with it', async ({ page, rogue }) => {
    await page.goto('workspaces');
    await expect(title(page, 'Workspaces')).toBeVisible();
    const [{ url }] = rogue.askedFor('authorization');
    expect(url.searchParams.getAll('audience')).toEqual(['https://nmp.example.com/']);
    expect(url.searchParams.getAll('prompt')).toEqual(['login']);
  });
});

test.describe('a resource (RFC 8707)', () => {
  test.use({ oidc: { authorization_parameters: { resource: 'https://nmp.example.com/' } } });

  test('is repeated with the code', async ({ page, rogue }) => {
    await page.goto('workspaces');
    await expect(title(page, 'Workspaces')).toBeVisible();
    const [{ form }] = rogue.grants('authorization_code');
    expect(form.getAll('resource')).toEqual(['https://nmp.example.com/']);
  });
});

test.describe('the ID token as bearer', () => {
  test.use({
    oidc: { bearer_token: 'id_token', audience: CLIENT_ID },
    does: {
      claims: withoutHash,
      tokens: (tokens) => ({ ...tokens, access_token: 'ya29.opaque' }),
    },
  });

  test('is sent where access tokens are opaque', async ({ page, traffic, guard }) => {
    guard.allow(/status of 40[34]/);
    await page.goto('account');
    await expect(fact(page, 'Kind')).toContainText('ID token');
    await expect(fact(page, 'E-mail')).toHaveText('rene@example.com');
    const [sent, ...others] = await traffic.bearers();
    expect(others).toEqual([]);
    expect(claimsOf(sent ?? '').aud).toBe(CLIENT_ID);
    expect(await page.content()).not.toContain('ya29.opaque');
  });
});

test.describe('a platform that says neither its claims nor whom it takes one for', () => {
  test.use({
    oidc: { email_claim: 'upn' },
    does: { accessClaims: instead({ upn: 'admin@example.com', oid: 'object-7' }) },
  });

  test.beforeEach(async ({ page, platform, guard }) => {
    guard.allow(/status of 40[34]/);
    // As NeMo Platform 0.3.0: the same provider, and nothing about claims.
    const answer = await fetch(`${platform.origin}/apis/auth/discovery`);
    const { auth_enabled, oidc }: Json = await answer.json();
    await page.route('**/apis/auth/discovery', (route) =>
      route.fulfill({ json: { auth_enabled, oidc } }),
    );
    await page.route('**/apis/auth/authenticate', (route) => route.fulfill({ status: 404 }));
  });

  test('has Studio say what it assumes', async ({ page }) => {
    await page.goto('account');
    await expect(fact(page, 'E-mail')).toHaveText('admin@example.com');
    const note = page.getByText("This platform doesn't say which claims");
    await expect(note).toContainText('“upn” as your address, “oid” as your second subject');
  });

  test('and take nothing for “no role”', async ({ page }) => {
    await page.route('**/apis/entities/v2/workspaces/default/members*', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { data: [] } });
    });
    await page.route('**/apis/entities/v2/workspaces/system/members*', (route) =>
      route.fulfill({ json: { data: [] } }),
    );
    await page.goto('workspaces/default');
    await expect(ownRole(page)).toContainText("doesn't say which claims of your token");
    await expect(page.getByText('You have no role here.')).toHaveCount(0);
  });
});
