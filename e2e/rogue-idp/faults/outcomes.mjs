// What Studio must make of a fault.

/** @typedef {Record<string, number>} Asked  how often endpoints are asked */

/**
 * @typedef {object} Outcome
 * @property {string} kind      what the tests check; see e2e/tests/oidc/
 * @property {string} [code]    of the error page, under *Details*
 * @property {RegExp} [says]    the error page
 * @property {'metadata' | 'redirect' | 'token answer' | 'keys'} [after]
 *   the last that Studio sees of the provider before it stops
 * @property {string} [note]  what else there is to say in the docs
 * @property {boolean} [hint]  false: no `id_token_hint` is expected at the sign-out
 * @property {string[]} taints  whose access tokens must never be used: `sign-in`, `refresh`
 * @property {Asked} asked  how often endpoints are asked, where that matters
 */

/**
 * In, as the person that the provider names; every API call carries the new token.
 * @param {Asked} [asked]
 * @returns {Outcome}
 */
export function signedIn(asked = {}) {
  return { kind: 'signed in', taints: [], asked };
}

/**
 * The error page, which stays. No API call at all, nothing more to the provider.
 * @param {Outcome['after']} after
 * @param {string} code
 * @param {RegExp} says
 * @param {Asked} [asked]
 * @returns {Outcome}
 */
export function refused(after, code, says, asked = {}) {
  return { kind: 'refused', after, code, says, taints: ['sign-in'], asked };
}

/**
 * After a refresh: the session goes on with the new token.
 * @param {Asked} [asked]
 * @returns {Outcome}
 */
export function renewed(asked = {}) {
  return { kind: 'renewed', taints: [], asked };
}

/**
 * After a refresh: the session is over, and one new sign-in leads back to the page.
 * @param {Asked} [asked]
 * @returns {Outcome}
 */
export function signedInAnew(asked = {}) {
  return { kind: 'signed in again', taints: ['refresh'], asked };
}

/**
 * After a refresh: the error page, and the session is over.
 * @param {string} code
 * @param {RegExp} says
 * @param {Asked} [asked]
 * @returns {Outcome}
 */
export function ended(code, says, asked = {}) {
  return { kind: 'ended', code, says, taints: ['refresh'], asked };
}

/**
 * After a refresh: the page says so, the session is kept, and *Try again* goes on with it.
 * @param {RegExp} says
 * @param {Asked} [asked]
 * @returns {Outcome}
 */
export function kept(says, asked = {}) {
  return { kind: 'kept', says, taints: ['refresh'], asked };
}

/**
 * After a sign-out: signed out, here at least.
 * @param {Asked} [asked]
 * @returns {Outcome}
 */
export function signedOut(asked = {}) {
  return { kind: 'signed out', taints: [], asked };
}
