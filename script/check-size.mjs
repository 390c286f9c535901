#!/usr/bin/env node
// Fails if everything that the first page needs, or a part that is fetched later, compressed with
// brotli as it is served, has grown over its budget. Reads dist/; run script/build-studio first.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

const FIRST_PAGE_BUDGET = 250_000;
/** Of each part: what a click may have to wait for if it wasn't fetched while the person read. */
const CHUNK_BUDGET = 60_000;
/** The pages of a workspace and those across workspaces are most of what Studio does; they are fetched
    while the list is read. */
const CHUNK_BUDGETS = { workspace: 150_000, access: 150_000 };
const DIST = new URL('../dist/', import.meta.url).pathname;
const CHUNKS = 'chunks/';

if (!existsSync(join(DIST, 'index.html'))) {
  console.error('There is no dist/index.html. Run script/build-studio first.');
  process.exit(1);
}

const all = files();
const isChunk = (path) => path.startsWith(CHUNKS);
const page = firstPage().map(sizesOf);
const chunks = all.filter(isChunk).map(sizesOf);

heading('Needed for the first page');
for (const row of page) print(row);
const total = { path: 'together', raw: sum('raw'), brotli: sum('brotli') };
print(total);
heading('Fetched later');
for (const row of chunks) print(row);
console.log('');

const outgrown = [
  verdict('the first page', total.brotli, FIRST_PAGE_BUDGET),
  ...chunks.map(({ path, brotli }) => verdict(path, brotli, budgetOf(path))),
].includes(true);
if (chunks.length === 0) console.error('Nothing is fetched later: was Studio cut into parts?');
if (outgrown || chunks.length === 0) process.exit(1);

/** `chunks/workspace-1a2b3c.wasm` has the budget of `workspace`. */
function budgetOf(path) {
  const name = path.slice(CHUNKS.length).replace(/-[0-9a-f]+\.wasm$/, '');
  return CHUNK_BUDGETS[name] ?? CHUNK_BUDGET;
}

function files() {
  return readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(br|gz)$|^\.built$/.test(entry.name))
    .map((entry) => relative(DIST, join(entry.parentPath ?? entry.path, entry.name)));
}

/** index.html, what it names, what those name, and so on; without what is fetched later. */
function firstPage() {
  const needed = ['index.html'];
  for (const path of needed) {
    if (!/\.(html|css|js)$/.test(path)) continue;
    const text = readFileSync(join(DIST, path), 'utf8');
    for (const other of all) {
      if (!needed.includes(other) && !isChunk(other) && text.includes(other)) needed.push(other);
    }
  }
  return needed;
}

function sizesOf(path) {
  return {
    path,
    raw: statSync(join(DIST, path)).size,
    brotli: statSync(servedAs(join(DIST, path))).size,
  };
}

function sum(column) {
  return page.reduce((total, row) => total + row[column], 0);
}

/** Says how much of a budget is used, and whether it is more than all. */
function verdict(what, bytes, budget) {
  const isOver = bytes > budget;
  const line = `${what}: ${percent(bytes / budget)} of ${number(budget)} bytes used`;
  if (isOver) console.error(`${line}, ${number(bytes - budget)} too many`);
  else console.log(line);
  return isOver;
}

function servedAs(path) {
  return existsSync(`${path}.br`) ? `${path}.br` : path;
}

function heading(text) {
  console.log(`\n${text.padEnd(52)}${'bytes'.padStart(12)}${'brotli'.padStart(12)}`);
}

function print({ path, raw, brotli }) {
  console.log(path.padEnd(52) + number(raw).padStart(12) + number(brotli).padStart(12));
}

function number(value) {
  return value.toLocaleString('en-US');
}

function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}
