// The measuring part of script/bench: both platforms get the same data and the same requests, one
// after the other.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { unsignedToken } from '../support/api.mjs';
import { platformBinary, startPlatform } from '../support/platform.mjs';
import { measureSigned } from './signed.mjs';
import { load, memoryOf, startTime, watchMemory } from './tools.mjs';

/** @typedef {Awaited<ReturnType<typeof startPlatform>>} Platform */

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    members: { type: 'string', default: '10000' },
    'without-real': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const seconds = positive('--seconds', values.seconds);
const largeList = positive('--members', values.members);

const CONNECTIONS = 16;
const STARTS = 10;
const ADMIN = 'admin@example.com';
const WORKSPACES = '/apis/entities/v2/workspaces';

/** The reader: an Admin of both workspaces by a binding, not a platform administrator. */
const READER = 'reader@example.com';

const REQUESTS = [
  { name: 'a workspace', path: `${WORKSPACES}/bench-small` },
  { name: 'the list of workspaces', path: WORKSPACES },
  { name: '10 members', path: `${WORKSPACES}/bench-small/members` },
  {
    name: `${largeList.toLocaleString('en')} members`,
    path: `${WORKSPACES}/bench-large/members`,
  },
];

const folder = mkdtempSync(join(tmpdir(), 'nmp-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(130));

const embedded = await measureEmbedded();
const real = values['without-real'] ? undefined : await measureReal();
report();

async function measureEmbedded() {
  say('Embedded platform: starting');
  const dataDir = join(folder, 'embedded');
  const starts = [];
  for (let run = 0; run < STARTS; run += 1) starts.push(await startTime(platformBinary(), dataDir));
  const platform = await startPlatform({
    dataDir,
    auth: 'unsigned',
    adminEmail: ADMIN,
    // Measures how fast one person's writes are, not the limits on them.
    server: { limits: { writes_per_second: 0, bindings_per_workspace: 0 } },
  });
  const measured = await measure('Embedded platform', platform, median(starts), 16);
  say('Embedded platform: signed tokens');
  const signed = await measureSigned({
    folder,
    seconds,
    connections: CONNECTIONS,
    start: (idp) =>
      startPlatform({
        dataDir: join(folder, 'embedded-signed'),
        auth: 'oidc',
        adminEmail: ADMIN,
        idp,
      }),
  });
  return { ...measured, signed };
}

async function measureReal() {
  const { startRealPlatform } = await import('../nemo-platform/server.mjs');
  say('NeMo Platform 0.3.0: starting');
  const before = performance.now();
  const platform = await startRealPlatform({
    release: 'platform',
    dataDir: join(folder, 'real'),
    auth: 'unsigned',
    adminEmail: ADMIN,
  });
  const measured = await measure('NeMo Platform 0.3.0', platform, performance.now() - before, 4);
  say('NeMo Platform 0.3.0: signed tokens');
  const signed = await measureSigned({
    folder,
    seconds,
    connections: CONNECTIONS,
    start: (idp) =>
      startRealPlatform({
        release: 'platform',
        dataDir: join(folder, 'real-signed'),
        auth: 'oidc',
        adminEmail: ADMIN,
        idp,
        adminToken: () => idp.accessToken(ADMIN),
      }),
  });
  return { ...measured, signed };
}

/**
 * @param {string} name
 * @param {Pick<Platform, 'origin' | 'pid' | 'stop'>} platform
 * @param {number} startMs  how long the start took
 * @param {number} writers  how many write at a time
 */
async function measure(name, platform, startMs, writers) {
  try {
    const atRest = memoryOf(platform.pid());
    say(`${name}: writing ${largeList} members`);
    const written = await seed(platform.origin, writers);
    const withData = memoryOf(platform.pid());
    const memory = watchMemory(platform.pid());
    const headers = { Authorization: `Bearer ${unsignedToken(READER)}` };
    const requests = [];
    for (const { name: what, path } of REQUESTS) {
      say(`${name}: reading ${what}`);
      const url = platform.origin + path;
      const connections = CONNECTIONS;
      // Once, to exclude the work of the first request.
      await expectOk(await fetch(url, { headers }));
      requests.push(await load({ url, headers, connections, seconds }));
    }
    return { startMs, written, atRest, withData, underLoad: memory.highest(), requests };
  } finally {
    await platform.stop();
  }
}

/**
 * Creates the workspaces; returns how many members per second were written.
 * @param {string} origin
 * @param {number} writers
 */
async function seed(origin, writers) {
  const headers = {
    Authorization: `Bearer ${unsignedToken(ADMIN)}`,
    'Content-Type': 'application/json',
  };
  /**
   * @param {string} path
   * @param {object} body
   */
  const post = async (path, body) =>
    expectOk(
      await fetch(`${origin}${path}?wait_role_propagation=false`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      }),
    );
  for (const name of ['bench-small', 'bench-large']) {
    await post(WORKSPACES, { name, description: 'For measuring' });
    await post(`${WORKSPACES}/${name}/members`, { principal: READER, roles: ['Admin'] });
  }
  for (let index = 2; index < 10; index += 1) {
    await post(`${WORKSPACES}/bench-small/members`, member(index));
  }
  const before = performance.now();
  let next = 2;
  const write = async () => {
    while (next < largeList) {
      const index = next;
      next += 1;
      await post(`${WORKSPACES}/bench-large/members`, member(index));
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
  const took = performance.now() - before;
  // Otherwise a platform that makes changes live later would be measured without them.
  const url = `${origin}${WORKSPACES}/bench-large/members`;
  const reader = { Authorization: `Bearer ${unsignedToken(READER)}` };
  const deadline = Date.now() + 60_000;
  for (;;) {
    const answer = await fetch(url, { headers: reader });
    const { data } = answer.ok ? await answer.json() : {};
    if (data?.length === largeList) break;
    if (Date.now() > deadline) throw new Error(`${url} has ${data?.length} members`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return (1000 * (largeList - 2)) / took;
}

/** @param {number} index */
function member(index) {
  return { principal: `person-${index}@example.com`, roles: ['Viewer'] };
}

/** @param {Response} answer */
async function expectOk(answer) {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${text}`);
}

function report() {
  const rows = REQUESTS.flatMap(({ name }, index) => {
    const [ours, theirs] = [embedded.requests[index], real?.requests[index]];
    return [
      row(`${name}: requests per second`, ours.perSecond, theirs?.perSecond, 'more'),
      row(`${name}: p50, ms`, ours.p50, theirs?.p50, 'less'),
      row(`${name}: p99, ms`, ours.p99, theirs?.p99, 'less'),
    ];
  });
  for (const [what, which] of /** @type {const} */ ([
    ['a workspace, signed token', 'same'],
    ['a workspace, another signed token each time', 'others'],
  ])) {
    const [ours, theirs] = [embedded.signed[which], real?.signed[which]];
    rows.push(row(`${what}: requests per second`, ours.perSecond, theirs?.perSecond, 'more'));
    rows.push(row(`${what}: p99, ms`, ours.p99, theirs?.p99, 'less'));
  }
  rows.push(
    row('members written per second', embedded.written, real?.written, 'more'),
    row('start, ms', embedded.startMs, real?.startMs, 'less'),
    row('memory at rest, MB', embedded.atRest, real?.atRest, 'less'),
    row('memory with the data, MB', embedded.withData, real?.withData, 'less'),
    row('memory under load, MB', embedded.underLoad, real?.underLoad, 'less'),
  );
  const { model } = cpus()[0];
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  console.log(
    `\n${cpus().length} cores (${model.trim()}), ${gigabytes} GiB; wrk on the same machine,`,
  );
  console.log(
    `${CONNECTIONS} connections, ${seconds} s each; ${new Date().toISOString().slice(0, 10)}\n`,
  );
  console.log('| | embedded | NeMo Platform 0.3.0 | ratio |\n| --- | ---: | ---: | ---: |');
  for (const cells of rows) console.log(`| ${cells.join(' | ')} |`);
  if (values.json) writeFileSync(values.json, JSON.stringify({ embedded, real }, null, 2));
}

/**
 * @param {string} what
 * @param {number} ours
 * @param {number | undefined} theirs
 * @param {'more' | 'less'} better
 */
function row(what, ours, theirs, better) {
  // wrk writes 0 if no request finished in time: no figure, and no ratio.
  if (!theirs) return [what, shown(ours), theirs === 0 ? 'none finished' : '', ''];
  const ratio = better === 'more' ? ours / theirs : theirs / ours;
  return [what, shown(ours), shown(theirs), `${shown(ratio)} ×`];
}

/** @param {number} number */
function shown(number) {
  const digits = number >= 100 ? 0 : number >= 10 ? 1 : 2;
  return number.toLocaleString('en', { maximumFractionDigits: digits });
}

/** @param {number[]} numbers */
function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/**
 * @param {string} option
 * @param {string} text
 */
function positive(option, text) {
  const number = Number(text);
  if (Number.isInteger(number) && number > 1) return number;
  console.error(`Error: ${option} takes a whole number above 1, not '${text}'`);
  process.exit(1);
}

/** @param {string} what */
function say(what) {
  console.error(`==> ${what}`);
}
