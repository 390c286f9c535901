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
 * @property {boolean} ordered  whether its JSON has the keys in the order of our command line
 * @property {string} list      a Python program that prints the names of all workspaces, as whom the
 *                              configuration file says
 */

/** @type {Record<ReleaseName, Clients>} */
export const CLIENTS = {
  platform: {
    cli: 'nemo_platform.cli.app',
    sdk: 'sdk_platform.py',
    dialect: 'nmp',
    settings: 'NMP_',
    failure: 1,
    ordered: true,
    list: `
from nemo_platform import NeMoPlatform
print(sorted(workspace.name for workspace in NeMoPlatform().workspaces.list()))`,
  },
  helix: {
    cli: 'nemo_helix_ext.cli.app',
    sdk: 'sdk_helix.py',
    dialect: 'helix',
    settings: 'NHX_',
    failure: 3,
    ordered: false,
    list: `
from nemo_helix_plugin.workspaces.client import WorkspacesClient
found = WorkspacesClient.from_config().list_workspaces().items()
print(sorted(workspace.name for workspace in found))`,
  },
};

/** STUDIO_CLIENTS: `platform`, the default, or `helix`. */
export const RELEASE = releaseName(process.env.STUDIO_CLIENTS || 'platform');
