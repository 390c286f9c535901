// oidc-provider with opaque access tokens, and introspection for one confidential client (RFC 7662).

import { once } from 'node:events';
import { createServer } from 'node:http';

import { exportJWK, generateKeyPair } from 'jose';
import { errors, Provider } from 'oidc-provider';

import { Accounts } from './accounts.mjs';
import { AUDIENCE, CLIENT_ID, configuration, PLATFORM_SCOPES } from './config.mjs';
import { interactions } from './routes.mjs';
import { closeWithConnections, portOf } from '../support/ports.mjs';

const RESOURCE = 'urn:nemo-platform';

/** The client that the platform is. */
export const SERVER = { clientId: 'nmp-server', secret: 'a secret: with % and +' };

export async function startOpaqueIdp() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${portOf(server)}`;
  const accounts = new Accounts();
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const keys = [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'opaque' }];
  const usual = configuration({
    accounts,
    jwks: { keys },
    studioOrigins: ['http://127.0.0.1:8080'],
    autoConsent: true,
  });
  const provider = new Provider(issuer, {
    ...usual,
    clients: [
      ...usual.clients,
      {
        client_id: SERVER.clientId,
        client_secret: SERVER.secret,
        grant_types: [],
        response_types: [],
        redirect_uris: [],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    clientAuthMethods: ['none', 'client_secret_basic'],
    features: {
      ...usual.features,
      introspection: {
        enabled: true,
        allowedPolicy: (_ctx, client) => client.clientId === SERVER.clientId,
      },
      resourceIndicators: {
        ...usual.features.resourceIndicators,
        getResourceServerInfo: (_ctx, resource) => {
          if (resource !== RESOURCE) throw new errors.InvalidTarget();
          return {
            audience: AUDIENCE,
            scope: PLATFORM_SCOPES.join(' '),
            accessTokenFormat: 'opaque',
            accessTokenTTL: 600,
          };
        },
      },
    },
  });
  provider.use(interactions(provider, accounts));
  const handle = provider.callback();
  server.on('request', (request, response) => void handle(request, response));

  return {
    issuer,
    clientId: CLIENT_ID,
    audience: AUDIENCE,
    close: () => closeWithConnections(server),
  };
}
