// What the token endpoint answers: RFC 6749, sections 5.1 and 5.2; OpenID Connect Core 1.0, 3.1.3.3.

import { json } from '../provider.mjs';
import { foreign } from './keys.mjs';
import { refused, signedIn } from './outcomes.mjs';
import { playedAs } from './scenario.mjs';

/** @typedef {import('../types').Switch} Switch */

/**
 * @param {import('../types').Json} changes
 * @returns {Switch['tokens']}
 */
const replaced = (changes) => (tokens) => ({ ...tokens, ...changes });
/** @param {RegExp} says */
const unusable = (says) => refused('token answer', 'token_response', says, { token: 1 });
const signedInAnyway = () => signedIn({ authorization: 1 });
/** @param {import('./outcomes.mjs').Asked} asked */
const expired = (asked) =>
  refused('keys', 'token_expired', /was already expired when it came/, {
    authorization: 1,
    ...asked,
  });
/**
 * @param {string} code
 * @param {RegExp} says
 */
const failing = (code, says) => refused('token answer', code, says, { token: 1 });

export const tokenAnswerFaults = playedAs('sign-in', [
  {
    id: 'token-answer-not-json',
    clause: 'RFC 6749, 5.1',
    does: 'a page instead of JSON',
    switch: { tokenAnswer: () => ({ status: 200, type: 'text/html', body: '<h1>Hi</h1>' }) },
    outcome: unusable(/not the JSON/),
  },
  {
    id: 'token-answer-form-encoded',
    clause: 'RFC 6749, 5.1',
    does: 'the tokens, but form-encoded',
    switch: {
      tokenAnswer: ({ body }) => ({
        status: 200,
        type: 'application/x-www-form-urlencoded',
        body: new URLSearchParams(JSON.parse(body ?? '')).toString(),
      }),
    },
    outcome: unusable(/not the JSON/),
  },
  {
    id: 'token-type-dpop',
    clause: 'RFC 6749, 7.1; RFC 9449, 5',
    does: '`token_type` is `DPoP`',
    switch: { tokens: replaced({ token_type: 'DPoP' }) },
    outcome: unusable(/not Bearer/),
  },
  {
    id: 'token-type-missing',
    clause: 'RFC 6749, 5.1',
    does: 'no `token_type`',
    switch: { tokens: replaced({ token_type: undefined }) },
    outcome: unusable(/not Bearer/),
  },
  {
    id: 'token-type-in-small-letters',
    clause: 'RFC 6749, 5.1',
    does: '`token_type` is `bearer`: upper and lower case are the same',
    switch: { tokens: replaced({ token_type: 'bearer' }) },
    outcome: signedIn(),
  },
  {
    id: 'expires-in-as-text',
    clause: 'RFC 6749, 5.1',
    does: '`expires_in` is a text, as some providers send it',
    switch: { tokens: replaced({ expires_in: '3600' }) },
    outcome: signedIn(),
  },
  {
    id: 'expires-in-missing',
    clause: 'RFC 6749, 5.1',
    does: 'no `expires_in`, which is only recommended',
    switch: { tokens: replaced({ expires_in: undefined }) },
    outcome: signedIn(),
  },
  ...[
    ['zero', '`expires_in` is 0', 0],
    ['zero-as-text', '`expires_in` is the text “0”', '0'],
    ['less-than-a-second', '`expires_in` is the text “0.4”', '0.4'],
  ].map(([name, does, expires_in]) => ({
    id: `expires-in-${name}`,
    clause: 'RFC 6749, 5.1',
    does: `${does}, and there is no refresh token`,
    switch: { tokens: replaced({ expires_in, refresh_token: undefined }) },
    outcome: expired({ token: 1 }),
  })),
  {
    id: 'access-token-expired',
    clause: 'RFC 9068, 2.2',
    does: 'an access token whose `exp` is past, and neither `expires_in` nor a refresh token',
    switch: {
      accessClaims: (claims) => ({ ...claims, exp: claims.iat - 300 }),
      tokens: replaced({ expires_in: undefined, refresh_token: undefined }),
    },
    outcome: expired({ token: 1 }),
  },
  {
    id: 'expires-in-zero-once',
    clause: 'RFC 6749, 5.1 and 6',
    does: '`expires_in` is 0; the refresh brings a token that lives',
    switch: { tokens: replaced({ expires_in: 0 }) },
    outcome: signedIn({ authorization: 1, token: 2 }),
  },
  {
    id: 'expires-in-zero-always',
    clause: 'RFC 6749, 5.1 and 6',
    does: '`expires_in` is 0, and so it is after a refresh',
    switch: { tokens: replaced({ expires_in: 0 }), refreshTokens: replaced({ expires_in: 0 }) },
    outcome: expired({ token: 2 }),
  },
  ...[
    { name: 'null', what: '`null`', expires_in: null },
    { name: 'negative', what: 'less than 0', expires_in: -1 },
    { name: 'huge', what: 'a number of 300 digits', expires_in: 1e300 },
    { name: 'a-list', what: 'a list', expires_in: [3600] },
  ].map(({ name, what, expires_in }) => ({
    id: `expires-in-${name}`,
    clause: 'RFC 6749, 5.1',
    does: `\`expires_in\` is ${what}`,
    switch: { tokens: replaced({ expires_in }) },
    outcome: signedInAnyway(),
  })),
  {
    id: 'scope-as-a-list',
    clause: 'RFC 6749, 3.3',
    does: '`scope` is a list of texts',
    switch: { tokens: ({ scope, ...tokens }) => ({ ...tokens, scope: scope.split(' ') }) },
    outcome: signedInAnyway(),
  },
  {
    id: 'optional-members-null',
    clause: 'RFC 6749, 5.1',
    does: '`scope`, `expires_in` and `refresh_token` are `null`',
    switch: { tokens: replaced({ scope: null, expires_in: null, refresh_token: null }) },
    outcome: signedInAnyway(),
  },
  {
    id: 'optional-members-unreadable',
    clause: 'RFC 6749, 5.1',
    does: '`scope`, `expires_in` and `refresh_token` are objects',
    switch: { tokens: replaced({ scope: {}, expires_in: {}, refresh_token: {} }) },
    outcome: signedInAnyway(),
  },
  {
    id: 'id-token-is-an-object',
    clause: 'Core 3.1.3.3',
    does: 'the ID token is an object',
    switch: { tokens: replaced({ id_token: { sub: 'user-rene' } }) },
    outcome: unusable(/ID token is not a text/),
  },
  {
    id: 'access-token-missing',
    clause: 'RFC 6749, 5.1',
    does: 'no access token',
    switch: { tokens: replaced({ access_token: undefined }) },
    outcome: unusable(/no access token/),
  },
  {
    id: 'id-token-missing',
    clause: 'Core 3.1.3.3',
    does: 'no ID token',
    switch: { tokens: replaced({ id_token: undefined }) },
    outcome: unusable(/no ID token/),
  },
  {
    id: 'token-invalid-grant',
    clause: 'RFC 6749, 5.2',
    does: '400 `invalid_grant`, with markup in the description',
    switch: {
      tokenAnswer: () =>
        json({ error: 'invalid_grant', error_description: 'The <b>code</b> is spent.' }, 400),
    },
    outcome: failing('provider_error', /The <b>code<\/b> is spent\./),
    console: /status of 400/,
  },
  {
    id: 'token-500',
    clause: 'RFC 6749, 5.2',
    does: 'status 500 and a page',
    switch: { tokenAnswer: () => ({ status: 500, type: 'text/html', body: '<h1>Oops</h1>' }) },
    outcome: failing('status', /status 500/),
    console: /status of 500/,
  },
  {
    id: 'token-endpoint-leads-elsewhere',
    clause: 'RFC 9700, 4.12',
    does: 'a redirect (307) that would take code and verifier to another host',
    switch: {
      tokenAnswer: (_answer, { idp }) => ({ status: 307, location: foreign(idp, '/token') }),
    },
    outcome: failing('redirected', /redirects to another address/),
    // Chromium reports where it leads, though it isn't followed: the count above says so.
    console: /request to another host/,
  },
  {
    id: 'token-endpoint-without-cors',
    clause: 'RFC 10017, 6.3.3.4',
    does: 'tokens that browsers must not show to Studio (no CORS)',
    switch: { tokenAnswer: (answer) => ({ ...answer, cors: false }) },
    outcome: failing('unreachable', /doesn't let pages from/),
    console: /CORS policy|ERR_FAILED/,
  },
  {
    id: 'token-endpoint-never-answers',
    clause: 'RFC 6749, 3.2',
    does: 'no answer at all: 15 seconds are enough',
    switch: { tokenAnswer: () => ({ never: true }) },
    outcome: failing('timeout', /doesn't answer in time/),
    console: /ERR_/,
    slow: true,
  },
]);
