// The measuring part of script/bench nmp: how long the command line takes, and how much memory, on this machine over
// loopback. Medians; the most memory of all runs.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { installedPrograms } from '../nemo-platform/installed.mjs';
import { unsignedToken } from '../support/api.mjs';
import { ADMIN_EMAIL, commandLineBinary, startPlatform } from '../support/platform.mjs';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    workspaces: { type: 'string', default: '500' },
    members: { type: 'string', default: '200' },
    'without-nvidia': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const runs = Number(values.runs);
const workspaces = Number(values.workspaces);
const members = Number(values.members);

/** NVIDIA's takes seconds each time. */
const PEER_RUNS = 3;
const BINDINGS_RUNS = 3;
const WRITERS = 16;
const WORKSPACES = '/apis/entities/v2/workspaces';

const folder = mkdtempSync(join(tmpdir(), 'nmp-bench-cli-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(130));

const binary = commandLineBinary();
const peer = values['without-nvidia'] ? undefined : join(installedPrograms('platform'), 'nemo');
const platform = await startPlatform({
  dataDir: join(folder, 'platform'),
  auth: 'unsigned',
  server: {
    limits: {
      writes_per_second: 0,
      workspace_creations_per_second: 0,
      bindings_per_workspace: 0,
      workspaces_per_creator: 0,
    },
  },
});
try {
  report(await measureAll());
} finally {
  await platform.stop();
}

async function measureAll() {
  const login = ['auth', 'login', '--unsigned-token', '--email', ADMIN_EMAIL];
  const site = ['--base-url', platform.origin];
  await run(binary, 'ours', [...login, ...site]);
  if (peer) await run(peer, 'theirs', [...login, ...site]);

  const rows = [];
  /** @type {(what: string, args: string[], env?: Record<string, string>) => Promise<void>} */
  const both = async (what, args, env) => {
    say(what);
    const ours = await measure(binary, 'ours', args, runs, env);
    const theirs = peer && (await measure(peer, 'theirs', args, PEER_RUNS));
    rows.push({ what, ours, theirs });
  };
  await both('`--version`', ['--version']);
  await both('`auth token`', ['auth', 'token']);
  await both('`workspaces list`', ['workspaces', 'list']);
  say('a TAB');
  const tab = { NMP_COMPLETE: 'bash', _CLAP_COMPLETE_INDEX: '2', _CLAP_IFS: '\n' };
  const completing = ['--', 'nmp', 'workspaces', 'l'];
  rows.push({
    what: 'a TAB after `nmp workspaces l`',
    ours: await measure(binary, 'ours', completing, runs, tab),
    theirs: undefined,
  });

  say(`writing ${workspaces} workspaces with ${members} members each`);
  await seed();
  say('`access bindings`');
  rows.push({
    what: `\`access bindings\`, ${workspaces} workspaces × ${members} members`,
    ours: await measure(binary, 'ours', ['access', 'bindings', '--json'], BINDINGS_RUNS),
    theirs: undefined,
  });
  return rows;
}

/**
 * @param {string} program
 * @param {string} person   whose home folder
 * @param {string[]} args
 * @param {number} times
 * @param {Record<string, string>} [env]
 */
async function measure(program, person, args, times, env) {
  // Once, to exclude what only the first run does.
  await run(program, person, args, env);
  const seen = [];
  for (let at = 0; at < times; at += 1) seen.push(await run(program, person, args, env));
  const took = seen.map(({ ms }) => ms).toSorted((a, b) => a - b);
  return {
    ms: took[Math.floor(took.length / 2)],
    megabytes: Math.max(...seen.map(({ megabytes }) => megabytes)),
  };
}

/**
 * Runs a program by GNU time, which knows the most memory that it had.
 * @param {string} program
 * @param {string} person
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
async function run(program, person, args, env = {}) {
  const home = join(folder, person);
  mkdirSync(home, { recursive: true });
  const memory = join(home, 'memory');
  const before = performance.now();
  const child = spawn('/usr/bin/time', ['--format=%M', '--output', memory, program, ...args], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  await once(child, 'close');
  const ms = performance.now() - before;
  if (child.exitCode !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
  return { ms, megabytes: Number(readFileSync(memory, 'utf8')) / 1000 };
}

async function seed() {
  const headers = {
    authorization: `Bearer ${unsignedToken(ADMIN_EMAIL)}`,
    'content-type': 'application/json',
  };
  const post = async (/** @type {string} */ path, /** @type {object} */ body) => {
    const url = `${platform.origin}${path}?wait_role_propagation=false`;
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  };
  let next = 0;
  const write = async () => {
    for (let at = next++; at < workspaces; at = next++) {
      const name = `bench-${at}`;
      await post(WORKSPACES, { name });
      for (let one = 1; one < members; one += 1) {
        const principal = `person-${(at * 7 + one) % 3000}@example.com`;
        await post(`${WORKSPACES}/${name}/members`, { principal, roles: ['Viewer'] });
      }
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
}

/** @param {Awaited<ReturnType<typeof measureAll>>} rows */
function report(rows) {
  const [{ model }] = cpus();
  const size = statSync(binary).size / 1e6;
  const today = new Date().toISOString().slice(0, 10);
  console.log(`\n${cpus().length} cores (${model.trim()}); ${runs} runs each; ${today}.`);
  console.log(`The program has ${shown(size)} MB.\n`);
  console.log('| | `nmp`: ms | MB | NVIDIA 0.3.0: ms | MB |\n| --- | ---: | ---: | ---: | ---: |');
  for (const { what, ours, theirs } of rows) {
    const cells = [ours, theirs].flatMap((one) =>
      one ? [one.ms, one.megabytes].map(shown) : ['', ''],
    );
    console.log(`| ${[what, ...cells].join(' | ')} |`);
  }
  if (values.json) writeFileSync(values.json, JSON.stringify(rows, null, 2));
}

/** @param {number} number */
function shown(number) {
  const digits = number >= 100 ? 0 : 1;
  return number.toLocaleString('en', { maximumFractionDigits: digits });
}

/** @param {string} what */
function say(what) {
  console.error(`==> ${what}`);
}
