// Signs tokens, well and badly. With Node.js' own functions: a library for tokens rightly refuses
// to make most of the bad ones.

import { constants, createHmac, createPrivateKey, sign as signBytes } from 'node:crypto';

/**
 * @typedef {import('./types').Json} Json
 * @typedef {import('./keys.mjs').Key} Key
 */

/**
 * @param {Json} claims
 * @param {Key} key
 * @param {Json} [header]  replaces or adds members; `undefined` leaves one out
 */
export function sign(claims, key, header = {}) {
  const alg = typeof header.alg === 'string' ? header.alg : key.alg;
  return signText(
    JSON.stringify({ ...headerFor(key), ...header }),
    JSON.stringify(claims),
    key,
    alg,
  );
}

/**
 * Signs claims of which one is named twice: first with this value, then with its own.
 * @param {Json} claims
 * @param {Key} key
 * @param {Json} first
 */
export function signWithTwice(claims, key, first) {
  return signText(JSON.stringify(headerFor(key)), namedTwice(claims, first), key);
}

/**
 * Signs under a header of which one member is named twice.
 * @param {Json} claims
 * @param {Key} key
 * @param {Json} first
 */
export function signUnderTwice(claims, key, first) {
  return signText(namedTwice(headerFor(key), first), JSON.stringify(claims), key);
}

/**
 * Not signed at all (RFC 7519, section 6).
 * @param {Json} claims
 */
export function unsecured(claims) {
  return `${part(JSON.stringify({ alg: 'none' }))}.${part(JSON.stringify(claims))}.`;
}

/**
 * The classic confusion: a MAC whose secret is what everyone knows, the public key's PEM.
 * @param {Json} claims
 * @param {Key} key
 */
export function macWithPublicKey(claims, key) {
  const header = { ...headerFor(key), alg: 'HS256' };
  const message = `${part(JSON.stringify(header))}.${part(JSON.stringify(claims))}`;
  return `${message}.${createHmac('sha256', key.spki).update(message).digest('base64url')}`;
}

/**
 * The same token with one bit of its signature turned over.
 * @param {string} token
 */
export function withBadSignature(token) {
  const [header, payload, signature] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  bytes[bytes.length >> 1] ^= 1;
  return `${header}.${payload}.${bytes.toString('base64url')}`;
}

/**
 * The claims of a token replaced, its signature kept.
 * @param {string} token
 * @param {(claims: Json) => Json} change
 */
export function withOtherClaims(token, change) {
  const [header, payload, signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return `${header}.${part(JSON.stringify(change(claims)))}.${signature}`;
}

/** @param {Key} key */
function headerFor(key) {
  return { typ: 'JWT', alg: key.alg, kid: key.kid };
}

/**
 * JSON with these members, and then all of the object's.
 * @param {Json} object
 * @param {Json} first
 */
function namedTwice(object, first) {
  return `${JSON.stringify(first).slice(0, -1)},${JSON.stringify(object).slice(1)}`;
}

/** @param {string} json */
function part(json) {
  return Buffer.from(json).toString('base64url');
}

/**
 * A token of these texts, signed.
 * @param {string} header
 * @param {string} claims
 * @param {Key} key
 * @param {string} [alg]  by the names of RFC 7518, section 3.1: RS, PS or ES with the bits of SHA-2
 */
function signText(header, claims, key, alg = key.alg) {
  const [, family, bits] = /^(RS|PS|ES)(256|384|512)$/.exec(alg) ?? [];
  if (!family) throw new Error(`nothing is signed with ${alg}`);
  const message = `${part(header)}.${part(claims)}`;
  const signature = signBytes(`sha${bits}`, Buffer.from(message), {
    key: createPrivateKey({ key: key.privateJwk, format: 'jwk' }),
    dsaEncoding: 'ieee-p1363',
    ...(family === 'PS' && {
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: Number(bits) / 8,
    }),
  });
  return `${message}.${signature.toString('base64url')}`;
}
