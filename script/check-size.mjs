#!/usr/bin/env node
// Fails if everything that the first page needs, or a part that is fetched later, compressed with
// brotli as it is served, has grown over its budget. Reads dist/; run script/build-studio first.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const FIRST_PAGE_BUDGET = 225_000;
/** Per part: what a click may have to wait for if the part wasn't prefetched. */
const CHUNK_BUDGET = 60_000;
/**
 * The pages of a workspace and those across workspaces are most of Studio; they are fetched while
 * the person reads the list.
 * @type {Partial<Record<string, number>>}
 */
const CHUNK_BUDGETS = {
  workspace: 150_000,
  access: 150_000,
  // Few open it, and seldom; its cells need no more code when they are more.
  matrix: 40_000,
  // What is small and used by several parts, in one file: the more parts, the more of it. Pictures are one
  // more, and the pages about a person, a plan and findings show them.
  shared: 101_000,
  // Unicode's tables of confusable characters: nobody waits for them.
  confusables: 90_000,
};
/**
 * All of Studio as plain JavaScript, for pages whose policy forbids WebAssembly. It grows with every
 * page: plans that say who keeps access, and figures that say how complete they are, took 34,000; what a
 * failed sign-in is about, and the platform's posture, 28,000; findings, the overview, the matrix and one's own
 * access, 67,000; plans that one trims, names, a role for each in a paste, 32,000; pictures, 33,000, paid
 * for by compiling calls once and by having the router's routes no more.
 */
const PLAIN_BUDGET = 990_000;
/**
 * What several parts share, as the lists of members and of bindings do, and the planner with what its
 * steps mean for whom: it counts once for all.
 */
const SHARED_BUDGET = 90_000;
const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const CHUNKS = 'chunks/';
const PLAIN = /^plain-[0-9a-f]+\.js$/;

if (!existsSync(join(DIST, 'index.html'))) {
  console.error('dist/index.html is missing. Run script/build-studio first.');
  process.exit(1);
}

const all = files();
const isChunk = (/** @type {string} */ path) => path.startsWith(CHUNKS);
const page = firstPage().map(sizesOf);
const chunks = all.filter(isChunk).map(sizesOf);
const plain = all.filter(isPlain).map(sizesOf);

heading('Needed for the first page');
for (const row of page) print(row);
const total = { path: 'together', raw: sum('raw'), brotli: sum('brotli') };
print(total);
heading('Fetched later');
for (const row of chunks) print(row);
heading('Instead, where WebAssembly is forbidden');
for (const row of plain) print(row);
console.log('');

const outgrown = [
  verdict('the first page', total.brotli, FIRST_PAGE_BUDGET),
  ...chunks.map(({ path, brotli }) => verdict(path, brotli, budgetOf(path))),
  ...plain.map(({ path, brotli }) => verdict(path, brotli, PLAIN_BUDGET)),
].includes(true);
if (chunks.length === 0) console.error('No part is fetched later: was Studio split?');
if (plain.length !== 1) console.error('There is no plain JavaScript, or an old one too.');
if (outgrown || chunks.length === 0 || plain.length !== 1) process.exit(1);

/** @param {string} path */
function isPlain(path) {
  return PLAIN.test(path);
}

/**
 * `chunks/workspace-1a2b3c.wasm` has the budget of `workspace`.
 * @param {string} path
 */
function budgetOf(path) {
  const name = path.slice(CHUNKS.length).replace(/-[0-9a-f]+\.wasm$/, '');
  if (/^chunk_\d+$/.test(name)) return SHARED_BUDGET;
  return CHUNK_BUDGETS[name] ?? CHUNK_BUDGET;
}

function files() {
  return readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(br|gz)$|^\.built$/.test(entry.name))
    .map((entry) => relative(DIST, join(entry.parentPath ?? entry.path, entry.name)));
}

/**
 * index.html and, recursively, the files it names, without the parts that are fetched later and what
 * is fetched instead.
 */
function firstPage() {
  const needed = ['index.html'];
  for (const path of needed) {
    if (!/\.(html|css|js)$/.test(path)) continue;
    const text = readFileSync(join(DIST, path), 'utf8');
    for (const other of all) {
      if (needed.includes(other) || isChunk(other) || isPlain(other)) continue;
      if (text.includes(other)) needed.push(other);
    }
  }
  return needed;
}

/** @param {string} path */
function sizesOf(path) {
  return {
    path,
    raw: statSync(join(DIST, path)).size,
    brotli: statSync(servedAs(join(DIST, path))).size,
  };
}

/** @param {'raw' | 'brotli'} column */
function sum(column) {
  return page.reduce((total, row) => total + row[column], 0);
}

/**
 * Reports how much of a budget is used, and whether it is exceeded.
 * @param {string} what
 * @param {number} bytes
 * @param {number} budget
 */
function verdict(what, bytes, budget) {
  const isOver = bytes > budget;
  const line = `${what}: ${percent(bytes / budget)} of ${number(budget)} bytes used`;
  if (isOver) console.error(`${line}, ${number(bytes - budget)} too many`);
  else console.log(line);
  return isOver;
}

/** @param {string} path */
function servedAs(path) {
  return existsSync(`${path}.br`) ? `${path}.br` : path;
}

/** @param {string} text */
function heading(text) {
  console.log(`\n${text.padEnd(52)}${'bytes'.padStart(12)}${'brotli'.padStart(12)}`);
}

/** @param {ReturnType<typeof sizesOf>} sizes */
function print({ path, raw, brotli }) {
  console.log(path.padEnd(52) + number(raw).padStart(12) + number(brotli).padStart(12));
}

/** @param {number} value */
function number(value) {
  return value.toLocaleString('en-US');
}

/** @param {number} share */
function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}
