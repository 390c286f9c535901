// The releases of what Studio is for that it is tested on, and what differs between them for who
// starts them. What differs for who uses them: e2e/fixtures/under-test.ts.

/** As `script/real-platform --release` names them. @typedef {'platform' | 'helix'} ReleaseName */

/**
 * @typedef {object} Release
 * @property {string} title           what people call it
 * @property {string} program         the command line that starts it
 * @property {string} settings        how the names of its environment variables begin
 * @property {string} module          the Python package that has its Studio
 * @property {string} database        the SQLite file in its data folder
 * @property {string} adminRole       the role in `system` that may do everything
 * @property {(oidc: import('../support/platform.mjs').OidcSection) => object} oidcSection
 *   its section `auth.oidc`, from that of the embedded platform
 */

/** @type {Record<ReleaseName, Release>} */
export const RELEASES = {
  platform: {
    title: 'NeMo Platform 0.3.0',
    program: 'nemo',
    settings: 'NMP_',
    module: 'nmp',
    database: 'nmp-platform.db',
    adminRole: 'PlatformAdmin',
    oidcSection: (oidc) => oidc,
  },
  helix: {
    title: 'NeMo Helix 0.8.1',
    program: 'nhx',
    settings: 'NHX_',
    module: 'nhx',
    database: 'nhx-platform.db',
    adminRole: 'HelixAdmin',
    // It may have another client beside this one, with a secret.
    oidcSection: ({ client_id, default_scopes, ...rest }) => ({
      ...rest,
      public_client: { client_id, default_scopes },
    }),
  },
};

/** @type {readonly ReleaseName[]} */
export const RELEASE_NAMES = ['platform', 'helix'];

/**
 * @param {string} text  what was given to --release
 * @returns {ReleaseName}
 */
export function releaseName(text) {
  const name = RELEASE_NAMES.find((known) => known === text);
  if (!name) throw new Error(`--release takes platform or helix, not '${text}'`);
  return name;
}
