// script/build-studio builds what has changed, and nothing twice. The script is the very one; Trunk is
// replaced by a program that tells that it was called.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'studio-build-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const repository = join(folder, 'repository');

/**
 * @param {string} path  within the repository
 * @param {string} text
 */
function write(path, text) {
  const file = join(repository, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  const earlier = new Date(Date.now() - 60_000);
  utimesSync(file, earlier, earlier);
}

const FILES = [
  'src/main.rs',
  'style/base.css',
  'index.html',
  'boot.js',
  'start.js',
  'Trunk.toml',
  'Cargo.toml',
  'Cargo.lock',
  '.cargo/config.toml',
  'crates/nmp-types/src/lib.rs',
  'crates/new-one/src/lib.rs',
  'tools/package-lock.json',
  'tools/studio-dist/hook.mjs',
  'tools/studio-dist/plain-start.js',
];
const OTHERS = ['crates/platform/src/main.rs', 'crates/platform/Cargo.toml', 'README.md'];
for (const path of [...FILES, ...OTHERS]) write(path, '');
for (const name of ['build-studio', 'env.sh']) {
  cpSync(join(REPOSITORY, 'script', name), join(repository, 'script', name));
}
mkdirSync(join(repository, 'dist'));
mkdirSync(join(folder, 'bin'));
writeFileSync(join(folder, 'bin/trunk'), '#!/usr/bin/env bash\necho BUILT\n');
chmodSync(join(folder, 'bin/trunk'), 0o755);

function builds() {
  const { status, stdout, stderr } = spawnSync(join(repository, 'script/build-studio'), {
    encoding: 'utf8',
    env: {
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      HOME: folder,
      STUDIO_WASM_TOOLCHAIN: 'rustup',
    },
  });
  assert.equal(status, 0, stderr);
  return stdout.includes('BUILT');
}

test('what Studio is made of is built again when it changes, and not otherwise', () => {
  assert.ok(builds());
  assert.ok(!builds());
  const later = new Date(Date.now() + 60_000);
  for (const path of OTHERS) utimesSync(join(repository, path), later, later);
  assert.ok(!builds());
  for (const path of FILES) {
    utimesSync(join(repository, path), later, later);
    assert.ok(builds(), path);
    write(path, '');
    builds();
    assert.ok(!builds(), path);
  }
});
