// A PostgreSQL server of one's own, in a folder of its own. It refuses to run as root, so then it runs as Debian's
// user `postgres`.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { freePort, HOST } from './ports.mjs';
import { serverProcess } from './server-process.mjs';

const START_TIMEOUT_MS = 20_000;

/**
 * @param {{ folder: string, database: string, user: string, password: string }} options
 *   `folder` becomes the user's
 */
export async function startPostgres({ folder, database, user, password }) {
  const programs = installed();
  const data = join(folder, 'data');
  const socket = join(folder, 'socket');
  mkdirSync(socket, { recursive: true });
  if (isRoot()) execFileSync('chown', ['-R', 'postgres:', folder]);
  const port = await freePort();
  const run = (/** @type {string} */ program, /** @type {string[]} */ ...args) => {
    const [command, ...rest] = unprivileged(join(programs, program), args);
    return execFileSync(command, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  };
  run(
    'initdb',
    '--username=postgres',
    '--auth-local=peer',
    '--auth-host=scram-sha-256',
    '--pgdata',
    data,
  );
  const settings = { port, listen_addresses: HOST, unix_socket_directories: socket, fsync: 'off' };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [command, ...args] = unprivileged(join(programs, 'postgres'), ['-D', data, ...options]);
  const sql = (/** @type {string} */ statement) =>
    run('psql', '--host', socket, '--port', `${port}`, '--username', 'postgres', '-Atc', statement);
  const server = serverProcess({
    name: 'PostgreSQL',
    command,
    args,
    env: process.env,
    logFile: join(folder, 'log'),
    isReady: async () => sql('SELECT 1').trim() === '1',
    startTimeoutMs: START_TIMEOUT_MS,
  });
  await server.start();
  sql(`CREATE ROLE ${user} LOGIN PASSWORD '${password}'`);
  sql(`CREATE DATABASE ${database} OWNER ${user}`);
  return {
    url: `postgres://${user}:${password}@${HOST}:${port}/${database}?sslmode=disable`,
    sql,
    stop: server.stop,
  };
}

/** The folder with the newest version's programs: Debian keeps them out of the PATH. */
function installed() {
  const versions = readdirSync('/usr/lib/postgresql').toSorted((a, b) => Number(b) - Number(a));
  if (versions.length === 0) throw new Error('There is no PostgreSQL. Run script/bootstrap.');
  return join('/usr/lib/postgresql', versions[0], 'bin');
}

const isRoot = () => process.getuid?.() === 0;

/**
 * @param {string} program
 * @param {string[]} args
 */
function unprivileged(program, args) {
  const as = ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', '--'];
  return [...(isRoot() ? as : []), program, ...args];
}
