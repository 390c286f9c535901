// Starts the development identity provider: in the process of a test, or from main.mjs.

import { once } from 'node:events';
import { createServer } from 'node:http';

import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { Provider } from 'oidc-provider';

import { portOf } from '../support/ports.mjs';
import { Accounts, claimsOf } from './accounts.mjs';
import { AUDIENCE, CLIENT_ID, configuration, PLATFORM_SCOPES } from './config.mjs';
import { interactions, securityHeaders } from './routes.mjs';

/**
 * @typedef {object} IdpOptions
 * @property {string[]} studioOrigins     e.g. `http://127.0.0.1:8080`
 * @property {number} [port]              0 or absent: any free one
 * @property {string} [host]              default 127.0.0.1; `::1` for an address with brackets
 * @property {number} [accessTokenTtl]    seconds
 * @property {number} [idTokenTtl]        seconds
 * @property {boolean} [refreshTokens]    default true
 * @property {boolean} [autoConsent]      true: no consent page; default false
 * @property {import('./config.mjs').SigningKey} [signingKey]        a private JWK, to keep the keys over a restart
 */

/**
 * @param {IdpOptions} options
 */
export async function startIdp(options) {
  const server = createServer();
  const host = options.host ?? '127.0.0.1';
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');

  const port = portOf(server);
  const issuer = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const accounts = new Accounts();
  const signingKey = options.signingKey ?? (await newSigningKey());
  const studioOrigins = [...new Set(options.studioOrigins.flatMap(loopbackForms))];
  const provider = new Provider(
    issuer,
    configuration({ ...options, accounts, studioOrigins, jwks: { keys: [signingKey] } }),
  );
  provider.use(securityHeaders(studioOrigins));
  provider.use(interactions(provider, accounts));
  provider.on('server_error', (_ctx, error) => console.error('identity provider:', error));
  const handle = provider.callback();
  server.on('request', (request, response) => void handle(request, response));

  return {
    issuer,
    port,
    clientId: CLIENT_ID,
    audience: AUDIENCE,
    signingKey,

    /**
     * An access token as the provider would issue it, without a browser: tests prepare data with
     * it, and make the broken tokens that a real provider never hands out.
     * @param {string} email
     * @param {{ scope?: string, expiresIn?: number, claims?: Record<string, unknown> }} [overrides]
     *   `expiresIn` is in seconds and may be negative; `claims` replace or add claims
     */
    async accessToken(email, { scope = PLATFORM_SCOPES.join(' '), expiresIn = 600, claims } = {}) {
      const account = accounts.byEmail(email);
      const now = Math.floor(Date.now() / 1000);
      const payload = {
        ...claimsOf(account),
        iss: issuer,
        sub: account.sub,
        aud: AUDIENCE,
        client_id: CLIENT_ID,
        scope,
        jti: crypto.randomUUID(),
        iat: Math.min(now, now + expiresIn - 60),
        exp: now + expiresIn,
        ...claims,
      };
      return new SignJWT(payload)
        .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: signingKey.kid })
        .sign(await importJWK(signingKey, 'RS256'));
    },

    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** @returns {Promise<import('./config.mjs').SigningKey>} */
async function newSigningKey() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, alg: 'RS256', use: 'sig', kid: await calculateJwkThumbprint(jwk) };
}

/**
 * People type either name of this machine, and to a browser they are two origins.
 * @param {string} origin
 */
function loopbackForms(origin) {
  const url = new URL(origin);
  if (!['127.0.0.1', 'localhost'].includes(url.hostname)) return [url.origin];
  return ['127.0.0.1', 'localhost'].map((hostname) => {
    url.hostname = hostname;
    return url.origin;
  });
}
