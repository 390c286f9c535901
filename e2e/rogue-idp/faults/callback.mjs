// The redirect back to Studio: RFC 6749, section 4.1.2; RFC 9207.

import { refused, signedIn } from './outcomes.mjs';
import { playedAs } from './scenario.mjs';

/** @typedef {import('../types').Switch} Switch */

/**
 * @param {string} code
 * @param {RegExp} says
 */
const stopped = (code, says) => refused('redirect', code, says, { authorization: 1, token: 0 });

/**
 * Parameters set, or removed where the value is `undefined`.
 * @param {(idp: import('../provider.mjs').Provider) => Record<string, string | undefined>} changes
 * @returns {Switch['callback']}
 */
const changed = (changes) => (parameters, context) => {
  const answer = new URLSearchParams(parameters);
  for (const [name, value] of Object.entries(changes(context.idp))) {
    if (value === undefined) answer.delete(name);
    else answer.set(name, value);
  }
  return answer;
};
/**
 * @param {string} name
 * @param {string} [second]
 * @returns {Switch['callback']}
 */
const repeated = (name, second) => (parameters) => {
  const answer = new URLSearchParams(parameters);
  answer.append(name, second ?? answer.get(name) ?? '');
  return answer;
};
/** @type {Switch} */
const unannounced = {
  metadata: (document) => ({
    ...document,
    authorization_response_iss_parameter_supported: undefined,
  }),
};
const denied = { code: undefined, error: 'access_denied' };

export const callbackFaults = playedAs('sign-in', [
  {
    id: 'response-iss-wrong',
    clause: 'RFC 9207, 2.4',
    does: '`iss` in the redirect is another issuer (mix-up)',
    switch: { callback: changed(() => ({ iss: 'https://other.example.com' })) },
    outcome: stopped('response_iss', /comes from “https:\/\/other/),
  },
  {
    id: 'response-iss-with-a-slash-more',
    clause: 'RFC 9207, 2.4',
    does: '`iss` in the redirect has a slash more than the issuer',
    switch: { callback: changed((idp) => ({ iss: `${idp.issuer}/` })) },
    outcome: stopped('response_iss', /comes from/),
  },
  {
    id: 'response-iss-missing',
    clause: 'RFC 9207, 2.4',
    does: 'no `iss` in the redirect though the metadata announces it',
    switch: { callback: changed(() => ({ iss: undefined })) },
    outcome: stopped('response_iss', /sign-in was started at/),
  },
  {
    id: 'response-iss-not-announced',
    clause: 'RFC 9207, 2.4',
    does: 'no `iss` in the redirect, and the metadata announces none',
    switch: { ...unannounced, callback: changed(() => ({ iss: undefined })) },
    outcome: signedIn(),
  },
  {
    id: 'response-iss-wrong-not-announced',
    clause: 'RFC 9207, 2.4',
    does: 'a wrong `iss` in the redirect, though the metadata announces none',
    switch: { ...unannounced, callback: changed(() => ({ iss: 'https://other.example.com' })) },
    outcome: stopped('response_iss', /comes from “https:\/\/other/),
  },
  {
    id: 'response-iss-wrong-on-error',
    clause: 'RFC 9207, 2.4',
    does: 'an error whose `iss` is another issuer',
    switch: {
      callback: changed(() => ({
        ...denied,
        error_description: 'Call 0900 1234.',
        iss: 'https://other.example.com',
      })),
    },
    outcome: stopped('response_iss', /comes from “https:\/\/other/),
  },
  {
    id: 'response-iss-repeated',
    clause: 'RFC 6749, 3.1; RFC 9207, 2.4',
    does: 'the right `iss` and another one after it',
    switch: { callback: repeated('iss', 'https://other.example.com') },
    outcome: stopped('repeated_parameter', /“iss” more than once/),
  },
  {
    id: 'state-wrong',
    clause: 'RFC 6749, 10.12; RFC 9700, 4.7.1',
    does: 'another `state` than was sent',
    switch: { callback: changed(() => ({ state: 'A'.repeat(43) })) },
    outcome: stopped('state', /not started here/),
  },
  {
    id: 'state-missing',
    clause: 'RFC 6749, 4.1.2',
    does: 'no `state`',
    switch: { callback: changed(() => ({ state: undefined })) },
    outcome: stopped('missing_parameter', /no “state”/),
  },
  {
    id: 'state-repeated',
    clause: 'RFC 6749, 3.1',
    does: 'the right `state`, twice',
    switch: { callback: repeated('state') },
    outcome: stopped('repeated_parameter', /“state” more than once/),
  },
  {
    id: 'code-repeated',
    clause: 'RFC 6749, 3.1',
    does: 'two codes',
    switch: { callback: repeated('code', 'another-code-4711') },
    outcome: stopped('repeated_parameter', /“code” more than once/),
  },
  {
    id: 'code-missing',
    clause: 'RFC 6749, 4.1.2',
    does: 'neither a code nor an error',
    switch: { callback: changed(() => ({ code: undefined })) },
    outcome: stopped('missing_parameter', /no “code”/),
  },
  {
    id: 'unknown-parameters',
    clause: 'RFC 6749, 4.1.2',
    does: 'parameters that nobody knows, which a client must ignore',
    switch: { callback: changed(() => ({ session_state: 'x', return_to: 'https://evil.test' })) },
    outcome: signedIn(),
  },
  {
    id: 'access-denied',
    clause: 'RFC 6749, 4.1.2.1',
    does: '`access_denied`',
    switch: { callback: changed(() => denied) },
    outcome: stopped('provider_error', /did not give access/),
  },
  {
    id: 'access-denied-with-wrong-state',
    clause: 'RFC 6749, 4.1.2.1 and 10.12',
    does: '`access_denied` for a sign-in that was not started here',
    switch: {
      callback: changed(() => ({
        ...denied,
        error_description: 'Call 0900 1234.',
        state: 'A'.repeat(43),
      })),
    },
    outcome: stopped('state', /not started here/),
  },
  {
    id: 'error-description-with-markup',
    clause: 'RFC 6749, 4.1.2.1',
    does: 'markup in `error_description`',
    switch: {
      callback: changed(() => ({
        ...denied,
        error_description: '<img src=x onerror=alert(1)> <a href="https://evil.test">here</a>',
      })),
    },
    outcome: stopped('provider_error', /<img src=x onerror=alert\(1\)> <a href=/),
  },
  {
    id: 'error-and-code',
    clause: 'RFC 6749, 4.1.2.1',
    does: 'an error and a code at once',
    switch: { callback: changed(() => ({ error: 'server_error' })) },
    outcome: stopped('provider_error', /has a problem/),
  },
  {
    id: 'code-in-the-fragment',
    clause: 'RFC 6749, 4.1.2; RFC 10017, 7.2',
    does: 'the answer in the fragment, as in the implicit flow, again and again',
    switch: {
      callback: (parameters) =>
        Object.assign(new URLSearchParams(parameters), { inFragment: true }),
    },
    outcome: refused('redirect', 'too_many_sign_ins', /times within a minute/, {
      authorization: 3,
      token: 0,
    }),
  },
  {
    id: 'empty-answer',
    clause: 'RFC 6749, 4.1.2',
    does: 'a redirect back without any parameter, again and again',
    switch: { callback: () => new URLSearchParams() },
    outcome: refused('redirect', 'too_many_sign_ins', /times within a minute/, {
      authorization: 3,
      token: 0,
    }),
  },
  {
    id: 'callback-opened-twice',
    clause: 'RFC 6749, 4.1.2; RFC 9700, 4.2.4',
    does: 'nothing wrong; the person opens the address of the redirect again',
    scenario: 'callback again',
    switch: {},
    outcome: {
      ...signedIn({ authorization: 1, token: 1 }),
      note: 'a second time it changes nothing; after a sign-out it is refused, `state`',
    },
  },
  {
    id: 'several-tabs-at-once',
    clause: 'RFC 9700, 4.4.2',
    does: 'nothing wrong; it lets three tabs of a browser go at once, the last one first',
    scenario: 'several tabs',
    switch: {},
    holds: true,
    outcome: signedIn({ authorization: 3, token: 3 }),
  },
  {
    id: 'oidcc-client-test-signing-key-rotation',
    clause: 'Core 10.1.1',
    does: 'another key at the second sign-in of the same tab; the first one is gone',
    scenario: 'second sign-in',
    switch: {
      key: (key, { idp, time }) => (time === 1 ? key : idp.keys.next),
      keySet: (set, { idp, time }) => (time === 1 ? set : { keys: [idp.keys.next.publicJwk] }),
    },
    outcome: signedIn({ authorization: 2, token: 2, keys: 2 }),
  },
  {
    id: 'oidcc-client-test-scope-userinfo-claims',
    clause: 'Core 5.4',
    does: 'nothing wrong: `profile` and `email` are asked for, the claims are in the tokens',
    scenario: 'claims',
    switch: {},
    outcome: signedIn({ authorization: 1, userinfo: 0 }),
  },
]);
