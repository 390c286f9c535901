// How an ID token is signed: RFC 7515, RFC 7518, RFC 8725; OpenID Connect Core 1.0, 3.1.3.7 (6-8).

import {
  macWithPublicKey,
  sign,
  signUnderTwice,
  signWithTwice,
  unsecured,
  withBadSignature,
  withOtherClaims,
} from '../jws.mjs';
import { refused, signedIn } from './outcomes.mjs';
import { playedAs } from './scenario.mjs';

const badAlgorithm = refused('keys', 'id_token_alg', /algorithm is not RS256 or ES256/, {
  keys: 1,
});
const malformed = refused('keys', 'id_token_malformed', /not a signed JWT/, { keys: 1 });
const badSignature = refused('keys', 'id_token_signature', /signature is wrong/, { keys: 1 });

export const signatureFaults = playedAs('sign-in', [
  {
    id: 'oidcc-client-test-idtoken-sig-rs256',
    clause: 'Core 3.1.3.7 (6)',
    does: 'nothing wrong: RS256',
    switch: { header: () => ({ alg: 'RS256' }) },
    outcome: signedIn({ keys: 1 }),
  },
  {
    id: 'idtoken-sig-es256',
    clause: 'Core 3.1.3.7 (6)',
    does: 'nothing wrong: ES256',
    switch: {
      key: (_key, { idp }) => idp.keys.ec,
      keySet: (set, { idp }) => ({ keys: [...set.keys, idp.keys.ec.publicJwk] }),
    },
    outcome: signedIn({ keys: 1 }),
  },
  {
    id: 'oidcc-client-test-invalid-sig-rs256',
    clause: 'Core 3.1.3.7 (6)',
    does: 'an RS256 signature with one wrong bit',
    switch: { idToken: withBadSignature },
    outcome: badSignature,
  },
  {
    id: 'oidcc-client-test-invalid-sig-es256',
    clause: 'Core 3.1.3.7 (6)',
    does: 'an ES256 signature with one wrong bit',
    switch: {
      key: (_key, { idp }) => idp.keys.ec,
      keySet: (set, { idp }) => ({ keys: [...set.keys, idp.keys.ec.publicJwk] }),
      idToken: withBadSignature,
    },
    outcome: badSignature,
  },
  {
    id: 'claims-changed-after-signing',
    clause: 'RFC 7515, 5.2',
    does: 'the e-mail replaced in a signed token',
    switch: {
      idToken: (token) =>
        withOtherClaims(token, (claims) => ({ ...claims, email: 'admin@example.com' })),
    },
    outcome: badSignature,
  },
  {
    id: 'signed-by-a-stranger',
    clause: 'Core 3.1.3.7 (6)',
    does: 'the `kid` of the right key, the signature of another',
    switch: {
      key: (_key, { idp }) => idp.keys.stranger,
      header: (_header, { idp }) => ({ kid: idp.keys.main.kid }),
    },
    outcome: badSignature,
  },
  {
    id: 'oidcc-client-test-idtoken-sig-none',
    clause: 'Core 3.1.3.7 (6); RFC 8725, 3.2',
    does: 'no signature: `alg` is `none`',
    switch: { idToken: (_token, _context, claims) => unsecured(claims) },
    outcome: badAlgorithm,
  },
  {
    id: 'oidcc-client-test-invalid-sig-hs256',
    clause: 'RFC 8725, 2.1 and 3.1',
    does: 'HS256 keyed with the text of the public key',
    switch: { idToken: (_token, { idp }, claims) => macWithPublicKey(claims, idp.keys.main) },
    outcome: badAlgorithm,
  },
  {
    id: 'alg-rs384',
    clause: 'Core 3.1.3.7 (7)',
    does: 'a good signature with RS384',
    switch: { header: () => ({ alg: 'RS384' }) },
    outcome: badAlgorithm,
  },
  {
    id: 'alg-ps256',
    clause: 'Core 3.1.3.7 (7)',
    does: 'a good signature with PS256',
    switch: { header: () => ({ alg: 'PS256' }) },
    outcome: badAlgorithm,
  },
  {
    id: 'alg-of-another-kind-of-key',
    clause: 'RFC 8725, 3.1',
    does: 'ES256 with the `kid` of an RSA key',
    switch: {
      key: (_key, { idp }) => idp.keys.ec,
      header: (_header, { idp }) => ({ kid: idp.keys.main.kid }),
    },
    outcome: refused('keys', 'id_token_key', /no key/, { keys: 2 }),
  },
  {
    id: 'crit-header',
    clause: 'RFC 7515, 4.1.11',
    does: 'a header with a critical extension that nobody knows',
    switch: { header: () => ({ crit: ['urn:example:new'], 'urn:example:new': true }) },
    outcome: refused('keys', 'id_token_crit', /critical/, { keys: 1 }),
  },
  {
    id: 'jwk-header',
    clause: 'RFC 8725, 3.1; RFC 7515, 4.1.3',
    does: "a stranger's signature and, in the header, the stranger's key",
    switch: {
      key: (_key, { idp }) => idp.keys.stranger,
      header: (_header, { idp }) => ({ kid: undefined, jwk: idp.keys.stranger.publicJwk }),
    },
    outcome: badSignature,
  },
  {
    id: 'jku-header',
    clause: 'RFC 8725, 3.10; RFC 7515, 4.1.2',
    does: "a stranger's signature and, in the header, an address of the stranger's keys",
    switch: {
      key: (_key, { idp }) => idp.keys.stranger,
      header: (_header, { idp }) => ({ kid: undefined, jku: `${idp.issuer}/trap/keys` }),
    },
    outcome: badSignature,
  },
  {
    id: 'not-a-jwt',
    clause: 'Core 2',
    does: 'an ID token that is not a JWT',
    switch: { idToken: () => 'opaque-id-token-4711' },
    outcome: malformed,
  },
  {
    id: 'encrypted',
    clause: 'Core 3.1.3.7 (1)',
    does: 'an ID token of five parts, as an encrypted one has, though none was asked for',
    switch: { idToken: (token) => `${token}.AAAA.AAAA` },
    outcome: malformed,
  },
  {
    id: 'claim-named-twice',
    clause: 'RFC 7519, 4; RFC 8725, 2.4',
    does: 'a good signature over claims that name `sub` twice: readers could differ about which counts',
    switch: {
      idToken: (_token, { idp }, claims) =>
        signWithTwice(claims, idp.keys.main, { sub: 'somebody-else' }),
    },
    outcome: malformed,
  },
  {
    id: 'header-member-named-twice',
    clause: 'RFC 7515, 4; RFC 8725, 2.4',
    does: 'a good signature under a header that names `alg` twice',
    switch: {
      idToken: (_token, { idp }, claims) => signUnderTwice(claims, idp.keys.main, { alg: 'none' }),
    },
    outcome: malformed,
  },
  {
    id: 'huge-token',
    clause: 'RFC 8725, 3.11',
    does: 'a well signed ID token of a megabyte',
    switch: {
      idToken: (_token, { idp }, claims) =>
        sign({ ...claims, ballast: 'x'.repeat(1024 * 1024) }, idp.keys.main),
    },
    outcome: refused('keys', 'id_token_size', /larger than/, { keys: 1 }),
  },
]);
