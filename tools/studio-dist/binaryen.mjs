// Binaryen's tools.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const BIN = fileURLToPath(new URL('../node_modules/.bin/', import.meta.url));

/**
 * Runs one. They are WebAssembly themselves, in Node.js, and have more code than Studio makes them
 * run: for V8 to optimize that first takes longer than it saves.
 * @param {'wasm-as' | 'wasm-opt' | 'wasm2js'} tool
 * @param {string[]} args
 */
export async function binaryen(tool, args) {
  await run(process.execPath, ['--liftoff-only', BIN + tool, ...args]);
}
