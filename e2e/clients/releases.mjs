// Which release's clients are run, and what differs between them for who calls them.

import { releaseName } from '../../dev/nemo-platform/releases.mjs';

/** @typedef {import('../../dev/nemo-platform/releases.mjs').ReleaseName} ReleaseName */

/**
 * @typedef {object} Clients
 * @property {string} cli       the Python module of the command line
 * @property {string} sdk       the program here that makes every call of the Python SDK
 * @property {'nmp' | 'helix'} dialect  the rules that the embedded platform follows with them
 * @property {string} settings  how the names of their environment variables begin
 * @property {number} failure   the exit code of a command that the platform refuses
 */

/** @type {Record<ReleaseName, Clients>} */
export const CLIENTS = {
  platform: {
    cli: 'nemo_platform.cli.app',
    sdk: 'sdk_platform.py',
    dialect: 'nmp',
    settings: 'NMP_',
    failure: 1,
  },
  helix: {
    cli: 'nemo_helix_ext.cli.app',
    sdk: 'sdk_helix.py',
    dialect: 'helix',
    settings: 'NHX_',
    failure: 3,
  },
};

/** STUDIO_CLIENTS: `platform`, the default, or `helix`. */
export const RELEASE = releaseName(process.env.STUDIO_CLIENTS || 'platform');
