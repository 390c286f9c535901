// The settings of `oidc-provider`: one public client (Studio), JWT access tokens for the platform.

import { errors, interactionPolicy } from 'oidc-provider';
// The default store, without its notice that it forgets everything on exit: here that is wanted.
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';

import { claimsOf } from './accounts.mjs';
import * as pages from './pages.mjs';

export const CLIENT_ID = 'nemo-studio';
export const AUDIENCE = 'nemo-platform';
export const PLATFORM_SCOPES = [
  'platform:read',
  'platform:write',
  'entities:read',
  'entities:write',
];

// Resource indicators have to be URIs; the access token's audience is the plain AUDIENCE.
const RESOURCE = 'urn:nemo-platform';

const DAY = 24 * 60 * 60;

/**
 * @typedef {import('oidc-provider').KoaContextWithOIDC} Context
 * @typedef {import('jose').JWK & { kid: string }} SigningKey  a private one
 */

/**
 * @param {import('./server.mjs').IdpOptions & {
 *   accounts: import('./accounts.mjs').Accounts,
 *   jwks: { keys: SigningKey[] },
 *   studioOrigins: string[],
 * }} options
 */
export function configuration(options) {
  const { accounts, studioOrigins } = options;
  const accessTokenTTL = options.accessTokenTtl ?? 60 * 60;

  return /** @satisfies {import('oidc-provider').Configuration} */ ({
    adapter: createMemoryAdapter(),
    clients: [studioClient(studioOrigins)],
    jwks: options.jwks,
    cookies: { keys: [crypto.randomUUID()] },
    pkce: { required: () => true },
    responseTypes: ['code'],
    clientAuthMethods: ['none'],
    scopes: ['openid', 'offline_access'],
    claims: {
      openid: ['sub'],
      profile: ['name', 'groups'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
    },
    // Keycloak, Okta and Entra put the profile into the ID token; strictly conforming providers
    // leave it to the userinfo endpoint.
    conformIdTokenClaims: false,
    findAccount: (_ctx, sub) => {
      const account = accounts.bySub(sub);
      return account && { accountId: sub, claims: () => ({ sub, ...claimsOf(account) }) };
    },
    extraTokenClaims: (_ctx, token) => {
      const account = 'accountId' in token && accounts.bySub(token.accountId);
      return account ? claimsOf(account) : undefined;
    },
    clientBasedCORS: (_ctx, origin) => studioOrigins.includes(origin),
    // By the book a refresh token needs `offline_access` and `prompt=consent`; most providers in
    // the field don't insist, and a consent page at every sign-in would hide Studio's own flow.
    issueRefreshToken: (_ctx, client) =>
      (options.refreshTokens ?? true) && client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    ...(options.autoConsent ? { loadExistingGrant } : {}),
    interactions: {
      policy: promptPolicy(),
      url: (_ctx, interaction) => `/interaction/${interaction.uid}`,
    },
    ttl: {
      AccessToken: accessTokenTTL,
      AuthorizationCode: 60,
      DeviceCode: 10 * 60,
      Grant: 14 * DAY,
      IdToken: options.idTokenTtl ?? 60 * 60,
      Interaction: 60 * 60,
      RefreshToken: 14 * DAY,
      Session: 14 * DAY,
    },
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = pages.error(out);
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      revocation: { enabled: true, allowedPolicy: () => true },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: (ctx, _form, _out, error) => {
          ctx.body = pages.deviceCode(formTo('code_verification', ctx), error);
        },
        userCodeConfirmSource: (ctx, _form, client, _device, userCode) => {
          const form = formTo('code_verification', ctx);
          ctx.body = pages.deviceConfirm(form, client.clientName ?? client.clientId, userCode);
        },
        successSource: (ctx) => {
          ctx.body = pages.deviceDone();
        },
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx) => {
          ctx.body = pages.signOut(
            formTo('end_session_confirm', ctx),
            accounts.bySub(ctx.oidc.session?.accountId ?? ''),
          );
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.body = pages.signedOut();
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource) => {
          if (resource !== RESOURCE) throw new errors.InvalidTarget();
          return {
            audience: AUDIENCE,
            scope: PLATFORM_SCOPES.join(' '),
            accessTokenFormat: 'jwt',
            accessTokenTTL,
            jwt: { sign: { alg: 'RS256' } },
          };
        },
      },
    },
  });
}

/** @param {string[]} origins */
function studioClient(origins) {
  const isNative = origins.every(
    (origin) =>
      origin.startsWith('https:') || /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):/.test(origin),
  );
  return /** @satisfies {import('oidc-provider').ClientMetadata} */ ({
    client_id: CLIENT_ID,
    client_name: 'NMP Studio',
    // So that the command line may come back to any port of this machine (RFC 8252, section 7.3). Such a client may
    // be reached over plain http on this machine only.
    application_type: isNative ? 'native' : 'web',
    token_endpoint_auth_method: 'none',
    id_token_signed_response_alg: 'RS256',
    grant_types: [
      'authorization_code',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:device_code',
    ],
    response_types: ['code'],
    redirect_uris: [
      ...origins.map((origin) => `${origin}/studio/auth/success`),
      ...(isNative ? ['http://127.0.0.1/callback'] : []),
    ],
    post_logout_redirect_uris: origins.map((origin) => `${origin}/studio/`),
  });
}

/**
 * The default prompts, and `prompt=select_account` so that one can change the account. Studio is a client of the same
 * name as the command line, so it isn't asked for consent each time as a program of its own would be.
 */
function promptPolicy() {
  const policy = interactionPolicy.base();
  const selectAccount = new interactionPolicy.Prompt({ name: 'select_account', requestable: true });
  policy.add(selectAccount, 0);
  policy.get('consent')?.checks.remove('native_client_prompt');
  return policy;
}

/**
 * Grants what is asked for without a consent page.
 * @param {Context} ctx
 */
async function loadExistingGrant(ctx) {
  const { client, provider, result, session } = ctx.oidc;
  if (!client || !session) return undefined;
  const known = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  const grant = known
    ? await provider.Grant.find(known)
    : new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  if (!grant) return undefined;
  grant.addOIDCScope([...ctx.oidc.requestParamOIDCScopes].join(' '));
  for (const resource of Object.keys(ctx.oidc.resourceServers ?? {})) {
    grant.addResourceScope(resource, PLATFORM_SCOPES.join(' '));
  }
  await grant.save();
  return grant;
}

/**
 * @param {string} route
 * @param {Context} ctx
 */
function formTo(route, ctx) {
  const secret = ctx.oidc.session?.state?.secret;
  if (typeof secret !== 'string') throw new Error('the session has no secret for a form');
  return { action: ctx.oidc.urlFor(route), xsrf: secret };
}
