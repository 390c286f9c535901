// script/python-env finds a Python that a program runs on, or says that there is none. The script is the
// very one; the Pythons are programs that say which version they are.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { program } from './program.mjs';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'studio-python-')));
after(() => rmSync(folder, { recursive: true, force: true }));
const bin = join(folder, 'bin');
const pyenv = join(folder, '.pyenv/versions');

/**
 * One that answers what it is asked for with its version, and makes environments.
 * @param {string} path
 * @param {string} version
 */
function python(path, version) {
  program(
    path,
    `case "$1" in
  -) [ "$(printf '%s\\n' "$2" ${version} "\${3:-4.0}" | sort -V | tr '\\n' ' ')" = "$2 ${version} $3 " ] ;;
  -m) mkdir -p "$3/bin"; echo "${version}" >"$3/version"
      printf '#!/bin/sh\\n' | tee "$3/bin/pip" >"$3/bin/uv"; chmod +x "$3"/bin/* ;;
esac`,
  );
}

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['python-env', 'uv.txt']) {
    mkdirSync(join(folder, 'script'), { recursive: true });
    cpSync(join(REPOSITORY, 'script', name), join(folder, 'script', name));
  }
  // Nobody is root, so that nothing is installed.
  program(join(bin, 'id'), 'echo 1000');
  for (const name of ['python3', 'python3.11', 'python3.12', 'python3.13', 'python3.14']) {
    program(join(bin, name), 'exit 127');
  }
  writeFileSync(join(folder, 'requirements.txt'), 'something==1\n');
});

/** @param {string[]} versions  the oldest and the newest */
function run(...versions) {
  const script = join(folder, 'script/python-env');
  const { status, stdout, stderr } = spawnSync(
    script,
    ['thing', join(folder, 'requirements.txt'), 'a reason', ...versions],
    { encoding: 'utf8', env: { PATH: `${bin}:/usr/bin:/bin`, HOME: folder } },
  );
  const made = stdout.trim();
  const { stdout: version } = spawnSync('cat', [join(made, 'version')], { encoding: 'utf8' });
  return { status, made, version: version.trim(), stderr };
}

test('the first in the PATH that is neither too old nor too new', () => {
  python(join(bin, 'python3'), '3.11');
  python(join(bin, 'python3.14'), '3.15');
  python(join(bin, 'python3.12'), '3.12');
  const { status, version, made } = run('3.12', '3.14');
  assert.equal(status, 0);
  assert.equal(version, '3.12');
  assert.match(made, /\/\.cache\/nmp-studio\/thing-[0-9a-f]{12}$/);
});

test("one of pyenv's that isn't in use", () => {
  python(join(bin, 'python3'), '3.11');
  python(join(pyenv, '3.11.7/bin/python'), '3.11');
  python(join(pyenv, '3.13.0/bin/python'), '3.13');
  assert.equal(run('3.12', '3.14').version, '3.13');
});

test('without a range: 3.11 and what is newer', () => {
  python(join(bin, 'python3'), '3.10');
  python(join(bin, 'python3.13'), '3.13');
  assert.equal(run().version, '3.13');
});

test('without one that fits: what is missing, and an exit code of its own', () => {
  python(join(bin, 'python3'), '3.11');
  const { status, made, stderr } = run('3.12', '3.14');
  assert.equal(status, 3);
  assert.equal(made, '');
  assert.match(stderr, /thing needs Python 3\.12 to 3\.14/);
});

test('what is installed already needs no Python', () => {
  python(join(bin, 'python3'), '3.12');
  const { made } = run('3.12', '3.14');
  program(join(bin, 'python3'), 'exit 127');
  const again = run('3.12', '3.14');
  assert.equal(again.status, 0);
  assert.equal(again.made, made);
});
