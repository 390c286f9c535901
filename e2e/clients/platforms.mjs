// Both platforms with the same settings, for what runs against each of them in turn.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startIdp } from '../idp/server.mjs';
import { QUICK, startRealPlatform } from '../interop/nemo-platform/server.mjs';
import { ADMIN_EMAIL, freePort, startPlatform } from '../support/platform.mjs';

/**
 * @typedef {object} Peer
 * @property {'embedded' | 'real'} name
 * @property {string} origin
 * @property {string} home   an empty folder for what its clients keep
 */

/**
 * @param {'unsigned' | 'oidc'} auth
 */
export async function startBoth(auth) {
  const folder = mkdtempSync(join(tmpdir(), 'nmp-studio-clients-'));
  const ports = { embedded: await freePort(), real: await freePort() };
  const studioOrigins = Object.values(ports).map((port) => `http://127.0.0.1:${port}`);
  const idp = auth === 'oidc' ? await startIdp({ studioOrigins, autoConsent: true }) : undefined;
  const options = (name) => ({ auth, idp, port: ports[name], dataDir: join(folder, name) });

  const [embedded, real] = await Promise.all([
    startPlatform(options('embedded')),
    startRealPlatform({
      ...options('real'),
      pace: QUICK,
      adminToken: idp && (() => idp.accessToken(ADMIN_EMAIL)),
    }),
  ]);

  /** @type {(name: 'embedded' | 'real', platform: { origin: string }) => Peer} */
  const peer = (name, { origin }) => ({ name, origin, home: join(folder, `home-${name}`) });
  return {
    peers: [peer('embedded', embedded), peer('real', real)],
    idp,
    async stop() {
      await Promise.all([embedded.stop(), real.stop(), idp?.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Runs the same on both at once; the answers in the order of the peers.
 * @template T
 * @param {Peer[]} peers
 * @param {(peer: Peer) => Promise<T>} run
 */
export function onEach(peers, run) {
  return Promise.all(peers.map(run));
}
