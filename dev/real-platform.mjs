// The running part of script/real-platform: the identity provider, then NeMo Platform or NeMo Helix.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { nvidiaStudioFiles } from './nemo-platform/installed.mjs';
import { releaseName, RELEASES } from './nemo-platform/releases.mjs';
import { startRealPlatform } from './nemo-platform/server.mjs';
import { authMode, portNumber, report, requireFree } from './support/options.mjs';
import { ADMIN_EMAIL } from './support/platform.mjs';

const { values } = parseArgs({
  options: {
    release: { type: 'string', default: 'platform' },
    auth: { type: 'string', default: 'oidc' },
    port: { type: 'string', default: '8090' },
    'idp-port': { type: 'string' },
    studio: { type: 'string' },
    data: { type: 'string' },
  },
});

/** @type {(() => void | Promise<void>)[]} clean-up actions, last first */
const atTheEnd = [];
let stopping = false;

async function stopAll() {
  if (stopping) return;
  stopping = true;
  for (const step of atTheEnd) await step();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stopAll());

try {
  const release = releaseName(values.release);
  const auth = authMode(values.auth);
  const port = await usablePort('--port', values.port);
  const idp = auth === 'oidc' ? await startProvider(port) : undefined;
  console.error(`==> Starting ${RELEASES[release].title}; takes some seconds`);
  const platform = await startRealPlatform({
    release,
    auth,
    port,
    dataDir: dataFolder(),
    studioFiles: values.studio === 'nvidia' ? nvidiaStudioFiles(release) : values.studio,
    idp,
    adminToken: idp && (() => idp.accessToken(ADMIN_EMAIL)),
  });
  atTheEnd.unshift(platform.stop);
  if (!stopping) {
    const { studioUrl, origin, logFile } = platform;
    const pid = platform.pid();
    // One line for scripts, the rest for people.
    console.log(JSON.stringify({ studioUrl, origin, issuer: idp?.issuer, pid, logFile }));
    console.error(`\nStudio is at  ${studioUrl}\nLog: ${logFile}\nCtrl-C stops it.`);
    await platform.exited();
    // Ctrl-C reaches the platform too; let our own handler run first.
    await new Promise(setImmediate);
    if (!stopping) throw new Error(`it ended by itself; its log: ${logFile}`);
  }
} catch (error) {
  if (!stopping) {
    report(error);
    process.exitCode = 1;
    await stopAll();
  }
}

/** The caller's own folder stays. */
function dataFolder() {
  if (values.data) {
    mkdirSync(values.data, { recursive: true });
    return values.data;
  }
  const folder = mkdtempSync(join(tmpdir(), 'nmp-real-'));
  atTheEnd.unshift(() => {
    if (!process.exitCode) rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/**
 * @param {string} option
 * @param {string} text
 */
async function usablePort(option, text) {
  const port = portNumber(option, text);
  await requireFree(port, option);
  return port;
}

/** @param {number} port  the platform's */
async function startProvider(port) {
  const idpPort = await usablePort('--idp-port', values['idp-port'] ?? `${port + 1}`);
  // Its notices are for people who run it in production.
  console.info = console.warn = () => {};
  const { startIdp } = await import('./idp/server.mjs');
  const idp = await startIdp({
    port: idpPort,
    studioOrigins: [`http://127.0.0.1:${port}`],
    autoConsent: true,
  });
  atTheEnd.unshift(() => idp.close());
  return idp;
}
