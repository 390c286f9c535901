// Which steps `script/test` runs, which beside each other, and how it ends. The script is the very one, in
// a repository of its own; what it would call is replaced by programs that tell how they were called.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'studio-test-')));
after(() => rmSync(folder, { recursive: true, force: true }));
const repository = join(folder, 'a repository');
const bin = join(folder, 'bin');

/** What Playwright is asked to run, and which platform it runs on. */
const PLAYWRIGHT =
  'echo "CALLED on ${STUDIO_E2E_PLATFORM:-embedded} in ${STUDIO_E2E_BROWSER:-chromium}"';

/**
 * @param {string} path
 * @param {string} text
 * @param {number} [mode]
 */
function write(path, text, mode = 0o644) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
}

/**
 * Replaces a program by one that says how it was called.
 * @param {string} path
 * @param {string} [then]  what it does after that
 */
function program(path, then = '') {
  write(path, `#!/usr/bin/env bash\necho "CALLED $(basename "$0") $*"\n${then}\n`, 0o755);
}

/** @param {string[]} args */
function git(...args) {
  const who = ['-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.com'];
  execFileSync('git', [...who, ...args], { cwd: repository, stdio: 'pipe' });
}

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['test', 'env.sh', 'changed.mjs']) {
    mkdirSync(join(repository, 'script'), { recursive: true });
    cpSync(join(REPOSITORY, 'script', name), join(repository, 'script', name));
  }
  for (const name of ['bootstrap', 'lint', 'check-api', 'build-studio', 'package', 'image']) {
    program(join(repository, 'script', name));
  }
  program(join(repository, 'dev/nemo-platform/install'));
  write(join(repository, 'script/check-size.mjs'), "console.log('CALLED check-size')\n");
  for (const path of [
    'README.md',
    'e2e/tests/idp.spec.ts',
    'e2e/tests/home.spec.ts',
    'deploy/envoy-test/nothing.mjs',
    'deploy/helm-test/nothing.mjs',
    'dev/idp/nothing.mjs',
    'e2e/clients/nothing.mjs',
    'e2e/interop/nothing.mjs',
    'e2e/webkit/nothing.mjs',
    'script/tests/nothing.mjs',
    'tools/studio-dist/nothing.mjs',
    'Cargo.lock',
  ]) {
    write(join(repository, path), '\n');
  }
  const manifest_path = join(repository, 'Cargo.toml');
  const metadata = JSON.stringify({
    packages: [{ name: 'studio', manifest_path, dependencies: [] }],
  });
  for (const name of ['playwright', 'firefox-esr', 'WebKitWebDriver', 'Xvfb']) {
    program(join(bin, name));
  }
  write(
    join(bin, 'cargo'),
    `#!/usr/bin/env bash
if [ "$1" = metadata ]; then cat <<'TEXT'
${metadata}
TEXT
else echo "CALLED cargo $*"; fi
`,
    0o755,
  );
  mkdirSync(join(repository, 'target'));
  write(join(repository, '.gitignore'), '/target\n');
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message=all');
});

/**
 * What `script/test` calls, without the steps that are Node.js alone.
 * @param {string[]} args
 */
function run(...args) {
  const { status, stdout, stderr } = spawnSync(join(repository, 'script/test'), args, {
    encoding: 'utf8',
    env: { PATH: `${bin}:${process.env.PATH}`, HOME: folder },
  });
  const calls = stdout.split('\n').filter((line) => line.startsWith('CALLED '));
  return {
    status,
    stdout,
    stderr,
    calls: calls.map((line) => line.slice('CALLED '.length).trim()),
  };
}

test('without a change nothing is run', () => {
  const { status, stdout, calls } = run('--changed');
  assert.equal(status, 0);
  assert.match(stdout, /Nothing has changed/);
  assert.deepEqual(calls, []);
});

test('what git does not know yet is a change', () => {
  write(join(repository, 'new.md'), 'new\n');
  const { status, calls } = run('--changed');
  assert.equal(status, 0);
  assert.deepEqual(calls, ['bootstrap --for test', 'lint']);
});

test('a spec is run on all platforms, where it may be left out, and nothing else', () => {
  write(join(repository, 'e2e/tests/idp.spec.ts'), 'changed\n');
  const { status, calls, stdout } = run('--changed');
  assert.equal(status, 0, stdout);
  const specs = calls.filter((call) => call.startsWith('playwright'));
  const expected = 'playwright test tests/idp.spec.ts --pass-with-no-tests';
  const beside = expected.replace('test', 'test --workers=1');
  assert.deepEqual(specs, [expected, beside, beside]);
  assert.ok(!calls.some((call) => /nextest|check-api|check-size/.test(call)), calls.join('\n'));
});

test('since a commit: what is committed counts, and what is not', () => {
  git('checkout', '--quiet', '-b', 'topic');
  write(join(repository, 'src/main.rs'), 'changed\n');
  git('add', '.');
  git('commit', '--quiet', '--message=change');
  assert.deepEqual(run('--changed').calls, []);
  const { calls } = run('--changed', 'main');
  assert.ok(
    calls.includes('cargo nextest run --workspace --locked -E package(studio)'),
    calls.join('\n'),
  );
  assert.ok(calls.includes('check-size'));
  assert.ok(calls.includes('playwright test'), calls.join('\n'));
  assert.ok(!calls.some((call) => call.startsWith('check-api')));
  assert.ok(existsSync(join(repository, 'src/main.rs')));
});

test('a commit that is not there is said, and nothing passes', () => {
  const { status, stderr, calls } = run('--changed', 'nowhere');
  assert.notEqual(status, 0);
  assert.match(stderr, /nowhere/);
  assert.deepEqual(calls, []);
});

test('it is not mixed with what to run', () => {
  for (const args of [['--only', 'lint'], ['--real'], ['--', 'idp']]) {
    const { status, calls } = run('--changed', ...args);
    assert.equal(status, 1);
    assert.deepEqual(calls, []);
  }
});

test('all of it, in order, and the two that wait beside others', () => {
  // Each of them ends only if the other one has begun.
  const until = (/** @type {string} */ name) =>
    `for n in $(seq 200); do [ ! -e "$HOME/${name}" ] || exit 0; sleep 0.05; done; exit 1`;
  program(
    join(bin, 'playwright'),
    `real=\${STUDIO_E2E_PLATFORM:-embedded}
touch "$HOME/$real"
if [ $real = embedded ]; then ${until('real')}; else ${until('embedded')}; fi`,
  );
  const { status, stdout, calls } = run();
  assert.equal(status, 0, stdout);
  const summary = stdout.slice(stdout.indexOf('All steps passed'));
  for (const step of ['bootstrap', 'lint', 'unit', 'api', 'size', 'packages', 'e2e', 'real']) {
    assert.match(summary, new RegExp(`^${step} +passed in`, 'm'));
  }
  assert.deepEqual(
    calls.filter((call) => /^(lint|cargo nextest|check|playwright)/.test(call)),
    [
      'lint',
      'cargo nextest run --workspace --locked',
      'check-api',
      'check-size',
      'playwright test',
      'playwright test',
      'playwright test --workers=1',
      'playwright test --workers=1',
    ],
  );
});

test('both releases in one step, whose parts have their times', () => {
  program(join(bin, 'playwright'), PLAYWRIGHT);
  const { status, stdout, calls } = run('--only', 'real');
  assert.equal(status, 0, stdout);
  assert.deepEqual(calls.slice(-4), [
    ...['playwright test', 'on real in chromium'],
    ...['playwright test', 'on helix in chromium'],
  ]);
  const summary = stdout.slice(stdout.indexOf('All steps passed\n'));
  assert.deepEqual(
    summary.split('\n').map((line) => line.replace(/ +\d+ s$/, '')),
    [
      'All steps passed',
      'real       passed in',
      '  Building',
      "  NVIDIA's clients, NeMo Platform 0.3.0",
      '  Studio on NeMo Platform 0.3.0',
      "  NVIDIA's clients, NeMo Helix 0.8.1",
      '  Studio on NeMo Helix 0.8.1',
      '',
    ],
  );
});

test('a release without its Python is left out, and what was run says so', () => {
  program(join(repository, 'dev/nemo-platform/install'), 'exit 3');
  program(join(bin, 'playwright'), PLAYWRIGHT);
  const { status, stdout, calls } = run('--only', 'e2e', '--only', 'real');
  assert.equal(status, 0, stdout);
  assert.ok(calls.includes('on real in chromium'));
  assert.ok(!calls.includes('on helix in chromium'));
  assert.match(stdout, /==> All steps passed, but for what was left out\n/);
  const summary = stdout.slice(stdout.indexOf('but for what was left out'));
  assert.equal(summary.match(/^ {2}left out: NeMo Helix 0\.8\.1; .*Python/gm)?.length, 2, summary);
});

test('the main walks run in the other browsers too, and single specs do not', () => {
  program(join(bin, 'playwright'), PLAYWRIGHT);
  const whole = run('--only', 'e2e');
  assert.equal(whole.status, 0, whole.stdout);
  assert.deepEqual(
    whole.calls.filter((call) => call.startsWith('on ')),
    ['on embedded in chromium', 'on embedded in firefox'],
  );
  assert.match(whole.stdout, /^ {2}Studio in Firefox +\d+ s\n {2}Studio in WebKit +\d+ s$/m);
  const { calls } = run('--only', 'e2e', '--', 'tests/idp.spec.ts');
  assert.ok(!calls.includes('on embedded in firefox'));
});

test('it is named too where another step fails', () => {
  program(join(repository, 'dev/nemo-platform/install'), 'exit 3');
  program(join(bin, 'playwright'), 'exit 1');
  const { status, stdout } = run('--only', 'real');
  assert.equal(status, 1);
  const summary = stdout.slice(stdout.indexOf('What was run'));
  assert.match(summary, /^real +failed after/m);
  assert.match(summary, /^ {2}left out: NeMo Helix/m);
});

test('a release that can not be installed for another reason fails', () => {
  program(join(repository, 'dev/nemo-platform/install'), 'exit 1');
  const { status, stderr } = run('--only', 'real');
  assert.equal(status, 1);
  assert.match(stderr, /step real failed/);
});

test('one that fails beside another fails all of it, and says what it said', () => {
  program(
    join(bin, 'playwright'),
    '[ "${STUDIO_E2E_PLATFORM:-}" != helix ] || { echo "that was wrong"; exit 1; }',
  );
  const { status, stdout, stderr } = run();
  assert.equal(status, 1);
  assert.match(stdout, /that was wrong/);
  assert.match(stdout, /^e2e +passed in/m);
  assert.match(stdout, /^real +failed after/m);
  assert.match(stderr, /step real failed/);
});

test('the first that fails ends what runs beside it', () => {
  program(
    join(bin, 'playwright'),
    `if [ -z "\${STUDIO_E2E_PLATFORM:-}" ]; then
  for n in $(seq 200); do [ ! -e "$HOME/begun" ] || exit 1; sleep 0.05; done
fi
touch "$HOME/begun"
sleep 30
touch "$HOME/ended"`,
  );
  const { status, stderr } = run();
  assert.equal(status, 1);
  assert.match(stderr, /step e2e failed/);
  assert.ok(existsSync(join(folder, 'begun')));
  const left = spawnSync('pgrep', ['-f', join(bin, 'playwright')], { encoding: 'utf8' });
  assert.equal(left.stdout, '');
});

test('a step that fails in the middle of it goes no further', () => {
  program(join(repository, 'script/build-studio'), 'exit 1');
  const { status, stderr, calls } = run('--only', 'lint', '--only', 'size');
  assert.equal(status, 1);
  assert.match(stderr, /step size failed/);
  assert.deepEqual(calls, ['lint', 'build-studio']);
});
