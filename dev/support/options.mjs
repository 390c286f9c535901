// What the options of the development servers may be, and what is said of others.

import { isFree } from './ports.mjs';

/** @typedef {import('./platform.mjs').AuthMode} AuthMode */

/** @type {readonly AuthMode[]} */
const AUTH_MODES = ['oidc', 'unsigned', 'off'];

/**
 * @param {string} text  what was given to --auth
 * @returns {AuthMode}
 */
export function authMode(text) {
  const mode = AUTH_MODES.find((known) => known === text);
  if (!mode) throw new Error(`--auth takes oidc, unsigned or off, not '${text}'`);
  return mode;
}

/**
 * @param {string} option
 * @param {string} text
 */
export function portNumber(option, text) {
  const port = /^\d+$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65535) throw new Error(`${option} takes a port number, not '${text}'`);
  return port;
}

/**
 * @param {number} port
 * @param {string} [option]  where another can be chosen
 */
export async function requireFree(port, option) {
  if (await isFree(port)) return;
  const other = option ? `, or choose another with ${option}` : '';
  throw new Error(`port ${port} is in use. Stop the program that uses it${other}.`);
}

/**
 * Says what went wrong, to people.
 * @param {unknown} error
 */
export function report(error) {
  console.error(`\nError: ${error instanceof Error ? error.message : String(error)}`);
}
