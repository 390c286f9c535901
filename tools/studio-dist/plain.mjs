// Studio as plain JavaScript, for pages whose policy forbids WebAssembly, and for browsers without it:
//
//   rustc's WebAssembly, in one piece → wasm-bindgen: the bindings → wasm-opt: for size
//   → wasm2js → esbuild: one script with all of it
//
// The tools' output is not edited: plain-globals.js takes the place of three globals in it.

import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { build } from 'esbuild';

import { binaryen } from './binaryen.mjs';
import { BUNDLED, provided } from './script.mjs';

const run = promisify(execFile);
const START = fileURLToPath(new URL('plain-start.js', import.meta.url));
const GLOBALS = fileURLToPath(new URL('plain-globals.js', import.meta.url));

/**
 * @typedef {object} Translated
 * @property {string} bindings  what wasm-bindgen wrote, the folder
 * @property {string} script  what was WebAssembly, as a module that imports the bindings
 * @property {Data} data  what must be in its memory before it runs
 */

/**
 * Translates Studio.
 * @param {object} options
 * @param {string} options.wasm  what rustc compiled, the file
 * @param {string} options.work  a folder for intermediate files; emptied first
 * @param {boolean} options.names  keep the names of functions
 * @returns {Promise<Translated>}
 */
export async function translatedStudio({ wasm, work, names }) {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  await run('wasm-bindgen', [
    '--target=bundler',
    '--no-typescript',
    '--no-demangle',
    '--out-name=studio',
    `--out-dir=${work}`,
    wasm,
  ]);
  const module = await translated(join(work, 'studio_bg.wasm'), { names });
  return { ...module, bindings: work };
}

/**
 * The one script.
 * @param {Translated & {sheets: number[], names: boolean}} options  `sheets` are the style sheets
 *   beyond those of the first page; `names` keeps the names of functions
 * @returns {Promise<string>} the module
 */
export async function plainScript({ bindings, script, data, sheets, names }) {
  const { outputFiles } = await build({
    ...BUNDLED,
    entryPoints: [START],
    // The data have bytes as characters, which would be longer as escapes.
    charset: 'utf8',
    ...(names && { minify: false }),
    plugins: [
      provided({
        './studio.js': { path: join(bindings, 'studio.js') },
        './studio_bg.js': { path: join(bindings, 'studio_bg.js') },
        './studio_bg.wasm': { contents: script, loader: 'js' },
        'studio:data': { contents: JSON.stringify(data), loader: 'json' },
        'studio:sheets': { contents: JSON.stringify(sheets), loader: 'json' },
      }),
    ],
  });
  const [{ text }] = outputFiles;
  // NeMo Platform replaces such markers in scripts that it serves, and the integrity would be lost.
  if (text.includes('STUDIO_UI_')) throw new Error('The script contains a marker');
  return text;
}

/**
 * A module of the first WebAssembly as JavaScript. What is in its memory at first is apart from it: as
 * wasm2js writes data they are a third longer.
 * @param {string} wasm  the file
 * @param {{names: boolean}} options  keep the names of functions
 * @returns {Promise<{script: string, data: Data}>}
 */
export async function translated(wasm, { names }) {
  const small = wasm.replace(/\.wasm$/, '.small.wasm');
  const code = wasm.replace(/\.wasm$/, '.code.wasm');
  const written = wasm.replace(/\.wasm$/, '.written.js');
  const strip = names ? ['-g'] : ['--strip-debug', '--strip-producers'];
  await binaryen('wasm-opt', ['-Oz', ...strip, wasm, '-o', small]);
  await binaryen('wasm-opt', ['--remove-memory-init', ...(names ? ['-g'] : []), small, '-o', code]);
  await binaryen('wasm2js', ['-Oz', ...(names ? ['-g'] : []), code, '-o', written]);
  const { outputFiles } = await build({
    ...BUNDLED,
    entryPoints: [written],
    external: ['./studio_bg.js'],
    inject: [GLOBALS],
    minify: false,
  });
  return { script: outputFiles[0].text, data: dataOf(readFileSync(small)) };
}

/**
 * What is in a memory that isn't zero: where it starts, and one character per byte. Of those `mask` is
 * taken by exclusive or: zeros, the most frequent of all, need no escapes then, and no text can be read
 * in it that means something to a server (`STUDIO_UI_…`).
 * @typedef {{start: number, mask: number, bytes: string}} Data
 */
const MASK = 16;

/**
 * What a module has in its memory before anything has run.
 * @param {Buffer} wasm
 * @returns {Data}
 */
function dataOf(wasm) {
  const module = new WebAssembly.Module(new Uint8Array(wasm));
  /** @type {Record<string, Record<string, () => void>>} */
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = () => {};
  }
  const { memory } = new WebAssembly.Instance(module, imports).exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('The module exports no memory');
  const bytes = Buffer.from(memory.buffer);
  const start = bytes.findIndex((byte) => byte !== 0);
  if (start < 0) throw new Error('The memory is empty');
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
  const masked = bytes.subarray(start, end).map((byte) => byte ^ MASK);
  return { start, mask: MASK, bytes: Buffer.from(masked).toString('latin1') };
}
