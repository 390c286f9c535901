// The packages of target/package/, installed where nothing else is, and run. For script/package.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const packages = join(import.meta.dirname, '../../target/package');
const folder = mkdtempSync(join(tmpdir(), 'nmp-packages-'));
after(() => rmSync(folder, { recursive: true }));

/** @param {string} ending */
function packaged(ending) {
  const names = readdirSync(packages).filter((name) => name.endsWith(ending));
  assert.equal(names.length, 1, `one ${ending} in target/package/: ${names.join(', ')}`);
  return join(packages, names[0]);
}

/**
 * From nothing to a platform with Studio, and back, without any variable but HOME.
 * @param {string} program
 * @param {string} home
 */
async function quickstart(program, home) {
  const env = { HOME: home };
  /** @param {string[]} args */
  const nmp = async (...args) => (await run(program, args, { env })).stdout.trim();
  assert.match(await nmp('--version'), /^nmp \d+\.\d+\.\d+/);
  await nmp('quickstart', 'configure', '--admin-email', 'ann@example.com');
  const studio = await nmp('quickstart', 'up', '--port', '0');
  try {
    const page = await fetch(new URL('workspaces/default/members', studio), {
      headers: { accept: 'text/html' },
    });
    assert.equal(page.status, 200);
    const script = (await page.text()).match(/src="([^"]+\.js)"/)?.[1];
    assert.ok(script, 'the page names a script');
    for (const encoding of ['br', 'gzip', 'identity']) {
      /** @type {Response} */
      const answer = await fetch(new URL(script, studio), {
        headers: { 'accept-encoding': encoding },
      });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('content-encoding') ?? 'identity', encoding);
      assert.match(await answer.text(), /\S/);
    }
    const workspaces = JSON.parse(await nmp('workspaces', 'list', '-f', 'json'));
    assert.ok(JSON.stringify(workspaces).includes('"system"'), 'signed in as the admin');
    const status = JSON.parse(await nmp('quickstart', 'status', '--json'));
    assert.equal(status.state, 'running');
    assert.equal(status.admin_email, 'ann@example.com');
  } finally {
    await nmp('quickstart', 'down');
  }
  await assert.rejects(nmp('quickstart', 'status'), { code: 1 });
}

test('the Debian package runs in an empty root, without any other file', async () => {
  const root = join(folder, 'root');
  await run('dpkg', ['-x', packaged('.deb'), root]);
  if (process.getuid?.() === 0) {
    const { stdout } = await run('/usr/sbin/chroot', [root, '/usr/bin/nmp', '--version'], {
      env: {},
    });
    assert.match(stdout, /^nmp /);
  }
  await quickstart(join(root, 'usr/bin/nmp'), join(folder, 'deb'));
  assert.ok(existsSync(join(root, 'usr/share/man/man1/nmp.1.gz')));
  assert.ok(existsSync(join(root, 'usr/share/bash-completion/completions/nmp')));
});

test('the wheel runs in a new environment, and leaves the name nmp to NVIDIA', async () => {
  const environment = join(folder, 'venv');
  await run('python3', ['-m', 'venv', environment]);
  const pip = ['install', '--quiet', '--no-index', '--no-deps', packaged('.whl')];
  await run(join(environment, 'bin/pip'), pip);
  assert.ok(!existsSync(join(environment, 'bin/nmp')));
  await quickstart(join(environment, 'bin/nmp-rs'), join(folder, 'wheel'));
});
