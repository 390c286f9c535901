// Starts Canaille, an identity provider that is nobody's of ours; see server.py.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { freePort } from '../../../dev/support/ports.mjs';

const path = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));

/** The only person there; see server.py. */
export const PERSON = { login: 'carla', name: 'Carla Canaille', email: 'carla@example.com' };
export const PASSWORD = 'correct horse';

/**
 * @param {{ studioOrigin: string, accessTokenTtl: number }} options
 */
export async function startCanaille({ studioOrigin, accessTokenTtl }) {
  const python = execFileSync(path('install'), { encoding: 'utf8' }).trim();
  const port = await freePort();
  const child = spawn(python, [path('server.py'), `${port}`, studioOrigin, `${accessTokenTtl}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk) => (log += chunk));
  // It prints the issuer when it listens.
  const [issuer] = await Promise.race([
    once(child.stdout.setEncoding('utf8'), 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error(`Canaille did not start:\n${log}`))),
  ]);
  child.stdout.resume();

  return {
    issuer: issuer.trim(),
    clientId: 'nemo-studio',
    // Its access tokens are for the clients that they are issued to.
    audience: 'nemo-studio',
    log: () => log,
    async close() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}
