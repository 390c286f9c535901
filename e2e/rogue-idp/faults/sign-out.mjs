// Signing out: OpenID Connect RP-Initiated Logout 1.0.

import { signedOut } from './outcomes.mjs';
import { playedAs } from './scenario.mjs';

/** @typedef {import('../types').Switch} Switch */

/**
 * @param {import('../types').Json} changes
 * @returns {Switch['metadata']}
 */
const changed = (changes) => (document) => ({ ...document, ...changes });

export const signOutFaults = playedAs('sign-out', [
  {
    id: 'oidcc-client-test-rp-init-logout',
    clause: 'RP-Initiated Logout 2',
    does: 'nothing wrong: `id_token_hint` and `post_logout_redirect_uri` came, and it leads back',
    switch: {},
    outcome: {
      ...signedOut({ 'end session': 1, revocation: 1 }),
      note: 'the suite wants a `state` as well, which is optional: Studio sends none',
    },
  },
  {
    id: 'oidcc-client-test-rp-init-logout-no-state',
    clause: 'RP-Initiated Logout 2',
    does: 'nothing wrong: no `state` came (it is optional), none goes back',
    switch: {},
    outcome: signedOut({ 'end session': 1 }),
  },
  {
    id: 'oidcc-client-test-rp-init-logout-other-state',
    clause: 'RP-Initiated Logout 3',
    does: 'a `state` on the way back that Studio never sent',
    switch: { endSession: () => new URLSearchParams({ state: 'nobody-sent-this' }) },
    outcome: signedOut({ 'end session': 1 }),
  },
  {
    id: 'end-session-missing',
    clause: 'RP-Initiated Logout 2.1',
    does: 'no `end_session_endpoint`',
    switch: { metadata: changed({ end_session_endpoint: undefined }) },
    outcome: signedOut({ 'end session': 0 }),
  },
  {
    id: 'end-session-is-a-script',
    clause: 'RFC 9700, 2.6',
    does: '`end_session_endpoint` is a `javascript:` address',
    switch: { metadata: changed({ end_session_endpoint: 'javascript:alert(1)' }) },
    outcome: signedOut({ 'end session': 0 }),
  },
  {
    id: 'id-token-too-long-for-a-hint',
    clause: 'RP-Initiated Logout 2; RFC 9110, 4.1',
    does: 'an ID token of 20 kB at the sign-in; addresses as long as that are refused (431)',
    switch: { claims: (claims) => ({ ...claims, ballast: 'x'.repeat(15_000) }) },
    outcome: { ...signedOut({ 'end session': 1 }), hint: false },
  },
  {
    id: 'revocation-endpoint-missing',
    clause: 'RFC 7009, 2; RFC 8414, 2',
    does: 'no `revocation_endpoint`',
    switch: { metadata: changed({ revocation_endpoint: undefined }) },
    outcome: signedOut({ 'end session': 1, revocation: 0 }),
  },
  {
    id: 'revocation-endpoint-is-a-script',
    clause: 'RFC 9700, 2.6',
    does: '`revocation_endpoint` is a `javascript:` address',
    switch: { metadata: changed({ revocation_endpoint: 'javascript:alert(1)' }) },
    outcome: signedOut({ 'end session': 1, revocation: 0 }),
  },
  {
    id: 'revocation-refused',
    clause: 'RFC 7009, 2.2.1',
    does: '503 to the revocation of the refresh token',
    switch: { revocation: () => ({ status: 503, type: 'text/html', body: '<h1>Later</h1>' }) },
    outcome: signedOut({ 'end session': 1, revocation: 1 }),
    console: /status of 503/,
  },
  {
    id: 'revocation-without-cors',
    clause: 'RFC 7009, 2.3',
    does: 'a revocation whose answer browsers must not show to Studio (no CORS)',
    switch: { revocation: (answer) => ({ ...answer, cors: false }) },
    outcome: signedOut({ 'end session': 1, revocation: 1 }),
    console: /CORS policy|ERR_FAILED/,
  },
  {
    id: 'revocation-never-answered',
    clause: 'RFC 7009, 2.2',
    does: 'no answer to the revocation: two seconds are enough',
    switch: { revocation: () => ({ never: true }) },
    outcome: signedOut({ 'end session': 1, revocation: 1 }),
    console: /ERR_/,
  },
]);
