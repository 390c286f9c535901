// The running part of script/server: seeds once, starts the identity provider and the platform,
// says where Studio is, and stops everything on Ctrl-C. Arguments were checked by script/server.

import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { DEMO_ACCOUNTS } from '../e2e/idp/accounts.mjs';
import { Api, unsignedToken } from '../e2e/support/api.mjs';
import { freePort, isFree, startPlatform } from '../e2e/support/platform.mjs';
import { seedDemo } from './seed-demo.mjs';

const { values } = parseArgs({
  options: {
    auth: { type: 'string', default: 'oidc' },
    port: { type: 'string', default: '8080' },
    'idp-port': { type: 'string' },
    data: { type: 'string', default: '.data' },
  },
});
const auth = /** @type {import('../e2e/support/platform.mjs').AuthMode} */ (values.auth);
const port = Number(values.port);
const idpPort = Number(values['idp-port'] ?? port + 1);
const dataDir = resolve(values.data);

/** What runs, last started first. */
const running = [];
let stopping = false;

async function stopAll() {
  if (stopping) return;
  stopping = true;
  if (running.length > 0) console.log('\nStopping ...');
  for (const server of running) await server();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stopAll);

try {
  await requireFree(port, '--port');
  if (auth === 'oidc') await requireFree(idpPort, '--idp-port');
  await seedOnce();
  const idp = auth === 'oidc' ? await startProvider() : undefined;
  const platform = await startPlatform({ dataDir, auth, port, idp });
  running.unshift(platform.stop);
  if (!stopping) {
    announce(platform, idp);
    await platform.exited();
    // Ctrl-C reaches the platform too; let our own handler of it run first.
    await new Promise(setImmediate);
    if (!stopping) throw new Error(`the platform ended by itself; its log: ${platform.logFile}`);
  }
} catch (error) {
  if (!stopping) {
    console.error(`\nError: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
    await stopAll();
  }
}

async function requireFree(port, option) {
  if (await isFree(port)) return;
  throw new Error(`port ${port} is taken. Stop what uses it, or choose another with ${option}.`);
}

/**
 * The demo data is written by a platform of its own that accepts unsigned tokens: in the other
 * modes nobody can be Alice without a browser. Bindings are by e-mail, so they hold in every mode.
 */
async function seedOnce() {
  const marker = join(dataDir, '.seeded');
  if (existsSync(marker)) return;
  console.log('==> Making the demo workspaces');
  const platform = await startPlatform({ dataDir, auth: 'unsigned', port: await freePort() });
  try {
    await seedDemo((email) => new Api(platform.origin, unsignedToken(email)));
  } finally {
    await platform.stop();
  }
  writeFileSync(marker, 'The demo workspaces were made. Delete the folder to start afresh.\n');
}

async function startProvider() {
  console.log('==> Starting the development identity provider');
  // Its notices are for people who run it in production.
  console.info = console.warn = () => {};
  const { startIdp } = await import('../e2e/idp/server.mjs');
  const idp = await startIdp({
    port: idpPort,
    studioOrigins: [`http://127.0.0.1:${port}`],
    autoConsent: true,
  });
  running.unshift(idp.close);
  return idp;
}

function announce(platform, idp) {
  const how = {
    off: 'Authentication is off: there is no sign-in, and everyone may do everything.',
    unsigned: 'Sign in with any e-mail address, without a password. Demo accounts:',
    oidc: `Sign in at the development identity provider ${idp?.issuer} as one of:`,
  };
  console.log(`\nStudio is at  ${platform.studioUrl}\n\n${how[auth]}`);
  if (auth !== 'off') {
    for (const { email, about, groups } of DEMO_ACCOUNTS) {
      const group = auth === 'unsigned' && groups.length ? ` (type the group ${groups})` : '';
      console.log(`  ${email.padEnd(20)} ${about}${group}`);
    }
  }
  console.log(`\nData and log: ${dataDir}\nCtrl-C stops everything.`);
}
