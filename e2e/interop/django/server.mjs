// Starts Django OAuth Toolkit, an identity provider that is nobody's of ours; see server.py.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { freePort } from '../../../dev/support/ports.mjs';

const path = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));

/** The only person there; see server.py. */
export const PERSON = { login: 'dana', email: 'dana@example.com' };
export const PASSWORD = 'correct horse';

/**
 * @param {{ studioOrigin: string }} options
 */
export async function startDjango({ studioOrigin }) {
  const python = execFileSync(path('install'), { encoding: 'utf8' }).trim();
  const port = await freePort();
  const child = spawn(python, [path('server.py'), `${port}`, studioOrigin], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk) => (log += chunk));
  // It prints the issuer when it listens.
  const [issuer] = await Promise.race([
    once(child.stdout.setEncoding('utf8'), 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error(`Django did not start:\n${log}`))),
  ]);
  child.stdout.resume();

  return {
    issuer: issuer.trim(),
    clientId: 'nemo-studio',
    // Its access tokens are opaque.
    audience: 'nemo-studio',
    async close() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}
