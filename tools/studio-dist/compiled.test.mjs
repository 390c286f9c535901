// How Studio is compiled to become plain JavaScript. cargo is replaced by a program that writes down
// how it was called.

import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { compiledForPlainJavaScript } from './compiled.mjs';

const folder = mkdtempSync(join(tmpdir(), 'studio-compiled-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('it is compiled in one piece, for the first WebAssembly, in a target folder of its own', async () => {
  const calls = join(folder, 'calls');
  const target = join(folder, 'target');
  const cargo = join(folder, 'cargo');
  writeFileSync(
    cargo,
    `#!/usr/bin/env bash
if [ "$1" = metadata ]; then
  echo '${JSON.stringify({ target_directory: target })}'
else
  printf '%s\\n' "$CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS" "$@" >'${calls}'
fi
`,
  );
  chmodSync(cargo, 0o755);
  process.env.PATH = `${folder}:${process.env.PATH}`;
  process.env.STUDIO_WASM_TOOLCHAIN = 'rustup';
  // What script/build-studio has set for the other one.
  process.env.CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS = '-Clink-arg=--emit-relocs';

  const { wasm, work } = await compiledForPlainJavaScript();
  const [flags, ...args] = readFileSync(calls, 'utf8').trim().split('\n');
  assert.match(flags, /-Ctarget-cpu=mvp/);
  assert.doesNotMatch(flags, /emit-relocs/);
  assert.ok(args.includes('--features=one-piece'));
  assert.ok(args.includes(`--target-dir=${join(target, 'plain')}`));
  assert.ok(wasm.startsWith(join(target, 'plain/')));
  assert.ok(work.startsWith(join(target, 'plain/')));
});
