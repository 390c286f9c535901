// What the token endpoint answers: RFC 6749, sections 5.1 and 5.2; OpenID Connect Core 1.0, 3.1.3.3.

import { json } from '../provider.mjs';
import { foreign } from './keys.mjs';
import { refused, signedIn } from './outcomes.mjs';

const replaced = (changes) => (tokens) => ({ ...tokens, ...changes });
const unusable = (says) => refused('token answer', 'token_response', says, { token: 1 });
const failing = (code, says) => refused('token answer', code, says, { token: 1 });

/** @type {import('./index.mjs').Fault[]} */
export const tokenAnswerFaults = [
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
        body: new URLSearchParams(JSON.parse(body)).toString(),
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
    clause: 'CSP `connect-src`',
    does: 'a redirect (307) that would take code and verifier to another host',
    switch: {
      tokenAnswer: (_answer, { idp }) => ({ status: 307, location: foreign(idp, '/token') }),
    },
    outcome: failing('unreachable', /can't be reached/),
    console: /Content.Security.Policy|ERR_|request to another host/,
  },
  {
    id: 'token-endpoint-without-cors',
    clause: 'RFC 10017, 6.3.3.4',
    does: 'tokens that browsers must not show to Studio (no CORS)',
    switch: { tokenAnswer: (answer) => ({ ...answer, cors: false }) },
    outcome: failing('unreachable', /can't be reached/),
    console: /CORS policy|ERR_FAILED/,
  },
  {
    id: 'token-endpoint-never-answers',
    clause: 'RFC 6749, 3.2',
    does: 'no answer at all: 15 seconds are enough',
    switch: { tokenAnswer: () => ({ never: true }) },
    outcome: failing('unreachable', /can't be reached/),
    console: /ERR_/,
    slow: true,
  },
].map((fault) => ({ scenario: 'sign-in', ...fault }));
