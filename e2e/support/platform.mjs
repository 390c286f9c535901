// Starts the real platform binary: for script/server and for the e2e tests.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
/** STUDIO_DIST, or what script/build-studio has built. */
export const STUDIO_FILES = process.env.STUDIO_DIST ?? join(REPOSITORY, 'dist');

const HOST = '127.0.0.1';
const START_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 10_000;

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
 * @property {string} [binary]
 */

/** @param {PlatformOptions} options */
export async function startPlatform(options) {
  const { dataDir } = options;
  const port = options.port ?? (await freePort());
  const binary = options.binary ?? platformBinary();
  const origin = `http://${HOST}:${port}`;
  const configFile = join(dataDir, 'platform.yaml');
  const logFile = join(dataDir, 'platform.log');
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(configFile, yaml(configuration(options)));

  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;

  async function start() {
    const log = openSync(logFile, 'a');
    const flags = ['--host', HOST, '--port', `${port}`, '--config', configFile];
    child = spawn(binary, [...flags, '--data-dir', dataDir], {
      env: withoutSettings(process.env),
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    await ready(child, origin, logFile);
  }

  async function stop() {
    const running = child;
    child = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const exited = once(running, 'exit');
    running.kill('SIGTERM');
    const late = setTimeout(() => running.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(late);
  }

  await start();
  return {
    origin,
    port,
    /** Where Studio is, with the slash at the end. */
    studioUrl: `${origin}/studio/`,
    dataDir,
    logFile,
    start,
    stop,
    /** Same port, same data. */
    async restart() {
      await stop();
      await start();
    },
    /** Resolves when the process has ended, by itself or not. */
    async exited() {
      if (child && child.exitCode === null) await once(child, 'exit');
    },
    log: () => readFileSync(logFile, 'utf8'),
  };
}

/**
 * A port that was free a moment ago. Needed where two servers must know each other's address
 * before either runs.
 * @returns {Promise<number>}
 */
export async function freePort() {
  const server = createServer();
  server.listen(0, HOST);
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/** @param {number} port */
export async function isFree(port) {
  const server = createServer();
  server.listen(port, HOST);
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

/** NMP_PLATFORM_BIN, or the newest that cargo has built. */
export function platformBinary() {
  if (process.env.NMP_PLATFORM_BIN) return process.env.NMP_PLATFORM_BIN;
  const target = process.env.CARGO_TARGET_DIR ?? join(REPOSITORY, 'target');
  const [newest] = ['debug', 'release']
    .map((profile) => join(target, profile, 'nmp-platform'))
    .filter((path) => existsSync(path))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (!newest) throw new Error('There is no nmp-platform. Run: cargo build -p platform');
  return newest;
}

/** @param {PlatformOptions} options */
function configuration({ auth, adminEmail = 'admin@example.com', idp, defaultScopes, settings }) {
  /** @type {Record<string, unknown>} */
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
  return { auth: { ...section, ...settings }, studio: { static_files_path: STUDIO_FILES } };
}

/** As much of YAML as settings need; a JSON string is a YAML string. */
function yaml(section, indent = '') {
  return Object.entries(section)
    .map(([key, value]) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? `${indent}${key}:\n${yaml(value, `${indent}  `)}`
        : `${indent}${key}: ${JSON.stringify(value)}\n`,
    )
    .join('');
}

/** What is set in the developer's shell must not change what a test or the demo runs with. */
function withoutSettings(environment) {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith('NMP_')),
  );
}

async function ready(child, origin, logFile) {
  let problem = '';
  child.once('error', (error) => (problem = error.message));
  child.once(
    'exit',
    (code, signal) => (problem = `it ended with ${signal ?? `exit code ${code}`}`),
  );
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (problem === '') {
    const answer = await fetch(`${origin}/apis/auth/discovery`).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > deadline) problem = `no answer in ${START_TIMEOUT_MS / 1000} s`;
    await delay(50);
  }
  child.kill();
  const log = readFileSync(logFile, 'utf8').trim().split('\n').slice(-15).join('\n');
  throw new Error(`the platform at ${origin} did not start: ${problem}\n${log}`);
}
