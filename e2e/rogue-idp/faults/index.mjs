// The table of faults: what the provider does, which clause that breaks or uses, what Studio must
// make of it. One row is one switch of the provider, one test, and one line of docs/oidc.md.

import { callbackFaults } from './callback.mjs';
import { idTokenFaults } from './id-token.mjs';
import { keyFaults } from './keys.mjs';
import { metadataFaults } from './metadata.mjs';
import { refreshFaults } from './refresh.mjs';
import { signatureFaults } from './signature.mjs';
import { signOutFaults } from './sign-out.mjs';
import { tokenAnswerFaults } from './token-answer.mjs';

/** @typedef {import('../types').Fault} Fault */

/** Section of docs/oidc.md → its rows. */
export const GROUPS = {
  Metadata: metadataFaults,
  'The redirect back': callbackFaults,
  'The token answer': tokenAnswerFaults,
  Keys: keyFaults,
  'Signature of the ID token': signatureFaults,
  'Claims of the ID token': idTokenFaults,
  Refresh: refreshFaults,
  'Sign-out': signOutFaults,
};

/** @type {Fault[]} */
export const FAULTS = Object.values(GROUPS).flat();
