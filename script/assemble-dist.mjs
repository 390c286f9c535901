#!/usr/bin/env node
// The second half of script/build-studio: makes dist/ out of the compiled Studio.
//
//   rustc's WebAssembly → wasm-split-cli: the first page and the parts that are fetched later
//   → wasm-bindgen: the bindings → wasm-opt and esbuild: each part for size → names with hashes,
//   integrity, compressed siblings, index.html
//
// Usage: node script/assemble-dist.mjs WASM WORK [--public-url PATH] [--names]
//   WASM          what cargo built, with relocations (`--emit-relocs`) and names
//   WORK          a folder for what is made on the way
//   --public-url  the path that Studio is served under (default: /studio/)
//   --names       keep the names of functions, for the stack of a panic

import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';

import { Output } from './dist/files.mjs';
import { glue } from './dist/glue.mjs';
import { indexPage, styleSheetsOf } from './dist/index.mjs';

const run = promisify(execFile);
const ROOT = new URL('../', import.meta.url).pathname;
const DIST = join(ROOT, 'dist');
/** The parts that are fetched later; script/check-size.mjs has a budget for each. */
const CHUNKS = 'chunks';
/** What rustc and the tools may have used; every browser that Studio supports has it. */
const WASM_FEATURES = [
  'bulk-memory',
  'bulk-memory-opt',
  'multivalue',
  'mutable-globals',
  'nontrapping-float-to-int',
  'reference-types',
  'sign-ext',
].map((feature) => `--enable-${feature}`);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'public-url': { type: 'string', default: '/studio/' },
    names: { type: 'boolean', default: false },
  },
});
const [wasm, work] = positionals;
if (!wasm || !work) throw new Error('Usage: assemble-dist.mjs WASM WORK [--public-url PATH]');
const base = `/${values['public-url'].replace(/^\/+|\/+$/g, '')}/`.replace('//', '/');

const folders = Object.fromEntries(
  ['split', 'bindings', 'small', 'dist'].map((name) => [name, join(work, name)]),
);
rmSync(work, { recursive: true, force: true });
for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });

await run('wasm-split-cli', [wasm, folders.split, '--out-name', 'studio']);
const chunkNames = readdirSync(folders.split).filter(
  (name) => name.endsWith('.wasm') && name !== 'studio.wasm',
);
await run('wasm-bindgen', [
  '--target=web',
  '--no-typescript',
  // The chunks link to what these name.
  '--keep-lld-exports',
  '--no-demangle',
  '--out-name=studio',
  `--out-dir=${folders.bindings}`,
  join(folders.split, 'studio.wasm'),
]);
const mainWasm = await optimized(join(folders.bindings, 'studio_bg.wasm'));
const chunkWasm = await Promise.all(chunkNames.map((name) => optimized(join(folders.split, name))));

const output = new Output(folders.dist);
const main = output.writeHashed('studio.wasm', mainWasm);
const chunks = new Map(
  chunkNames.map((name, index) => [
    name,
    output.writeHashed(`${CHUNKS}/${name.replace(/^split_/, '')}`, chunkWasm[index]),
  ]),
);
const html = read('index.html').toString();
const sheets = styleSheetsOf(html);
const partSheets = await Promise.all(
  sheets
    .filter(({ parts }) => parts.length > 0)
    .map(async ({ path, parts }) => {
      const name = basename(path);
      const content = await minified(name, read(path));
      return { parts, ...output.writeHashed(`${CHUNKS}/${name}`, content) };
    }),
);
const script = output.writeHashed(
  'studio.js',
  await minified(
    'studio.js',
    glue(
      readFileSync(join(folders.bindings, 'studio.js'), 'utf8'),
      readFileSync(join(folders.split, '__wasm_split.js'), 'utf8'),
      main,
      chunks,
      partSheets,
    ),
  ),
);
const firstSheets = sheets.filter(({ parts }) => parts.length === 0);
const styles = output.writeHashed(
  'studio.css',
  await minified('studio.css', firstSheets.map(({ path }) => read(path)).join('\n')),
);
const boot = output.writeHashed('boot.js', await minified('boot.js', read('boot.js')));
output.write('favicon.svg', read('style/favicon.svg'));
output.write('index.html', indexPage(html, { base, styles, boot, script, main }));

rmSync(DIST, { recursive: true, force: true });
cpSync(folders.dist, DIST, { recursive: true });

/** Made as small as wasm-opt can. */
async function optimized(path) {
  const target = join(folders.small, path.slice(path.lastIndexOf('/') + 1));
  const strip = values.names ? ['-g'] : ['--strip-debug', '--strip-producers'];
  await run('wasm-opt', [...WASM_FEATURES, '-Oz', ...strip, path, '-o', target]);
  return readFileSync(target);
}

/** The same script or style sheet in fewer bytes. */
async function minified(name, content) {
  const path = join(folders.small, name);
  writeFileSync(path, content);
  const { stdout } = await run('esbuild', [path, '--minify', '--legal-comments=none']);
  return stdout;
}

/** A file of the repository. */
function read(path) {
  return readFileSync(join(ROOT, path));
}
