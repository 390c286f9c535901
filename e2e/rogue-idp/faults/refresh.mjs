// Refreshing: RFC 6749, section 6; OpenID Connect Core 1.0, section 12.

import { withBadSignature } from '../jws.mjs';
import { json } from '../provider.mjs';
import { ended, kept, renewed, signedInAnew } from './outcomes.mjs';
import { playedAs } from './scenario.mjs';

/**
 * @template Value
 * @param {(value: Value) => import('../types').Json} changes
 * @returns {(value: Value) => import('../types').Json}
 */
const replaced = (changes) => (value) => ({ ...value, ...changes(value) });

/** Each begins once somebody is in and an access token has ended. */
export const refreshFaults = playedAs('refresh', [
  {
    id: 'oidcc-client-test-refresh-token',
    clause: 'Core 12.1; RFC 9700, 4.14.2',
    does: 'nothing wrong: each refresh token can be used once',
    switch: {},
    outcome: renewed({ authorization: 1 }),
  },
  {
    id: 'refresh-without-rotation',
    clause: 'RFC 6749, 6',
    does: 'no new refresh token: the old one goes on',
    switch: { refreshTokens: replaced(() => ({ refresh_token: undefined })) },
    outcome: renewed({ authorization: 1 }),
  },
  {
    id: 'refresh-without-id-token',
    clause: 'Core 12.2',
    does: 'no ID token in the refresh answer, which is allowed',
    switch: { refreshTokens: replaced(() => ({ id_token: undefined })) },
    outcome: renewed({ authorization: 1 }),
  },
  {
    id: 'oidcc-client-test-refresh-token-invalid-sub',
    clause: 'Core 12.2',
    does: "another person's ID token in the refresh answer",
    switch: { refreshClaims: replaced(() => ({ sub: 'user-mallory' })) },
    outcome: ended('id_token_sub', /another person/),
  },
  {
    id: 'oidcc-client-test-refresh-token-invalid-issuer',
    clause: 'Core 12.2',
    does: "another issuer's ID token in the refresh answer",
    switch: { refreshClaims: replaced(() => ({ iss: 'https://other.example.com' })) },
    outcome: ended('id_token_iss', /issued by “https:\/\/other/),
  },
  {
    id: 'oidcc-client-test-refresh-token-invalid-aud',
    clause: 'Core 12.2',
    does: "another client's ID token in the refresh answer",
    switch: { refreshClaims: replaced(() => ({ aud: 'another-client' })) },
    outcome: ended('id_token_aud', /another application/),
  },
  {
    id: 'oidcc-client-test-refresh-token-invalid-azp',
    clause: 'Core 12.2',
    does: "another client's `azp` in the refresh answer, where the first ID token had none",
    switch: { refreshClaims: replaced(() => ({ azp: 'another-client' })) },
    outcome: ended('id_token_azp', /another application/),
  },
  {
    id: 'refresh-other-nonce',
    clause: 'Core 12.2',
    does: 'a `nonce` in the refresh answer that is not the one of the sign-in',
    switch: { refreshClaims: replaced(() => ({ nonce: 'of-another-sign-in' })) },
    outcome: ended('id_token_nonce', /another sign-in/),
  },
  {
    id: 'refresh-other-auth-time',
    clause: 'Core 12.2',
    does: 'another `auth_time` in the refresh answer than at the sign-in',
    switch: { refreshClaims: replaced(({ auth_time }) => ({ auth_time: auth_time + 1000 })) },
    outcome: ended('id_token_auth_time', /auth_time|signed in at another time/),
  },
  {
    id: 'refresh-without-sub',
    clause: 'Core 12.2',
    does: 'an ID token without `sub` in the refresh answer',
    switch: { refreshClaims: replaced(() => ({ sub: undefined })) },
    outcome: ended('id_token_missing_claim', /no “sub”/),
  },
  {
    id: 'refresh-bad-signature',
    clause: 'Core 12.2',
    does: 'an ID token with a wrong signature in the refresh answer',
    switch: { refreshIdToken: withBadSignature },
    outcome: ended('id_token_signature', /signature is wrong/),
  },
  {
    id: 'refresh-invalid-grant',
    clause: 'RFC 6749, 5.2',
    does: '`invalid_grant`: the session is over there',
    switch: { refreshAnswer: () => json({ error: 'invalid_grant' }, 400) },
    outcome: signedInAnew({ authorization: 2 }),
    console: /status of 400/,
  },
  ...Object.entries({
    interaction_required: 400,
    login_required: 400,
    consent_required: 400,
    invalid_client: 401,
    unauthorized_client: 400,
    invalid_scope: 400,
    a_policy_of_their_own: 403,
  }).map(([error, status]) => ({
    id: `refresh-${error.replaceAll('_', '-')}`,
    clause: 'RFC 6749, 5.2',
    does: `${status} \`${error}\` to a refresh`,
    switch: { refreshAnswer: () => json({ error, error_description: null }, status) },
    outcome: signedInAnew({ authorization: 2 }),
    console: /status of 40[013]/,
  })),
  {
    id: 'refresh-404',
    clause: 'RFC 6749, 5.2',
    does: 'status 404 and a page to a refresh',
    switch: { refreshAnswer: () => ({ status: 404, type: 'text/html', body: '<h1>Gone</h1>' }) },
    outcome: signedInAnew({ authorization: 2 }),
    console: /status of 404/,
  },
  {
    id: 'refresh-too-many-requests',
    clause: 'RFC 6585, 4',
    does: 'status 429 to a refresh, until it is well again',
    switch: { refreshAnswer: () => json({ error: 'who_knows' }, 429) },
    outcome: kept(/refused the sign-in/, { authorization: 1 }),
    console: /status of 429/,
  },
  {
    id: 'refresh-token-type-dpop',
    clause: 'RFC 6749, 7.1',
    does: 'a refresh answer whose `token_type` is `DPoP`, once',
    switch: {
      refreshTokens: (tokens, { time }) =>
        time === 1 ? { ...tokens, token_type: 'DPoP', refresh_token: undefined } : tokens,
    },
    outcome: kept(/not Bearer/, { authorization: 1 }),
  },
  {
    id: 'refresh-500',
    clause: 'RFC 6749, 5.2',
    does: 'status 500 and a page to a refresh, until it is well again',
    switch: { refreshAnswer: () => ({ status: 500, type: 'text/html', body: '<h1>Oops</h1>' }) },
    outcome: kept(/status 500/, { authorization: 1 }),
    console: /status of 500/,
  },
  {
    id: 'refresh-temporarily-unavailable',
    clause: 'RFC 6749, 5.2',
    does: '503 `temporarily_unavailable` to a refresh, until it is well again',
    switch: { refreshAnswer: () => json({ error: 'temporarily_unavailable' }, 503) },
    outcome: kept(/has a problem/, { authorization: 1 }),
    console: /status of 503/,
  },
  {
    id: 'refresh-no-connection',
    clause: 'RFC 6749, 5.2',
    does: 'nobody answers a refresh, until it is well again',
    switch: { refreshAnswer: () => ({ drop: true }) },
    outcome: kept(/can't be reached/, { authorization: 1 }),
    console: /ERR_/,
  },
  {
    id: 'refresh-token-none',
    clause: 'RFC 10017, 6.3.2.3',
    does: 'no refresh token at all',
    scenario: 'no refresh token',
    switch: {
      tokens: (tokens, { time }) => ({
        ...tokens,
        refresh_token: undefined,
        expires_in: time === 1 ? 2 : 3600,
      }),
    },
    outcome: signedInAnew({ authorization: 2 }),
  },
]);
