// The provider's metadata: OpenID Connect Discovery 1.0.

import { foreign } from './keys.mjs';
import { refused, signedIn } from './outcomes.mjs';
import { playedAs } from './scenario.mjs';

/** @typedef {import('../types').Switch} Switch */

/**
 * @param {(document: import('../types').Metadata) => import('../types').Json} changes
 * @returns {Switch['metadata']}
 */
const changed = (changes) => (document) => ({ ...document, ...changes(document) });
/** @param {RegExp} says */
const unusable = (says) => refused('metadata', 'metadata', says, { metadata: 1 });

export const metadataFaults = playedAs('sign-in', [
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
    clause: 'RFC 9700, 4.12',
    does: 'a redirect to metadata on another host',
    switch: {
      metadataAnswer: (_answer, { idp }) => ({
        status: 302,
        location: foreign(idp, '/.well-known/openid-configuration'),
      }),
    },
    outcome: refused('metadata', 'redirected', /redirects to another address/, { metadata: 1 }),
    // Chromium reports where it leads, though it isn't followed: the count above says so.
    console: /request to another host/,
  },
  {
    id: 'metadata-without-cors',
    clause: 'RFC 10017, 6.3.3.4',
    does: 'metadata that browsers must not show to Studio (no CORS)',
    switch: { metadataAnswer: (answer) => ({ ...answer, cors: false }) },
    outcome: refused('metadata', 'unreachable', /doesn't let pages from/, { metadata: 1 }),
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
  {
    id: 'metadata-booleans-as-text',
    clause: 'Discovery 3; RFC 9207, 3',
    does: 'booleans of the metadata are texts: `iss` in the redirect is announced by “true”',
    switch: {
      metadata: changed(() => ({
        authorization_response_iss_parameter_supported: 'true',
        request_parameter_supported: 'false',
        claims_parameter_supported: 'no',
      })),
    },
    outcome: signedIn(),
  },
  {
    id: 'metadata-boolean-as-text-holds',
    clause: 'RFC 9207, 2.4 and 3',
    does: '`iss` is announced by the text “true”, and is not in the redirect',
    switch: {
      metadata: changed(() => ({ authorization_response_iss_parameter_supported: 'true' })),
      callback: (parameters) => {
        const answer = new URLSearchParams(parameters);
        answer.delete('iss');
        return answer;
      },
    },
    outcome: refused('redirect', 'response_iss', /sign-in was started at/, { token: 0 }),
  },
  {
    id: 'metadata-optional-members-null',
    clause: 'Discovery 3',
    does: 'every optional member that there is, is `null`',
    switch: {
      metadata: changed(() => ({
        authorization_response_iss_parameter_supported: null,
        code_challenge_methods_supported: null,
        end_session_endpoint: null,
        revocation_endpoint: null,
        userinfo_endpoint: null,
        scopes_supported: null,
      })),
    },
    outcome: signedIn(),
  },
  {
    id: 'metadata-optional-members-unreadable',
    clause: 'Discovery 3',
    does: 'addresses that are needed for signing out only are lists, and lists are texts',
    switch: {
      metadata: changed(({ end_session_endpoint }) => ({
        end_session_endpoint: [end_session_endpoint],
        revocation_endpoint: 7,
        scopes_supported: 'openid',
        code_challenge_methods_supported: 'S256',
      })),
    },
    outcome: signedIn(),
  },
  {
    id: 'pkce-unreadable',
    clause: 'RFC 9700, 4.8.2',
    does: 'the list of PKCE methods can not be read',
    switch: { metadata: changed(() => ({ code_challenge_methods_supported: true })) },
    outcome: refused('metadata', 'pkce_unsupported', /PKCE with S256/, { metadata: 1 }),
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
]);
