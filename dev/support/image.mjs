// The image that script/image has made, as files on disk.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const IMAGE = fileURLToPath(new URL('../../target/image/nmp-platform.tar', import.meta.url));

/** By its path: what is run in an image has the image's environment. */
export const CHROOT = '/usr/sbin/chroot';

/**
 * @typedef {object} Image
 * @property {string} root         its files
 * @property {string} user         `UID:GID`
 * @property {string[]} entrypoint
 * @property {Record<string, string>} environment
 */

/**
 * Unpacks the image. Needs root, for the owners of its files.
 * @param {string} folder  where to; its files come into `root` there
 * @returns {Image}
 */
export function unpackImage(folder) {
  execFileSync('tar', ['-xf', IMAGE, '-C', folder]);
  const read = (/** @type {string} */ file) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const [manifest] = read('manifest.json');
  const { config } = read(manifest.Config);
  const root = join(folder, 'root');
  mkdirSync(root);
  for (const layer of manifest.Layers) {
    execFileSync('tar', ['-xpf', join(folder, layer), '-C', root]);
  }
  /** @type {string[][]} */
  const variables = config.Env.map((/** @type {string} */ entry) => entry.split(/=(.*)/s));
  return {
    root,
    user: config.User,
    entrypoint: config.Entrypoint,
    environment: Object.fromEntries(variables.map(([name, value]) => [name, value])),
  };
}
