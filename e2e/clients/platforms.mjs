// The embedded platform and one of NVIDIA's with the same settings, for what runs against each of
// them in turn.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startIdp } from '../../dev/idp/server.mjs';
import { seedOf, takeBack } from '../../dev/nemo-platform/cleaner.mjs';
import { RELEASES } from '../../dev/nemo-platform/releases.mjs';
import { QUICK, startRealPlatform } from '../../dev/nemo-platform/server.mjs';
import { Api, unsignedToken } from '../../dev/support/api.mjs';
import { ADMIN_EMAIL, startPlatform } from '../../dev/support/platform.mjs';
import { freePort } from '../../dev/support/ports.mjs';
import { CLIENTS } from './releases.mjs';

/** @typedef {import('../../dev/nemo-platform/releases.mjs').ReleaseName} ReleaseName */

/**
 * @typedef {object} Peer
 * @property {'embedded' | 'real'} name
 * @property {ReleaseName} release  of the clients, and of the real one
 * @property {string} origin
 * @property {string} home   an empty folder for what its clients keep
 */

/**
 * @param {ReleaseName} release
 * @param {'unsigned' | 'oidc'} auth
 */
export async function startBoth(release, auth) {
  const folder = mkdtempSync(join(tmpdir(), 'nmp-studio-clients-'));
  const ports = { embedded: await freePort(), real: await freePort() };
  const studioOrigins = Object.values(ports).map((port) => `http://127.0.0.1:${port}`);
  const idp = auth === 'oidc' ? await startIdp({ studioOrigins, autoConsent: true }) : undefined;
  const options = (/** @type {Peer['name']} */ name) => ({
    auth,
    idp,
    port: ports[name],
    dataDir: join(folder, name),
  });

  // With a provider in the default one, so that both are tested with clients of NeMo Helix.
  const dialect = auth === 'unsigned' ? CLIENTS[release].dialect : undefined;
  const [embedded, real] = await Promise.all([
    startPlatform({ ...options('embedded'), settings: dialect && { dialect } }),
    startRealPlatform({
      ...options('real'),
      release,
      pace: QUICK,
      adminToken: idp && (() => idp.accessToken(ADMIN_EMAIL)),
    }),
  ]);

  /** @type {(name: Peer['name'], platform: { origin: string }) => Peer} */
  const peer = (name, { origin }) => ({
    name,
    release,
    origin,
    home: join(folder, `home-${name}`),
  });
  return {
    peers: [peer('embedded', embedded), peer('real', real)],
    idp,
    /** Both as after their first start; with unsigned tokens only. */
    async clean() {
      const admin = new Api(embedded.origin, unsignedToken(ADMIN_EMAIL));
      await Promise.all([real.clean(), takeBack(admin, seedOf(RELEASES[release]))]);
    },
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
