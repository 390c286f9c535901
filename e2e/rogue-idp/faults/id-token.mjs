// What an ID token says: OpenID Connect Core 1.0, sections 2, 3.1.3.6 and 3.1.3.7.

import { refused, signedIn } from './outcomes.mjs';
import { playedAs } from './scenario.mjs';

const now = () => Math.floor(Date.now() / 1000);

/** @typedef {import('../types').Switch} Switch */

/**
 * Refused because a claim says so: everything before the claims is in order.
 * @param {string} code
 * @param {RegExp} says
 */
const badClaim = (code, says) => refused('keys', code, says, { keys: 1 });
/**
 * @param {string} name
 * @returns {Switch['claims']}
 */
const without = (name) => (claims) => ({ ...claims, [name]: undefined });
/**
 * @param {(claims: import('../types').Claims) => import('../types').Json} changes
 * @returns {Switch['claims']}
 */
const replaced = (changes) => (claims) => ({ ...claims, ...changes(claims) });
/** @param {string} name */
const missing = (name) => badClaim('id_token_missing_claim', new RegExp(`no “${name}”`));

export const idTokenFaults = playedAs('sign-in', [
  {
    id: 'oidcc-client-test',
    clause: 'Core 3.1',
    does: 'nothing wrong',
    switch: {},
    outcome: signedIn({ metadata: 2, authorization: 1, token: 1, keys: 1 }),
  },
  {
    id: 'oidcc-client-test-invalid-iss',
    clause: 'Core 3.1.3.7 (2)',
    does: '`iss` is another issuer',
    switch: { claims: replaced(() => ({ iss: 'https://other.example.com' })) },
    outcome: badClaim('id_token_iss', /issued by “https:\/\/other\.example\.com”/),
  },
  {
    id: 'iss-with-a-slash-more',
    clause: 'Core 3.1.3.7 (2)',
    does: '`iss` has a slash at the end that the configured issuer has not',
    switch: { claims: replaced(({ iss }) => ({ iss: `${iss}/` })) },
    outcome: badClaim('id_token_iss', /issued by “/),
  },
  {
    id: 'iss-missing',
    clause: 'Core 2',
    does: 'no `iss`',
    switch: { claims: without('iss') },
    outcome: missing('iss'),
  },
  {
    id: 'oidcc-client-test-missing-sub',
    clause: 'Core 2',
    does: 'no `sub`',
    switch: { claims: without('sub') },
    outcome: missing('sub'),
  },
  {
    id: 'sub-empty',
    clause: 'Core 2',
    does: '`sub` is the empty text',
    switch: { claims: replaced(() => ({ sub: '' })) },
    outcome: missing('sub'),
  },
  {
    id: 'sub-is-a-number',
    clause: 'Core 2',
    does: '`sub` is not a text',
    switch: { claims: replaced(() => ({ sub: 7 })) },
    outcome: missing('sub'),
  },
  {
    id: 'oidcc-client-test-missing-iat',
    clause: 'Core 2',
    does: 'no `iat`',
    switch: { claims: without('iat') },
    outcome: missing('iat'),
  },
  {
    id: 'iat-in-the-future',
    clause: 'Core 3.1.3.7 (10)',
    does: '`iat` is five minutes ahead',
    switch: { claims: replaced(() => ({ iat: now() + 300 })) },
    outcome: badClaim('id_token_iat', /from the future|in the future|clock/),
  },
  {
    id: 'iat-a-little-ahead',
    clause: 'Core 3.1.3.7 (10)',
    does: '`iat` is half a minute ahead: clocks differ',
    switch: { claims: replaced(() => ({ iat: now() + 30 })) },
    outcome: signedIn(),
  },
  {
    id: 'nbf-in-the-future',
    clause: 'RFC 7519, 4.1.5',
    does: '`nbf` is five minutes ahead',
    switch: { claims: replaced(() => ({ nbf: now() + 300 })) },
    outcome: badClaim('id_token_iat', /from the future|in the future|clock/),
  },
  {
    id: 'exp-missing',
    clause: 'Core 2',
    does: 'no `exp`',
    switch: { claims: without('exp') },
    outcome: missing('exp'),
  },
  {
    id: 'exp-past',
    clause: 'Core 3.1.3.7 (9)',
    does: '`exp` was five minutes ago',
    switch: { claims: replaced(() => ({ iat: now() - 600, exp: now() - 300 })) },
    outcome: badClaim('id_token_exp', /expired \d+ seconds ago/),
  },
  {
    id: 'exp-just-past',
    clause: 'Core 3.1.3.7 (9)',
    does: '`exp` was half a minute ago: clocks differ',
    switch: { claims: replaced(() => ({ iat: now() - 600, exp: now() - 30 })) },
    outcome: signedIn(),
  },
  {
    id: 'exp-is-a-text',
    clause: 'RFC 7519, 4.1.4',
    does: '`exp` is not a number',
    switch: { claims: replaced(() => ({ exp: 'tomorrow' })) },
    outcome: missing('exp'),
  },
  {
    id: 'oidcc-client-test-missing-aud',
    clause: 'Core 2',
    does: 'no `aud`',
    switch: { claims: without('aud') },
    outcome: missing('aud'),
  },
  {
    id: 'oidcc-client-test-invalid-aud',
    clause: 'Core 3.1.3.7 (3)',
    does: '`aud` is another client',
    switch: { claims: replaced(() => ({ aud: 'another-client' })) },
    outcome: badClaim('id_token_aud', /another application/),
  },
  {
    id: 'aud-empty',
    clause: 'Core 3.1.3.7 (3)',
    does: '`aud` is an empty list',
    switch: { claims: replaced(() => ({ aud: [] })) },
    outcome: badClaim('id_token_aud', /another application/),
  },
  {
    id: 'aud-list-of-one',
    clause: 'Core 2',
    does: '`aud` is a list with the client alone',
    switch: { claims: replaced(({ aud }) => ({ aud: [aud] })) },
    outcome: signedIn(),
  },
  {
    id: 'aud-several-without-azp',
    clause: 'Core 3.1.3.7 (4)',
    does: '`aud` has a second audience, and no `azp` says whose the token is',
    switch: { claims: replaced(({ aud }) => ({ aud: [aud, 'another-client'] })) },
    outcome: badClaim('id_token_azp', /another application/),
  },
  {
    id: 'aud-several-with-azp',
    clause: 'Core 3.1.3.7 (3, 4)',
    does: '`aud` has a second audience, and `azp` is the client',
    switch: { claims: replaced(({ aud }) => ({ aud: [aud, 'nemo-platform'], azp: aud })) },
    outcome: signedIn(),
  },
  {
    id: 'azp-wrong',
    clause: 'Core 3.1.3.7 (5)',
    does: '`azp` is another client, though `aud` is this one',
    switch: { claims: replaced(() => ({ azp: 'another-client' })) },
    outcome: badClaim('id_token_azp', /another application/),
  },
  {
    id: 'oidcc-client-test-nonce-invalid',
    clause: 'Core 3.1.3.7 (11)',
    does: '`nonce` is another one than was sent',
    switch: { claims: replaced(() => ({ nonce: 'of-another-sign-in' })) },
    outcome: badClaim('id_token_nonce', /another sign-in/),
  },
  {
    id: 'nonce-missing',
    clause: 'Core 3.1.3.7 (11)',
    does: 'no `nonce` though one was sent',
    switch: { claims: without('nonce') },
    outcome: missing('nonce'),
  },
  {
    id: 'at-hash-wrong',
    clause: 'Core 3.1.3.6',
    does: '`at_hash` is of another access token',
    switch: { claims: replaced(() => ({ at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' })) },
    outcome: badClaim('id_token_at_hash', /another access token/),
  },
  {
    id: 'at-hash-absent',
    clause: 'Core 3.1.3.6',
    does: 'no `at_hash`, which is optional in the code flow',
    switch: { claims: without('at_hash') },
    outcome: signedIn(),
  },
  {
    id: 'optional-claims-null',
    clause: 'Core 2 and 5.1',
    does: 'every optional claim is `null`',
    switch: {
      claims: (claims) => ({
        ...claims,
        azp: null,
        at_hash: null,
        nbf: null,
        auth_time: null,
        acr: null,
        amr: null,
        email: null,
        email_verified: null,
        groups: null,
        picture: null,
      }),
    },
    outcome: signedIn(),
  },
  {
    id: 'optional-claims-unreadable',
    clause: 'Core 2 and 5.1',
    does: 'optional claims on which nothing hangs are of other types',
    switch: {
      claims: (claims) => ({
        ...claims,
        auth_time: 'yesterday',
        acr: 1,
        amr: 'pwd',
        groups: { a: 1 },
        updated_at: [],
        locale: false,
      }),
    },
    outcome: signedIn(),
  },
  {
    id: 'at-hash-unreadable',
    clause: 'Core 3.1.3.6',
    does: '`at_hash` is a number',
    switch: { claims: (claims) => ({ ...claims, at_hash: 7 }) },
    outcome: refused('keys', 'id_token_at_hash', /another access token/),
  },
]);
