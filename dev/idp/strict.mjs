// oidc-provider by the book: what server.mjs is lenient about, this one insists on; for the tests. Its pages and accounts are the same.

import { once } from 'node:events';
import { createServer } from 'node:http';

import { exportJWK, generateKeyPair } from 'jose';
import { errors, Provider } from 'oidc-provider';

import { closeWithConnections, portOf } from '../support/ports.mjs';
import { Accounts } from './accounts.mjs';
import { AUDIENCE, CLIENT_ID, configuration, PLATFORM_SCOPES } from './config.mjs';
import { interactions, securityHeaders } from './routes.mjs';

/** As Entra ID names the scopes of an API. */
export const SCOPE_PREFIX = 'api://nemo-platform/';
const RESOURCE = 'api://nemo-platform';

/**
 * @param {{ studioOrigin: string, accessTokenTtl: number }} options
 */
export async function startStrictIdp({ studioOrigin, accessTokenTtl }) {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  const issuer = `http://127.0.0.1:${port}`;
  const accounts = new Accounts();
  const keys = await Promise.all(['RS256', 'ES256'].map(makeKey));
  const lenient = configuration({
    accounts,
    jwks: { keys },
    studioOrigins: [studioOrigin],
    accessTokenTtl,
  });
  const provider = new Provider(issuer, strict(lenient, accessTokenTtl));
  provider.use(securityHeaders([studioOrigin]));
  provider.use(interactions(provider, accounts));
  provider.on('server_error', (_ctx, error) => console.error('strict provider:', error));
  const handle = provider.callback();
  server.on('request', (request, response) => void handle(request, response));

  return {
    issuer,
    clientId: CLIENT_ID,
    audience: AUDIENCE,
    close: () => closeWithConnections(server),
  };
}

/**
 * @param {ReturnType<typeof configuration>} lenient
 * @param {number} accessTokenTTL  in seconds
 * @returns {import('oidc-provider').Configuration}
 */
function strict(lenient, accessTokenTTL) {
  const [client] = lenient.clients;
  return {
    ...lenient,
    // Claims of `profile` and `email` are at the userinfo endpoint only (Core 5.4).
    conformIdTokenClaims: true,
    clients: [
      {
        ...client,
        grant_types: ['authorization_code', 'refresh_token'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    features: {
      ...lenient.features,
      deviceFlow: { enabled: false },
      resourceIndicators: {
        ...lenient.features.resourceIndicators,
        defaultResource: () => RESOURCE,
        getResourceServerInfo: (_ctx, resource) => {
          if (resource !== RESOURCE) throw new errors.InvalidTarget();
          return {
            audience: AUDIENCE,
            scope: PLATFORM_SCOPES.map((scope) => SCOPE_PREFIX + scope).join(' '),
            accessTokenFormat: 'jwt',
            accessTokenTTL,
            jwt: { sign: { alg: 'ES256' } },
          };
        },
      },
    },
  };
}

/**
 * @param {string} alg
 * @returns {Promise<import('./config.mjs').SigningKey>}
 */
async function makeKey(alg) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: `strict-${alg}` };
}
