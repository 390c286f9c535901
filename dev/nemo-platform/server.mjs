// Starts the real NeMo Platform, or NeMo Helix, cut down to what Studio talks to, serving Studio's
// files: for script/real-platform, the e2e tests, the tests of its clients, and benchmarks.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Api, unsignedToken } from '../support/api.mjs';
import { ADMIN_EMAIL, authSection, STUDIO_FILES, withoutSettings } from '../support/platform.mjs';
import { freePort, HOST } from '../support/ports.mjs';
import { serverProcess } from '../support/server-process.mjs';
import { cleaner, makeLive, seedOf } from './cleaner.mjs';
import { installedPrograms } from './installed.mjs';
import { RELEASES } from './releases.mjs';

/** It takes 6 to 10 s on an idle machine, and all of this where several start at once. */
const START_TIMEOUT_MS = 120_000;

/**
 * Settings under which a change is live within a second instead of two to three, and forgotten
 * ones are forgotten: tests would wait most of the time otherwise.
 */
export const QUICK = {
  auth: {
    policy_data_refresh_interval: 0.8,
    bundle_cache_seconds: 0.2,
    propagation_poll_interval_seconds: 0.1,
  },
  entities: { principal_bindings_cache_enabled: false },
};

/** Those of a platform as people run it to try it. */
const USUAL = { auth: { policy_data_refresh_interval: 2, bundle_cache_seconds: 2 }, entities: {} };

/**
 * @typedef {import('./releases.mjs').ReleaseName} ReleaseName
 * @typedef {import('../support/platform.mjs').PlatformOptions & {
 *   release: ReleaseName,
 *   pace?: typeof QUICK,
 *   adminToken?: () => Promise<string>,
 * }} RealPlatformOptions
 *   `pace` is QUICK or left out; `adminToken` makes a token of the platform admin, needed for
 *   `oidc`, to see when the platform is ready
 */

/**
 * The same handle as `startPlatform` gives, and `clean`.
 * @param {RealPlatformOptions} options
 */
export async function startRealPlatform(options) {
  const { auth, dataDir, studioFiles = STUDIO_FILES } = options;
  const release = RELEASES[options.release];
  const port = options.port ?? (await freePort());
  const origin = `http://${HOST}:${port}`;
  const programs = installedPrograms(options.release);
  const configFile = join(dataDir, 'platform.yaml');
  const logFile = join(dataDir, 'platform.log');
  mkdirSync(dataDir, { recursive: true });
  // JSON is YAML.
  writeFileSync(configFile, JSON.stringify(configuration(options, origin), null, 2));

  /** As the platform admin. */
  const api = async () => new Api(origin, auth === 'off' ? undefined : await adminToken(options));

  const server = serverProcess({
    name: `${release.title} at ${origin}`,
    command: join(programs, release.program),
    args: ['services', 'run', '--services', 'entities,auth,studio'].concat([
      '--host',
      HOST,
      '--port',
      `${port}`,
      '--config',
      configFile,
    ]),
    cwd: dataDir,
    env: environment(release, dataDir, studioFiles),
    logFile,
    // Its own readiness never comes: a seed that needs more services fails.
    isReady: async () =>
      (await fetch(`${origin}/apis/auth/discovery`)).ok && seeded(await api(), release),
    startTimeoutMs: START_TIMEOUT_MS,
  });

  async function start() {
    await server.start();
    // What is written is not live yet, the right to create workspaces among it.
    await makeLive(await api());
  }

  await start();
  return {
    ...server,
    start,
    async restart() {
      await server.stop();
      await start();
    },
    origin,
    port,
    studioUrl: `${origin}/studio/`,
    dataDir,
    logFile,
    /** As after the first start: takes about a second. */
    clean: cleaner({
      api,
      seed: seedOf(release),
      python: join(programs, 'python'),
      database: join(dataDir, 'data', 'nemo', release.database),
    }),
    /** Ends it and forgets everything. */
    async remove() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/**
 * @param {RealPlatformOptions} options
 * @param {string} origin
 */
function configuration(options, origin) {
  const pace = options.pace ?? USUAL;
  return {
    platform: { runtime: 'docker', base_url: origin },
    service: {},
    entities: pace.entities,
    auth: {
      // Plugins that this installation is without must not keep the platform from starting.
      on_invalid_plugin: 'quarantine',
      policy_decision_point_provider: 'embedded',
      policy_decision_point_base_url: origin,
      ...pace.auth,
      ...ownAuthSection(options),
    },
  };
}

/** @param {RealPlatformOptions} options */
function ownAuthSection(options) {
  const section = authSection(options);
  const oidc = section.oidc && RELEASES[options.release].oidcSection(section.oidc);
  return { ...section, ...(oidc && { oidc }) };
}

/**
 * @param {import('./releases.mjs').Release} release
 * @param {string} dataDir
 * @param {string} studioFiles
 */
function environment({ settings }, dataDir, studioFiles) {
  return {
    ...withoutSettings(process.env),
    // It keeps nothing outside of its folder.
    HOME: dataDir,
    XDG_CONFIG_HOME: join(dataDir, 'config'),
    XDG_DATA_HOME: join(dataDir, 'data'),
    XDG_STATE_HOME: join(dataDir, 'state'),
    [`${settings}SEED_ON_STARTUP`]: 'true',
    [`${settings}STUDIO_STATIC_FILES_PATH`]: studioFiles,
    // It talks to nobody.
    NEMO_TELEMETRY_ENABLED: 'false',
    OTEL_SDK_DISABLED: 'true',
  };
}

/** @param {RealPlatformOptions} options */
async function adminToken({ auth, adminEmail = ADMIN_EMAIL, adminToken: make }) {
  if (make) return make();
  if (auth === 'unsigned') return unsignedToken(adminEmail);
  throw new Error('auth mode oidc needs adminToken');
}

/**
 * The bindings that it starts with are written some seconds after it listens.
 * @param {Api} api
 * @param {import('./releases.mjs').Release} release
 */
async function seeded(api, release) {
  for (const [workspace, wanted] of Object.entries(seedOf(release))) {
    const answer = await api.request('GET', `/apis/entities/v2/workspaces/${workspace}/members`);
    if (answer.status !== 200) return false;
    /** @type {import('./cleaner.mjs').Member[]} */
    const members = answer.body.data;
    const everyone = members.find(({ principal }) => principal === '*');
    if (!wanted['*'].every((role) => everyone?.roles.includes(role))) return false;
  }
  return true;
}
