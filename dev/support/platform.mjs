// Starts the embedded platform, the very binary: for script/server and for the e2e tests.

import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { freePort, HOST } from './ports.mjs';
import { serverProcess } from './server-process.mjs';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
/** STUDIO_DIST, or what script/build-studio has built. */
export const STUDIO_FILES = process.env.STUDIO_DIST ?? join(REPOSITORY, 'dist');

export const ADMIN_EMAIL = 'admin@example.com';
const START_TIMEOUT_MS = 20_000;

/** @typedef {'off' | 'unsigned' | 'oidc'} AuthMode */

/**
 * @typedef {object} PlatformOptions
 * @property {string} dataDir         the database, the configuration and the log live here
 * @property {AuthMode} auth
 * @property {number} [port]          default: any free one
 * @property {string} [adminEmail]
 * @property {{ issuer: string, clientId: string, audience: string }} [idp]  needed for `oidc`
 * @property {string} [defaultScopes]
 * @property {Record<string, unknown>} [settings]  more of the section `auth`
 * @property {Record<string, unknown>} [server]    the section `server`
 * @property {string} [studioFiles]   the folder served at /studio/; default: STUDIO_FILES
 * @property {string} [binary]
 */

/**
 * @typedef {object} OidcSection  the section `auth.oidc`
 * @property {boolean} enabled
 * @property {string} issuer
 * @property {string} audience
 * @property {string} client_id
 * @property {string} default_scopes
 */

/** @param {PlatformOptions} options */
export async function startPlatform(options) {
  const { dataDir } = options;
  const port = options.port ?? (await freePort());
  const origin = `http://${HOST}:${port}`;
  const configFile = join(dataDir, 'platform.yaml');
  const logFile = join(dataDir, 'platform.log');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(configFile, yaml(configuration(options)));

  const server = serverProcess({
    name: `the platform at ${origin}`,
    command: options.binary ?? platformBinary(),
    args: ['--host', HOST, '--port', `${port}`, '--config', configFile, '--data-dir', dataDir],
    env: withoutSettings(process.env),
    logFile,
    isReady: async () => (await fetch(`${origin}/apis/auth/discovery`)).ok,
    startTimeoutMs: START_TIMEOUT_MS,
  });
  await server.start();
  return {
    origin,
    port,
    /** Where Studio is, with the slash at the end. */
    studioUrl: `${origin}/studio/`,
    dataDir,
    logFile,
    start: server.start,
    stop: server.stop,
    /** Same port, same data. */
    restart: server.restart,
    exited: server.exited,
    log: server.log,
    pid: server.pid,
  };
}

/** NMP_PLATFORM_BIN, or the newest that cargo has built. */
export function platformBinary() {
  return process.env.NMP_PLATFORM_BIN ?? newestBuilt('nmp-platform', 'platform');
}

/** The command line `nmp`: NMP_BIN, or the newest that cargo has built. */
export function commandLineBinary() {
  return process.env.NMP_BIN ?? newestBuilt('nmp', 'nmp-cli');
}

/**
 * @param {string} program
 * @param {string} crate
 */
function newestBuilt(program, crate) {
  const target = process.env.CARGO_TARGET_DIR ?? join(REPOSITORY, 'target');
  const [newest] = ['debug', 'release']
    .map((profile) => join(target, profile, program))
    .filter((path) => existsSync(path))
    .toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (!newest) throw new Error(`There is no ${program}. Run: cargo build -p ${crate}`);
  return newest;
}

/** @param {PlatformOptions} options */
function configuration(options) {
  const studio = { static_files_path: options.studioFiles ?? STUDIO_FILES };
  const { server } = options;
  return { auth: authSection(options), studio, ...(server && { server }) };
}

/**
 * The section `auth`, the same for the embedded platform and NeMo Platform 0.3.0.
 * @param {PlatformOptions} options
 */
export function authSection(options) {
  const { auth, adminEmail = ADMIN_EMAIL, idp, defaultScopes, settings } = options;
  /** @type {Record<string, unknown> & { oidc?: OidcSection }} */
  const section = { enabled: auth !== 'off', admin_email: adminEmail };
  if (auth === 'unsigned') section.allow_unsigned_jwt = true;
  if (auth === 'oidc') {
    if (!idp) throw new Error('auth mode oidc needs an identity provider');
    section.oidc = {
      enabled: true,
      issuer: idp.issuer,
      client_id: idp.clientId,
      audience: idp.audience,
      default_scopes: defaultScopes ?? 'openid profile email platform:read platform:write',
    };
  }
  const { oidc, ...others } = settings ?? {};
  if (section.oidc && oidc) Object.assign(section.oidc, oidc);
  return { ...section, ...others };
}

/**
 * As much of YAML as settings need; a JSON string is a YAML string.
 * @param {object} section
 * @returns {string}
 */
export function yaml(section, indent = '') {
  return Object.entries(section)
    .map(([key, value]) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? `${indent}${key}:\n${yaml(value, `${indent}  `)}`
        : `${indent}${key}: ${JSON.stringify(value)}\n`,
    )
    .join('');
}

/**
 * What is set in the developer's shell must not change what a test or the demo runs with.
 * @param {NodeJS.ProcessEnv} environment
 */
export function withoutSettings(environment) {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(NMP|NHX|NEMO|DATABASE|LOG)_/.test(name)),
  );
}
