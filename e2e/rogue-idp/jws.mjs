// Signs tokens, well and badly.

import { createPrivateKey, sign as signBytes } from 'node:crypto';

import { SignJWT, UnsecuredJWT } from 'jose';

/**
 * @param {Record<string, unknown>} claims
 * @param {import('./keys.mjs').Key} key
 * @param {Record<string, unknown>} [header]  replaces or adds members; `undefined` leaves one out
 */
export function sign(claims, key, header = {}) {
  const protectedHeader = withoutUndefined({ typ: 'JWT', alg: key.alg, kid: key.kid, ...header });
  const crit = Object.fromEntries((header.crit ?? []).map((name) => [name, true]));
  return new SignJWT(claims).setProtectedHeader(protectedHeader).sign(key.privateJwk, { crit });
}

/** RS256 with a key that jose rightly refuses to sign with. */
export function signWithNode(claims, key) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const message = `${part({ typ: 'JWT', alg: 'RS256', kid: key.kid })}.${part(claims)}`;
  const privateKey = createPrivateKey({ key: key.privateJwk, format: 'jwk' });
  return `${message}.${signBytes('sha256', Buffer.from(message), privateKey).toString('base64url')}`;
}

/** Not signed at all (RFC 7519, section 6). */
export function unsecured(claims) {
  return new UnsecuredJWT(claims).encode();
}

/**
 * The classic confusion: a MAC whose secret is what everyone knows, the public key's PEM.
 * @param {Record<string, unknown>} claims
 * @param {import('./keys.mjs').Key} key
 */
export function macWithPublicKey(claims, key) {
  return new SignJWT(claims)
    .setProtectedHeader({ typ: 'JWT', alg: 'HS256', kid: key.kid })
    .sign(new TextEncoder().encode(key.spki));
}

/** The same token with one bit of its signature turned over. */
export function withBadSignature(token) {
  const [header, payload, signature] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  bytes[bytes.length >> 1] ^= 1;
  return `${header}.${payload}.${bytes.toString('base64url')}`;
}

/** The claims of a token replaced, its signature kept. */
export function withOtherClaims(token, change) {
  const [header, payload, signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const changed = Buffer.from(JSON.stringify(change(claims))).toString('base64url');
  return `${header}.${changed}.${signature}`;
}

/** JSON leaves such members out by itself, but `kid: undefined` would be checked before. */
export function withoutUndefined(object) {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
