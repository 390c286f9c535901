// Signing out: OpenID Connect RP-Initiated Logout 1.0.

import { signedOut } from './outcomes.mjs';

const changed = (changes) => (document) => ({ ...document, ...changes });

/** @type {import('./index.mjs').Fault[]} */
export const signOutFaults = [
  {
    id: 'oidcc-client-test-rp-init-logout',
    clause: 'RP-Initiated Logout 2',
    does: 'nothing wrong: `id_token_hint` and `post_logout_redirect_uri` came, and it leads back',
    switch: {},
    outcome: {
      ...signedOut({ 'end session': 1 }),
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
].map((fault) => ({ scenario: 'sign-out', ...fault }));
