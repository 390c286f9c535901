// The WebAssembly that a release is made from.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The profile of Cargo.toml that index.html names for releases. */
const PROFILE = 'wasm';
const TARGET = 'wasm32-unknown-unknown';

/**
 * Finds the file that Trunk had cargo compile. Splitting needs its relocations, which cargo keeps
 * only with the settings of script/env.sh. They can't be in .cargo/config.toml, since cargo takes
 * them only from its environment; a Trunk that was started without them has compiled a Studio
 * that is larger and can't be split, so it is compiled again here, with them.
 * @returns {Promise<{wasm: string, work: string}>} the file, and a folder for intermediate files
 */
export async function compiledStudio() {
  const target = targetFolder();
  const wasm = compiledIn(target);
  if (!(await hasRelocations(wasm))) {
    console.log('Compiling Studio for size, with the settings of script/env.sh ...');
    await compile('wasm_env_for_size');
  }
  return { wasm, work: join(target, 'studio') };
}

/**
 * Compiles the Studio that becomes plain JavaScript, with a target folder of its own: cargo would
 * otherwise compile everything again at every other build.
 * @returns {Promise<{wasm: string, work: string}>} the file, and a folder for intermediate files
 */
export async function compiledForPlainJavaScript() {
  const target = join(targetFolder(), 'plain');
  await compile('wasm_env_for_plain_javascript', [
    '--features=one-piece',
    `--target-dir=${target}`,
  ]);
  return { wasm: compiledIn(target), work: join(target, 'studio') };
}

function targetFolder() {
  const { target_directory } = JSON.parse(
    execFileSync('cargo', ['metadata', '--no-deps', '--format-version=1', '--locked'], {
      cwd: ROOT,
      encoding: 'utf8',
    }),
  );
  return target_directory;
}

/** @param {string} target  cargo's folder */
function compiledIn(target) {
  return join(target, TARGET, PROFILE, 'studio.wasm');
}

/**
 * @param {string} environment  a function of script/env.sh
 * @param {string[]} options  more options for cargo
 */
async function compile(environment, options = []) {
  const cargo = ['cargo', 'build', '--locked', '--package=studio', '--bin=studio'];
  const args = [...cargo, `--profile=${PROFILE}`, `--target=${TARGET}`, ...options];
  const script = `source script/env.sh; ${environment} "$@"`;
  const compiler = spawn('bash', ['-c', script, 'bash', ...args], { cwd: ROOT, stdio: 'inherit' });
  const [status] = await once(compiler, 'exit');
  if (status !== 0) throw new Error(`cargo ended with ${status}`);
}

/** @param {string} wasm  the file */
async function hasRelocations(wasm) {
  const module = await WebAssembly.compile(readFileSync(wasm));
  return WebAssembly.Module.customSections(module, 'reloc.CODE').length > 0;
}
