// The image as script/image has made it: its files, run read-only as user 65532. Run by script/image.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';

import { CHROOT, unpackImage } from '../../dev/support/image.mjs';
import { freePort } from '../../dev/support/ports.mjs';

const folder = mkdtempSync(join(tmpdir(), 'nmp-image-'));
const { root, user, entrypoint, environment: own } = unpackImage(folder);
/** @type {import('node:child_process').ChildProcess | undefined} */
let server;

after(() => {
  server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * The image's program, in its files alone, as its user: what `chroot` is told.
 * @param {string[]} args
 */
function inImage(...args) {
  return [`--userspec=${user}`, root, ...entrypoint, ...args];
}

/** @param {Record<string, string>} [more] */
function environment(more = {}) {
  return { ...own, ...more };
}

test('nothing is in it but the program, its files and the certificate authorities', () => {
  assert.deepEqual(readdirSync(root).toSorted(), ['data', 'etc', 'usr']);
  assert.deepEqual(readdirSync(join(root, 'usr/local/bin')), ['nmp-platform']);
  const writable = execFileSync('find', [root, '-perm', '/022', '!', '-type', 'l'], {
    encoding: 'utf8',
  });
  assert.equal(writable, '');
  const owned = execFileSync('find', [root, '-user', '65532'], { encoding: 'utf8' });
  assert.equal(owned.trim(), join(root, 'data'));
  assert.equal(statSync(join(root, 'data')).mode & 0o777, 0o700);
});

test('without sign-in it does not start', () => {
  const { status, stderr } = spawnSync(CHROOT, inImage(), {
    encoding: 'utf8',
    env: environment(),
    timeout: 20_000,
  });
  assert.equal(status, 1, stderr);
  assert.match(stderr, /auth\.enabled/);
});

test('it starts, is healthy, serves Studio, and knows who signs in', async () => {
  const port = await freePort();
  const more = {
    NMP_SERVICE_PORT: String(port),
    NMP_INSECURE_LISTEN: 'true',
    NMP_AUTH_ENABLED: 'true',
    NMP_AUTH_ALLOW_UNSIGNED_JWT: 'true',
  };
  server = spawn(CHROOT, inImage(), {
    env: environment(more),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (server.stdout === null) throw new Error('no output');
  const [line] = await once(createInterface(server.stdout), 'line');
  assert.equal(line, `listening on http://0.0.0.0:${port}`);
  const base = `http://127.0.0.1:${port}`;
  execFileSync(CHROOT, inImage('health', base, '--require-sign-in'), { env: environment() });
  const page = await fetch(`${base}/studio/`, { headers: { accept: 'text/html' } });
  assert.match(await page.text(), /<title>/);
  const part = (/** @type {object} */ value) =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: 'a', email: 'alice@example.com', iat: now, exp: now + 600 };
  const token = `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
  const who = await fetch(`${base}/apis/auth/authenticate`, {
    headers: { authorization: `Bearer ${token}` },
  });
  assert.equal(who.status, 200);
  assert.match(await who.text(), /alice@example\.com/);
  assert.ok(readdirSync(join(root, 'data')).includes('platform.db'));
});

test('it copies Studio out', () => {
  const copied = join(root, 'data', 'studio');
  execFileSync(CHROOT, inImage('copy-studio', '/data/studio'), { env: environment() });
  assert.ok(readdirSync(copied).includes('index.html'));
});
