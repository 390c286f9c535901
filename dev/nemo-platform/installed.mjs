// What NVIDIA's package of a release has: programs, and the files of its own Studio.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { RELEASES } from './releases.mjs';

/** @typedef {import('./releases.mjs').ReleaseName} ReleaseName */

const INSTALL = fileURLToPath(new URL('install', import.meta.url));
/** How the script ends where there is no Python that the release runs on. */
const NO_PYTHON = 3;

/** This machine can't run the release: what needs it is left out, and says so. */
export class NotInstallable extends Error {}

/**
 * The folder of its programs; installs them where they are missing, which takes a minute.
 * @param {ReleaseName} release
 */
export function installedPrograms(release) {
  const { status, stdout, error } = spawnSync(INSTALL, [release], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { title } = RELEASES[release];
  if (status === NO_PYTHON) throw new NotInstallable(`${title} has no Python here that it runs on`);
  if (status !== 0) throw new Error(`${title} can't be installed`, { cause: error });
  return stdout.trim();
}

/** @param {ReleaseName} release */
export function isInstallable(release) {
  try {
    installedPrograms(release);
    return true;
  } catch (error) {
    if (error instanceof NotInstallable) return false;
    throw error;
  }
}

/**
 * The folder of NVIDIA's own Studio, as the package has it.
 * @param {ReleaseName} release
 */
export function nvidiaStudioFiles(release) {
  const lib = join(installedPrograms(release), '..', 'lib');
  const python = readdirSync(lib).find((name) => name.startsWith('python3.'));
  if (!python) throw new Error(`there is no Python in ${lib}`);
  return join(lib, python, 'site-packages', RELEASES[release].module, 'studio', 'static');
}
