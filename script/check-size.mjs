#!/usr/bin/env node
// Fails if everything that the first page needs, compressed with brotli as it is served, has grown
// over the budget. Reads dist/; run script/build-studio first.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

const BUDGET_BYTES = 300_000;
const DIST = new URL('../dist/', import.meta.url).pathname;

if (!existsSync(join(DIST, 'index.html'))) {
  console.error('There is no dist/index.html. Run script/build-studio first.');
  process.exit(1);
}

const rows = firstPage().map((path) => ({
  path,
  raw: statSync(join(DIST, path)).size,
  brotli: statSync(servedAs(join(DIST, path))).size,
}));
const total = rows.reduce((sum, row) => sum + row.brotli, 0);

console.log('Needed for the first page'.padEnd(52) + 'bytes'.padStart(12) + 'brotli'.padStart(12));
for (const { path, raw, brotli } of rows) print(path, raw, brotli);
print(
  'together',
  rows.reduce((sum, row) => sum + row.raw, 0),
  total,
);
console.log(`budget ${number(BUDGET_BYTES)} bytes, ${percent(total / BUDGET_BYTES)} used`);
if (total > BUDGET_BYTES) {
  console.error(`Over the budget by ${number(total - BUDGET_BYTES)} bytes.`);
  process.exit(1);
}

/** index.html, what it names, what those name, and so on. */
function firstPage() {
  const all = readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(br|gz)$|^\.built$/.test(entry.name))
    .map((entry) => relative(DIST, join(entry.parentPath ?? entry.path, entry.name)));
  const needed = ['index.html'];
  for (const path of needed) {
    if (!/\.(html|css|js)$/.test(path)) continue;
    const text = readFileSync(join(DIST, path), 'utf8');
    for (const other of all) {
      if (!needed.includes(other) && text.includes(nameOf(other))) needed.push(other);
    }
  }
  return needed;
}

/** Within dist every file has a name of its own, thanks to the hash that Trunk puts into it. */
function nameOf(path) {
  return path.slice(path.lastIndexOf('/') + 1);
}

function servedAs(path) {
  return existsSync(`${path}.br`) ? `${path}.br` : path;
}

function print(name, raw, brotli) {
  console.log(name.padEnd(52) + number(raw).padStart(12) + number(brotli).padStart(12));
}

function number(value) {
  return value.toLocaleString('en-US');
}

function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}
