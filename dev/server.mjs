// The running part of script/server: seeds once, starts the identity provider and the platform,
// says where Studio is, and stops everything on Ctrl-C. With --check it only looks at the options.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { DEMO_ACCOUNTS } from './idp/accounts.mjs';
import { Api, unsignedToken } from './support/api.mjs';
import { authMode, portNumber, report, requireFree } from './support/options.mjs';
import { startPlatform } from './support/platform.mjs';
import { freePort } from './support/ports.mjs';
import { seedDemo } from './seed-demo.mjs';

/** Where Trunk expects the platform: `[[proxy]]` in Trunk.toml. */
const PROXIED_PORT = 8082;
const REPOSITORY = fileURLToPath(new URL('../', import.meta.url));

const { auth, port, idpPort, dataDir, watch } = options();
const studioUrl = `http://127.0.0.1:${port}/studio/`;

/** @type {(() => Promise<void>)[]} what stops running processes, the last started first */
const running = [];
let stopping = false;

async function stopAll() {
  if (stopping) return;
  stopping = true;
  if (running.length > 0) console.log('\nStopping ...');
  for (const server of running) await server();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stopAll());

try {
  await requireFree(port, '--port');
  const platformPort = watch ? PROXIED_PORT : port;
  if (watch) await requireFree(PROXIED_PORT);
  if (auth === 'oidc') await requireFree(idpPort, '--idp-port');
  await seedOnce();
  const idp = auth === 'oidc' ? await startProvider() : undefined;
  const platform = await startPlatform({ dataDir, auth, port: platformPort, idp });
  running.unshift(platform.stop);
  if (!stopping) {
    announce(idp);
    await (watch ? serveWithTrunk() : platform.exited());
    // Ctrl-C reaches the platform too; let our own handler run first.
    await new Promise(setImmediate);
    if (!stopping && watch) throw new Error('Trunk ended by itself');
    if (!stopping) throw new Error(`the platform ended by itself; its log: ${platform.logFile}`);
  }
} catch (error) {
  if (!stopping) {
    report(error);
    process.exitCode = 1;
    await stopAll();
  }
}

/** What was asked for. Ends the process if that can't be, or was only to be checked. */
function options() {
  try {
    const { values } = parseArgs({
      options: {
        auth: { type: 'string', default: 'oidc' },
        port: { type: 'string', default: '8080' },
        'idp-port': { type: 'string' },
        data: { type: 'string', default: join(REPOSITORY, '.data') },
        watch: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
      },
    });
    const port = portNumber('--port', values.port);
    const checked = {
      auth: authMode(values.auth),
      port,
      idpPort: portNumber('--idp-port', values['idp-port'] ?? `${port + 1}`),
      dataDir: resolve(values.data),
      watch: values.watch,
    };
    if (values.check) process.exit(0);
    return checked;
  } catch (error) {
    report(error);
    process.exit(1);
  }
}

/** Trunk's server, which builds Studio whenever a file changes; until it ends. */
async function serveWithTrunk() {
  const serve = 'source script/env.sh; wasm_env_for_development trunk serve --port "$1"';
  // In its own process group, so that all of it can be stopped: the shell, Trunk, and cargo.
  const trunk = spawn('bash', ['-c', serve, 'trunk', `${port}`], {
    stdio: 'inherit',
    detached: true,
  });
  const ended = once(trunk, 'exit');
  running.unshift(async () => {
    if (trunk.exitCode === null && trunk.pid) process.kill(-trunk.pid, 'SIGTERM');
    await ended;
  });
  await ended;
}

/**
 * A separate platform that accepts unsigned tokens writes the demo data: in the other modes nobody
 * can be Alice without a browser. Bindings are by e-mail, so they hold in every mode.
 */
async function seedOnce() {
  const marker = join(dataDir, '.seeded');
  if (existsSync(marker)) return;
  console.log('==> Creating the demo workspaces');
  const platform = await startPlatform({ dataDir, auth: 'unsigned', port: await freePort() });
  try {
    await seedDemo((email) => new Api(platform.origin, unsignedToken(email)));
  } finally {
    await platform.stop();
  }
  writeFileSync(marker, 'The demo workspaces were created. Delete the folder to start afresh.\n');
}

async function startProvider() {
  console.log('==> Starting the development identity provider');
  // Its notices are for people who run it in production.
  console.info = console.warn = () => {};
  const { startIdp } = await import('./idp/server.mjs');
  const idp = await startIdp({
    port: idpPort,
    studioOrigins: [`http://127.0.0.1:${port}`],
    autoConsent: true,
  });
  running.unshift(() => idp.close());
  return idp;
}

/** @param {{ issuer: string }} [idp] */
function announce(idp) {
  const how = {
    off: 'Authentication is off: no sign-in, and everyone may do everything.',
    unsigned: 'Sign in with any e-mail address, without a password. Demo accounts:',
    oidc: `Sign in at the development identity provider ${idp?.issuer} as one of:`,
  };
  console.log(`\nStudio is at  ${studioUrl}\n\n${how[auth]}`);
  if (auth !== 'off') {
    for (const { email, about, groups } of DEMO_ACCOUNTS) {
      const group =
        auth === 'unsigned' && groups.length > 0 ? ` (type the group ${groups.join(', ')})` : '';
      console.log(`  ${email.padEnd(20)} ${about}${group}`);
    }
  }
  console.log(`\nData and log: ${dataDir}\nCtrl-C stops everything.`);
}
