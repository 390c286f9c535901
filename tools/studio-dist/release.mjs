// Makes the dist/ that ships: Studio as WebAssembly, and as plain JavaScript (plain.mjs).
//
//   rustc's WebAssembly → wasm-split-cli: the first page and the parts that are fetched later
//   → wasm-bindgen: the bindings → wasm-opt: each part for size → esbuild: one script
//   → names with hashes, integrity, compressed siblings, index.html

import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { binaryen } from './binaryen.mjs';
import { compiledForPlainJavaScript, compiledStudio } from './compiled.mjs';
import { Output, brotli } from './files.mjs';
import { partsByModule } from './loaders.mjs';
import { indexPage, styleSheetsOf } from './page.mjs';
import { plainScript, translatedStudio } from './plain.mjs';
import { bundledScript, minified } from './script.mjs';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/**
 * A module, with its range if its file has others, and the paths of its style sheets.
 * @typedef {import('./page.mjs').Located & {range?: [number, number], styles: string[]}} Module
 */

/** How wasm-bindgen calls what the first page needs. */
const MAIN = 'studio_bg.wasm';
/** What every page needs, among the parts. */
const APP = 'app';
/** The parts that are fetched later; script/check-size.mjs has a budget for each. */
const CHUNKS = 'chunks';
/** Parts with fewer bytes than this, compressed, share a file. */
const SMALL_BYTES = 8192;
/** Features that rustc and the tools may use; every browser that Studio supports has them. */
const WASM_FEATURES = [
  'bulk-memory',
  'bulk-memory-opt',
  'multivalue',
  'mutable-globals',
  'nontrapping-float-to-int',
  'reference-types',
  'sign-ext',
].map((feature) => `--enable-${feature}`);

/**
 * @param {object} options
 * @param {string} options.staging  the folder that becomes dist/; emptied first
 * @param {string} options.publicUrl  the path that Studio is served under, with slashes at both ends
 * @param {boolean} options.names  keep the names of functions, for the stack of a panic
 */
export async function release({ staging, publicUrl, names }) {
  const [{ loaders, bindings, mainWasm, chunks, parts }, whole] = await Promise.all([
    splitStudio(names),
    compiledForPlainJavaScript().then((compiled) => translatedStudio({ ...compiled, names })),
  ]);

  empty(staging);
  const output = new Output(staging);
  const html = read('index.html').toString();
  const sheets = styleSheetsOf(html);
  const partSheets = await Promise.all(
    together(sheets.filter(({ parts }) => parts.length > 0)).map(async ({ paths, parts }) => {
      const content = await minified(paths.map(read).join('\n'), 'css');
      return { parts, ...output.writeHashed(`${CHUNKS}/${basename(paths[0])}`, content) };
    }),
  );
  const main = output.writeHashed('studio.wasm', mainWasm);
  /** @type {Record<string, Module>} */
  const modules = { [MAIN]: { ...main, styles: [] }, ...writeChunks(output, chunks, partSheets) };
  for (const part of new Set(partSheets.flatMap((sheet) => sheet.parts))) {
    if (`split_${part}.wasm` in modules) continue;
    throw new Error(`index.html has a style sheet for the part '${part}', which doesn't exist`);
  }
  // index.html names each of them, with its integrity; the scripts know them by their places there.
  const partFiles = [...filesOf(modules, { ...parts, [MAIN]: [APP] }), ...partSheets];
  const placeOf = (/** @type {string} */ path) => partFiles.findIndex((file) => file.path === path);
  const script = output.writeHashed(
    'studio.js',
    await bundledScript({
      start: join(ROOT, 'start.js'),
      bindings,
      loaders,
      fetched: Object.fromEntries(
        Object.entries(modules).map(([name, { path, range, styles }]) => [
          name,
          { file: placeOf(path), range, styles: styles.map(placeOf) },
        ]),
      ),
    }),
  );
  const firstSheets = sheets.filter(({ parts }) => parts.length === 0);
  const styles = output.writeHashed(
    'studio.css',
    await minified(firstSheets.map(({ path }) => read(path)).join('\n'), 'css'),
  );
  const boot = output.writeHashed('boot.js', await minified(read('boot.js'), 'js'));
  const plain = output.writeHashed(
    'plain.js',
    await plainScript({
      ...whole,
      sheets: partSheets.map(({ path }) => placeOf(path)),
      names,
    }),
  );
  output.write('favicon.svg', read('style/favicon.svg'));
  output.write(
    'index.html',
    indexPage(html, {
      base: publicUrl,
      styles,
      boot,
      script,
      plain,
      partFiles,
    }),
  );
}

/**
 * Sheets that the same parts need are one file. Layers decide between rules, not the order of files.
 * @param {{path: string, parts: string[]}[]} sheets
 */
function together(sheets) {
  /** @type {Map<string, {paths: string[], parts: string[]}>} */
  const files = new Map();
  for (const { path, parts } of sheets) {
    const key = parts.join(' ');
    const file = files.get(key) ?? { paths: [], parts };
    file.paths.push(path);
    files.set(key, file);
  }
  return [...files.values()];
}

/**
 * Studio as WebAssembly: what the first page needs, and the parts that are fetched later.
 * @param {boolean} names  keep the names of functions
 */
async function splitStudio(names) {
  const { wasm, work } = await compiledStudio();
  const folders = Object.fromEntries(
    ['split', 'bindings', 'small'].map((name) => [name, join(work, name)]),
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
    // The chunks link to these exports.
    '--keep-lld-exports',
    '--no-demangle',
    '--out-name=studio',
    `--out-dir=${folders.bindings}`,
    join(folders.split, 'studio.wasm'),
  ]);
  const parts = [
    join(folders.bindings, MAIN),
    ...chunkNames.map((name) => join(folders.split, name)),
  ];
  const [mainWasm, ...chunkWasm] = await inTurns(parts, optimized);
  const loaders = join(folders.split, '__wasm_split.js');
  return {
    bindings: join(folders.bindings, 'studio.js'),
    loaders,
    mainWasm,
    chunks: chunkNames.map((name, index) => ({ name, wasm: chunkWasm[index] })),
    parts: partsByModule(readFileSync(loaders, 'utf8'), chunkNames),
  };

  /**
   * Makes it as small as wasm-opt can.
   * @param {string} path
   */
  async function optimized(path) {
    const target = join(folders.small, basename(path));
    const strip = names ? ['-g'] : ['--strip-debug', '--strip-producers'];
    // What is found out about all functions by the first time makes the second worth it where each
    // byte is waited for.
    const again = basename(path) === MAIN ? ['--generate-global-effects', '-Oz'] : [];
    const passes = ['-Oz', ...again, ...strip];
    await binaryen('wasm-opt', [...WASM_FEATURES, ...passes, path, '-o', target]);
    return readFileSync(target);
  }
}

/**
 * Writes the parts that are fetched later: one file each, and the small ones together in one, since
 * a request costs more than their bytes. Most of those are shared by several parts, so most of the
 * file is needed whichever part comes first.
 * @param {Output} output
 * @param {{name: string, wasm: Buffer}[]} chunks
 * @param {import('./page.mjs').PartFile[]} partSheets
 * @returns {Record<string, Module>}  by the names that wasm-split gave them
 */
function writeChunks(output, chunks, partSheets) {
  const isSmall = (/** @type {{wasm: Buffer}} */ { wasm }) =>
    brotli(wasm, false).length < SMALL_BYTES;
  const stylesOf = (/** @type {string} */ name) =>
    partSheets
      .filter(({ parts }) => parts.some((part) => name === `split_${part}.wasm`))
      .map(({ path }) => path);
  const small = chunks.filter(isSmall);
  const shared = output.writeHashed(
    `${CHUNKS}/shared.wasm`,
    Buffer.concat(small.map(({ wasm }) => wasm)),
  );
  let end = 0;
  const together = small.map(({ name, wasm }) => {
    const start = end;
    end += wasm.length;
    return [name, { ...shared, styles: stylesOf(name), range: [start, end] }];
  });
  const alone = chunks
    .filter((chunk) => !isSmall(chunk))
    .map(({ name, wasm }) => {
      const path = `${CHUNKS}/${name.replace(/^split_/, '')}`;
      return [name, { ...output.writeHashed(path, wasm), styles: stylesOf(name) }];
    });
  return Object.fromEntries([...together, ...alone]);
}

/**
 * The files of the modules, each with the parts that need any of its modules.
 * @param {Record<string, Module>} modules
 * @param {Record<string, string[]>} parts  by the names of the modules
 */
function filesOf(modules, parts) {
  /** @type {Map<string, import('./page.mjs').PartFile>} */
  const files = new Map();
  for (const [name, { path, integrity }] of Object.entries(modules)) {
    const needed = [...(files.get(path)?.parts ?? []), ...parts[name]];
    files.set(path, { path, integrity, parts: [...new Set(needed)] });
  }
  return [...files.values()];
}

/**
 * Runs an action for each item, as many at a time as there are processors.
 * @template Item, Result
 * @param {Item[]} items
 * @param {(item: Item) => Promise<Result>} action
 * @returns {Promise<Result[]>} in the order of the items
 */
async function inTurns(items, action) {
  /** @type {Result[]} */
  const results = [];
  const left = [...items.entries()];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      results[next[0]] = await action(next[1]);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}

/** @param {string} folder */
function empty(folder) {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
}

/**
 * A file of the repository.
 * @param {string} path
 */
function read(path) {
  return readFileSync(join(ROOT, path));
}
