// Paths that callers give to scripts are relative to the caller's folder. The scripts are the real
// ones; the tools that they install, build and run are replaced by programs that record their calls.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { program } from './program.mjs';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'studio-scripts-')));
after(() => rmSync(folder, { recursive: true, force: true }));

// With a space, which home folders can have.
const repository = join(folder, 'a repository');
const elsewhere = join(folder, 'else where');
const bin = join(folder, 'bin');

mkdirSync(join(repository, 'script'), { recursive: true });
mkdirSync(elsewhere);
mkdirSync(bin);
cpSync(join(REPOSITORY, 'Cargo.lock'), join(repository, 'Cargo.lock'));
for (const name of ['env.sh', 'server', 'real-platform', 'bench']) {
  cpSync(join(REPOSITORY, 'script', name), join(repository, 'script', name));
}
for (const name of ['bootstrap', 'build-studio']) program(join(repository, 'script', name), '');
for (const name of ['cargo', 'wrk']) program(join(bin, name), '');
program(join(bin, 'node'), String.raw`printf '%s\0' "$@"`);
mkdirSync(join(repository, 'target'));

/**
 * The final command of a script: the arguments after the program's own file.
 * @param {string} script
 * @param {string[]} args
 * @param {string} cwd
 */
function run(script, args, cwd) {
  const { status, stdout, stderr } = spawnSync(join(repository, 'script', script), args, {
    cwd,
    encoding: 'utf8',
    env: { PATH: `${bin}:${process.env.PATH}`, HOME: folder },
  });
  const [, ...words] = stdout.slice(stdout.lastIndexOf('dev/')).split('\0').slice(0, -1);
  return { status, words, stderr };
}

const CALLS = [
  { script: 'server', option: '--data', before: [] },
  { script: 'real-platform', option: '--data', before: [] },
  { script: 'real-platform', option: '--studio', before: [] },
  { script: 'bench', option: '--json', before: ['platform'] },
];

for (const { script, option, before } of CALLS) {
  test(`script/${script} ${option}`, () => {
    for (const cwd of [repository, elsewhere, folder]) {
      for (const [given, meant] of [
        [join(folder, 'data'), join(folder, 'data')],
        [join(folder, 'with space/data'), join(folder, 'with space/data')],
        ['/', '/'],
        ['data', join(cwd, 'data')],
        ['./data', join(cwd, 'data')],
        ['../data', join(cwd, '../data')],
        ['with space/$HOME "x"', join(cwd, 'with space/$HOME "x"')],
        ['-data', join(cwd, '-data')],
      ]) {
        const { status, words, stderr } = run(script, [...before, option, given], cwd);
        assert.equal(status, 0, stderr);
        assert.equal(words[0], option, words.join(' '));
        assert.equal(join(words[1], '.'), join(meant, '.'), `${given} in ${cwd}`);
      }
      const { status, stderr } = run(script, [...before, option, ''], cwd);
      assert.notEqual(status, 0);
      assert.match(stderr, /empty/);
    }
  });
}
