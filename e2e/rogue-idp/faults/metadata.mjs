// The provider's metadata: OpenID Connect Discovery 1.0.

import { foreign } from './keys.mjs';
import { refused, signedIn } from './outcomes.mjs';

const changed = (changes) => (document) => ({ ...document, ...changes(document) });
const unusable = (says) => refused('metadata', 'metadata', says, { metadata: 1 });

/** @type {import('./index.mjs').Fault[]} */
export const metadataFaults = [
  {
    id: 'oidcc-client-test-discovery-openid-config',
    clause: 'Discovery 4',
    does: 'nothing wrong: the endpoints are where only the metadata says',
    switch: {
      metadata: changed(({ issuer }) => ({
        authorization_endpoint: `${issuer}/auth?tenant=7`,
        token_endpoint: `${issuer}/token?tenant=7`,
      })),
    },
    outcome: signedIn({ authorization: 1, token: 1 }),
  },
  {
    id: 'oidcc-client-test-discovery-issuer-mismatch',
    clause: 'Discovery 4.3',
    does: 'the metadata of another issuer',
    switch: { metadata: changed(() => ({ issuer: 'https://other.example.com' })) },
    outcome: refused('metadata', 'metadata_issuer', /calls itself “https:\/\/other/, {
      metadata: 1,
    }),
  },
  {
    id: 'metadata-issuer-with-a-slash-more',
    clause: 'Discovery 4.3',
    does: 'the issuer in the metadata has a slash at the end that the configured one has not',
    switch: { metadata: changed(({ issuer }) => ({ issuer: `${issuer}/` })) },
    outcome: refused('metadata', 'metadata_issuer', /calls itself/, { metadata: 1 }),
  },
  {
    id: 'metadata-500',
    clause: 'Discovery 4.2',
    does: 'status 500 instead of metadata',
    switch: { metadataAnswer: () => ({ status: 500, body: 'out of order' }) },
    outcome: refused('metadata', 'status', /status 500/, { metadata: 1 }),
    console: /status of 500/,
  },
  {
    id: 'metadata-500-on-the-way-back',
    clause: 'Discovery 4.2',
    does: 'status 500 instead of metadata, once the person comes back with a code',
    switch: {
      metadataAnswer: (answer, { time }) => (time === 1 ? answer : { status: 500, body: '' }),
    },
    outcome: refused('redirect', 'status', /status 500/, { metadata: 2, token: 0 }),
    console: /status of 500/,
  },
  {
    id: 'metadata-not-json',
    clause: 'Discovery 4.2',
    does: 'a page instead of metadata',
    switch: { metadataAnswer: () => ({ status: 200, type: 'text/html', body: '<h1>Hi</h1>' }) },
    outcome: unusable(/metadata can't be used/),
  },
  {
    id: 'metadata-lead-elsewhere',
    clause: 'CSP `connect-src`',
    does: 'a redirect to metadata on another host',
    switch: {
      metadataAnswer: (_answer, { idp }) => ({
        status: 302,
        location: foreign(idp, '/.well-known/openid-configuration'),
      }),
    },
    outcome: refused('metadata', 'unreachable', /can't be reached/, { metadata: 1 }),
    console: /Content.Security.Policy|ERR_|request to another host/,
  },
  {
    id: 'metadata-without-cors',
    clause: 'RFC 10017, 6.3.3.4',
    does: 'metadata that browsers must not show to Studio (no CORS)',
    switch: { metadataAnswer: (answer) => ({ ...answer, cors: false }) },
    outcome: refused('metadata', 'unreachable', /can't be reached/, { metadata: 1 }),
    console: /CORS policy|ERR_FAILED/,
  },
  {
    id: 'pkce-plain-only',
    clause: 'RFC 9700, 4.8.2; RFC 7636, 4.2',
    does: 'PKCE methods listed without S256',
    switch: { metadata: changed(() => ({ code_challenge_methods_supported: ['plain'] })) },
    outcome: refused('metadata', 'pkce_unsupported', /PKCE with S256/, { metadata: 1 }),
  },
  {
    id: 'pkce-not-announced',
    clause: 'RFC 9700, 2.1.1',
    does: 'no list of PKCE methods, as older providers have none',
    switch: { metadata: changed(() => ({ code_challenge_methods_supported: undefined })) },
    outcome: signedIn(),
  },
  ...['authorization_endpoint', 'token_endpoint', 'jwks_uri'].map((name) => ({
    id: `metadata-without-${name.replaceAll('_', '-')}`,
    clause: 'Discovery 3',
    does: `no \`${name}\``,
    switch: { metadata: changed(() => ({ [name]: undefined })) },
    outcome: unusable(new RegExp(`no ${name}`)),
  })),
  {
    id: 'authorization-endpoint-is-a-script',
    clause: 'RFC 9700, 2.6',
    does: '`authorization_endpoint` is a `javascript:` address',
    switch: {
      metadata: changed(() => ({
        authorization_endpoint: 'javascript:document.title="owned"//https://x',
      })),
    },
    outcome: unusable(/authorization_endpoint is not a safe/),
  },
  {
    id: 'token-endpoint-is-relative',
    clause: 'Discovery 3',
    does: '`token_endpoint` is a path, not an address',
    switch: { metadata: changed(() => ({ token_endpoint: '/token' })) },
    outcome: unusable(/token_endpoint is not a safe/),
  },
].map((fault) => ({ scenario: 'sign-in', ...fault }));
