// The rogue provider's keys, and others that are not its own.

import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

/**
 * @typedef {object} Key
 * @property {string} kid
 * @property {'RS256' | 'ES256'} alg
 * @property {import('node:crypto').JsonWebKey} privateJwk  without `alg`: it can be misused for another one
 * @property {import('node:crypto').JsonWebKey} publicJwk   as a key set has it
 * @property {string} spki         the public key as PEM
 */

const makePair = promisify(generateKeyPair);

/**
 * Making RSA keys takes longer than all the rest: once for all tests of a worker.
 * @returns {Promise<Record<'main' | 'next' | 'ec' | 'stranger' | 'short', Key>>}
 */
export async function makeKeys() {
  const [main, next, ec, stranger, short] = await Promise.all([
    makeKey('main', 'RS256'),
    makeKey('next', 'RS256'),
    makeKey('ec', 'ES256'),
    makeKey('stranger', 'RS256'),
    // Nobody should accept a key below 2048 bits.
    makeKey('short', 'RS256', 1024),
  ]);
  return { main, next, ec, stranger, short };
}

/**
 * @param {string} kid
 * @param {Key['alg']} alg
 * @returns {Promise<Key>}
 */
async function makeKey(kid, alg, modulusLength = 2048) {
  const { publicKey, privateKey } =
    alg === 'ES256'
      ? await makePair('ec', { namedCurve: 'P-256' })
      : await makePair('rsa', { modulusLength });
  return {
    kid,
    alg,
    privateJwk: privateKey.export({ format: 'jwk' }),
    publicJwk: { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' },
    spki: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  };
}
