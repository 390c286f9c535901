// The key set: RFC 7517; OpenID Connect Core 1.0, section 10.1.

import { sign } from '../jws.mjs';
import { json } from '../provider.mjs';
import { refused, signedIn } from './outcomes.mjs';
import { playedAs } from './scenario.mjs';

const unusable = refused('keys', 'jwks', /keys can't be read/, { keys: 1 });
const noKey = refused('keys', 'id_token_key', /no key/, { keys: 2 });
/** @param {import('../keys.mjs').Key['publicJwk']} key */
const withoutKid = ({ kid: _kid, ...jwk }) => jwk;

export const keyFaults = playedAs('sign-in', [
  {
    id: 'oidcc-client-test-kid-absent-single-jwks',
    clause: 'Core 10.1',
    does: 'no `kid` in the ID token, one key in the set',
    switch: { header: () => ({ kid: undefined }) },
    outcome: signedIn({ keys: 1 }),
  },
  {
    id: 'oidcc-client-test-kid-absent-multiple-jwks',
    clause: 'Core 10.1',
    does: 'no `kid` in the ID token, several keys in the set that fit',
    switch: {
      header: () => ({ kid: undefined }),
      keySet: ({ keys }, { idp }) => ({
        keys: [idp.keys.next.publicJwk, idp.keys.ec.publicJwk, ...keys],
      }),
    },
    outcome: signedIn({ keys: 1 }),
  },
  {
    id: 'kid-absent-in-the-set',
    clause: 'RFC 7517, 4.5',
    does: 'a `kid` in the ID token, none in the key set',
    switch: { keySet: ({ keys }) => ({ keys: keys.map(withoutKid) }) },
    outcome: signedIn({ keys: 1 }),
  },
  {
    id: 'kid-unknown',
    clause: 'Core 10.1.1',
    does: 'a `kid` that the key set never has',
    switch: { header: () => ({ kid: 'nobody' }) },
    outcome: noKey,
  },
  {
    id: 'oidcc-client-test-signing-key-rotation-just-before-signing',
    clause: 'Core 10.1.1',
    does: 'a new key, in the set since a moment ago',
    switch: {
      key: (_key, { idp }) => idp.keys.next,
      accessTokenKey: (_key, { idp }) => idp.keys.next,
      keySet: (_set, { idp }) => ({ keys: [idp.keys.next.publicJwk] }),
    },
    outcome: signedIn(),
  },
  {
    id: 'key-set-behind-the-rotation',
    clause: 'Core 10.1.1',
    does: 'a new key; the set has it when it is asked for the second time',
    switch: {
      key: (_key, { idp }) => idp.keys.next,
      keySet: (set, { idp, time }) => (time === 1 ? set : { keys: [idp.keys.next.publicJwk] }),
    },
    outcome: signedIn({ keys: 2 }),
  },
  {
    id: 'oidcc-client-test-discovery-jwks-uri-keys',
    clause: 'Discovery 3',
    does: 'nothing wrong: the keys are where only the metadata says',
    switch: {
      metadata: (document) => ({ ...document, jwks_uri: `${document.jwks_uri}/elsewhere/7` }),
    },
    outcome: signedIn({ keys: 1 }),
  },
  {
    id: 'key-for-encryption',
    clause: 'RFC 7517, 4.2',
    does: 'the key set says that the key is for encryption (`use` is `enc`)',
    switch: { keySet: ({ keys }) => ({ keys: keys.map((key) => ({ ...key, use: 'enc' })) }) },
    outcome: noKey,
  },
  {
    id: 'key-for-another-algorithm',
    clause: 'RFC 7517, 4.4',
    does: 'the key set says that the key is for PS256',
    switch: { keySet: ({ keys }) => ({ keys: keys.map((key) => ({ ...key, alg: 'PS256' })) }) },
    outcome: noKey,
  },
  {
    id: 'oidcc-client-test-ignores-unparseable-key-in-jwks',
    clause: 'RFC 7517, 5',
    does: 'keys of kinds that nobody knows, broken ones, and the right one among them',
    switch: {
      keySet: ({ keys }) => ({
        keys: [
          { kty: 'AKP', alg: 'ML-DSA-99', kid: 'quantum', pub: 'AAAA' },
          { kty: 'MADE-UP', kid: 'main' },
          { kty: 'RSA', kid: 'main' },
          7,
          null,
          ...keys,
        ],
      }),
    },
    outcome: signedIn({ keys: 1 }),
  },
  {
    id: 'key-too-short',
    clause: 'RFC 7518, 3.3',
    does: 'a good signature by an RSA key of 1024 bits',
    switch: {
      idToken: (_token, { idp }, claims) => sign(claims, idp.keys.short),
      keySet: (_set, { idp }) => ({ keys: [idp.keys.short.publicJwk] }),
    },
    outcome: noKey,
  },
  {
    id: 'keys-none',
    clause: 'RFC 7517, 5',
    does: 'an empty key set',
    switch: { keySet: () => ({ keys: [] }) },
    outcome: noKey,
  },
  {
    id: 'keys-not-json',
    clause: 'RFC 7517, 5',
    does: 'a page instead of a key set',
    switch: { keySetAnswer: () => ({ status: 200, type: 'text/html', body: '<h1>Keys</h1>' }) },
    outcome: unusable,
  },
  {
    id: 'keys-not-a-set',
    clause: 'RFC 7517, 5',
    does: 'JSON without `keys`',
    switch: { keySetAnswer: () => json({ jwks: [] }) },
    outcome: unusable,
  },
  {
    id: 'keys-500',
    clause: 'Core 10.1.1',
    does: 'status 500 instead of the keys',
    switch: { keySetAnswer: () => ({ status: 500, body: 'out of order' }) },
    outcome: refused('keys', 'status', /status 500/, { keys: 1 }),
    console: /status of 500/,
  },
  {
    id: 'keys-lead-elsewhere',
    clause: 'RFC 9700, 4.12',
    does: 'a redirect to keys on another host',
    switch: {
      keySetAnswer: (_answer, { idp }) => ({ status: 302, location: foreign(idp, '/keys') }),
    },
    outcome: refused('keys', 'redirected', /redirects to another address/, { keys: 1 }),
    // Chromium reports where it leads, though it isn't followed: the count above says so.
    console: /request to another host/,
  },
]);

/**
 * Another origin: the same machine by another name.
 * @param {import('../provider.mjs').Provider} idp
 * @param {string} path
 */
export function foreign(idp, path) {
  return `${idp.issuer.replace('127.0.0.1', 'localhost')}${path}`;
}
