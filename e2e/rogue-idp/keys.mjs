// The rogue provider's keys, and those that are none of its.

import { generateKeyPairSync } from 'node:crypto';

import { exportJWK, exportSPKI, generateKeyPair } from 'jose';

/**
 * @typedef {object} Key
 * @property {string} kid
 * @property {'RS256' | 'ES256'} alg
 * @property {object} privateJwk   without `alg`, so that it can be misused for another one
 * @property {object} publicJwk    as a key set has it
 * @property {string} spki         the public key as PEM
 */

/**
 * Making RSA keys takes longer than all the rest: once for all tests of a worker.
 * @returns {Promise<Record<'main' | 'next' | 'ec' | 'stranger' | 'short', Key>>}
 */
export async function makeKeys() {
  const [main, next, ec, stranger] = await Promise.all([
    makeKey('main', 'RS256'),
    makeKey('next', 'RS256'),
    makeKey('ec', 'ES256'),
    makeKey('stranger', 'RS256'),
  ]);
  return { main, next, ec, stranger, short: makeShortKey() };
}

/** @returns {Promise<Key>} */
async function makeKey(kid, alg) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return {
    kid,
    alg,
    privateJwk: await exportJWK(privateKey),
    publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' },
    spki: await exportSPKI(publicKey),
  };
}

/** jose makes none below 2048 bits, and neither should anyone. */
function makeShortKey() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  return {
    kid: 'short',
    alg: 'RS256',
    privateJwk: privateKey.export({ format: 'jwk' }),
    publicJwk: { ...publicKey.export({ format: 'jwk' }), kid: 'short', alg: 'RS256', use: 'sig' },
    spki: publicKey.export({ format: 'pem', type: 'spki' }),
  };
}
