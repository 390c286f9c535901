// The running part of script/real-platform: the identity provider, then NeMo Platform.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { nvidiaStudioFiles, startRealPlatform } from '../e2e/interop/nemo-platform/server.mjs';
import { ADMIN_EMAIL, isFree } from '../e2e/support/platform.mjs';

const { values } = parseArgs({
  options: {
    auth: { type: 'string', default: 'oidc' },
    port: { type: 'string', default: '8090' },
    'idp-port': { type: 'string' },
    studio: { type: 'string' },
    data: { type: 'string' },
  },
});

/** What to do at the end, last first. */
const atTheEnd = [];
let stopping = false;

async function stopAll() {
  if (stopping) return;
  stopping = true;
  for (const step of atTheEnd) await step();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stopAll);

try {
  const { auth } = values;
  if (!['oidc', 'unsigned', 'off'].includes(auth)) {
    throw new Error(`--auth takes oidc, unsigned or off, not '${auth}'`);
  }
  const port = await usablePort('--port', values.port);
  const idp = auth === 'oidc' ? await startProvider(port) : undefined;
  console.error('==> Starting NeMo Platform; takes some seconds');
  const platform = await startRealPlatform({
    auth: /** @type {import('../e2e/support/platform.mjs').AuthMode} */ (auth),
    port,
    dataDir: dataFolder(),
    studioFiles: values.studio === 'nvidia' ? nvidiaStudioFiles() : values.studio,
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
    // Ctrl-C reaches the platform too; let our own handler of it run first.
    await new Promise(setImmediate);
    if (!stopping) throw new Error(`it ended by itself; its log: ${logFile}`);
  }
} catch (error) {
  if (!stopping) {
    console.error(`\nError: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
    await stopAll();
  }
}

/** A folder of the caller's stays. */
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

async function usablePort(option, text) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`${option} takes a port number, not '${text}'`);
  }
  if (await isFree(port)) return port;
  throw new Error(`port ${port} is taken. Stop what uses it, or choose another with ${option}.`);
}

async function startProvider(port) {
  const idpPort = await usablePort('--idp-port', values['idp-port'] ?? `${port + 1}`);
  // Its notices are for people who run it in production.
  console.info = console.warn = () => {};
  const { startIdp } = await import('../e2e/idp/server.mjs');
  const idp = await startIdp({
    port: idpPort,
    studioOrigins: [`http://127.0.0.1:${port}`],
    autoConsent: true,
  });
  atTheEnd.unshift(idp.close);
  return idp;
}
