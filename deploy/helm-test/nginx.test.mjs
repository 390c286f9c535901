// nginx with the configuration that the chart makes, in front of a server that echoes requests.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { one, render } from './helm.mjs';

const NGINX = existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx';

/** What the platform behind got, or null. */
/** @type {import('node:http').IncomingHttpHeaders | null} */
let received = null;
const upstream = createServer((incoming, answer) => {
  received = incoming.headers;
  answer.end(incoming.url);
});
const folder = mkdtempSync(join(tmpdir(), 'nmp-nginx-'));
/** @type {import('node:child_process').ChildProcess} */
let nginx;
let port = 0;

before(async () => {
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  port = await freePort();
  // Started by root, nginx reads as another user.
  chmodSync(folder, 0o755);
  const studio = join(folder, 'www/studio');
  mkdirSync(studio, { recursive: true });
  writeFileSync(join(studio, 'index.html'), '<!doctype html><title>Studio</title>');
  writeFileSync(join(studio, 'app-0123456789abcdef.wasm'), 'wasm');
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration('studio', portOf(upstream)));
  nginx = spawn(NGINX, ['-g', 'daemon off;', '-e', 'stderr', '-c', file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (;;) {
    if (nginx.exitCode !== null) throw new Error('nginx ended');
    const answer = await get('/-/live').catch(() => null);
    if (answer?.status === 200) return;
    await new Promise((done) => setImmediate(done));
  }
});

after(() => {
  nginx?.kill();
  upstream.close();
  rmSync(folder, { recursive: true });
});

/**
 * The rendered configuration, on free ports and in this folder.
 * @param {string} name
 * @param {number} behind
 */
function configuration(name, behind) {
  const config = one(render(name), 'ConfigMap').data['nginx.conf'];
  return config
    .replace('listen 8080', `listen 127.0.0.1:${port}`)
    .replace('server nemo-platform-api:8080', `server 127.0.0.1:${behind}`)
    .replace('server nemo-helix.helix.svc:443', `server 127.0.0.1:${behind}`)
    .replaceAll('/tmp/', `${folder}/`)
    .replaceAll('/srv/www', `${folder}/www`)
    .replace('access_log /dev/stdout', `access_log ${folder}/access.log`);
}

/** @param {import('node:http').Server} server */
function portOf(server) {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * @param {string} path
 * @param {Record<string, string>} headers
 * @returns {Promise<{ status?: number, headers: Record<string, any>, text: string }>}
 */
async function get(path, headers = {}) {
  const sent = request({ host: '127.0.0.1', port, path, headers, agent: false }).end();
  const [answer] = await once(sent, 'response');
  let text = '';
  for await (const part of answer) text += part;
  return { status: answer.statusCode, headers: answer.headers, text };
}

test('both configurations are valid', () => {
  for (const name of ['studio', 'studio-full']) {
    const file = join(folder, `${name}.conf`);
    writeFileSync(file, configuration(name, 1));
    const { status, stderr } = spawnSync(NGINX, ['-t', '-e', 'stderr', '-c', file], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  }
});

test('Studio is ours', async () => {
  for (const path of ['/studio/', '/studio/workspaces/ml.team']) {
    const page = await get(path, { accept: 'text/html' });
    assert.equal(page.status, 200, path);
    assert.match(page.text, /<title>Studio/);
    assert.equal(
      page.headers['content-security-policy'],
      "frame-ancestors 'none'; connect-src 'self' https://idp.example.com",
    );
    assert.equal(page.headers['cache-control'], 'no-cache');
  }
  const part = await get('/studio/app-0123456789abcdef.wasm');
  assert.equal(part.headers['content-type'], 'application/wasm');
  assert.match(part.headers['cache-control'], /immutable/);
  assert.equal((await get('/studio/missing.js')).status, 404);
  assert.equal((await get('/')).headers.location, '/studio/');
});

test('the API is theirs, without what would be an identity', async () => {
  const stolen = {
    ...{ 'X-NMP-Principal-Id': 'admin@example.com', 'x-nhx-principal-id': 'admin@example.com' },
    ...{ 'X-NMP-Scopes': 'platform:write', 'X-NHX-Actor-Account-Id': 'a', X_NMP_Principal_Id: 'a' },
    'X-NMP-Gateway-Secret': 'a',
  };
  const kept = {
    authorization: 'Bearer a.b.c',
    'content-type': 'application/json',
    'if-match': 'x',
  };
  const answer = await get('/apis/entities/v2/workspaces?page=2', { ...stolen, ...kept });
  assert.equal(answer.text, '/apis/entities/v2/workspaces?page=2');
  const names = Object.keys(received ?? {});
  assert.deepEqual(
    names.filter((name) => /n(mp|hx)/.test(name)),
    [],
  );
  for (const [name, value] of Object.entries(kept)) assert.equal(received?.[name], value);
  for (const path of ['/health/ready', '/status', '/openapi.json']) {
    assert.equal((await get(path)).text, path);
  }
});

test('what is internal stays inside', async () => {
  received = null;
  for (const path of ['/metrics', '/internal/iam', '/apis', '/studio/../metrics', '/x']) {
    assert.equal((await get(path)).status, 404, path);
  }
  for (const token of ['service:jobs', 'Service:jobs', 'service-account:x']) {
    const { status } = await get('/apis/files/v2/hf/x', { authorization: `bearer ${token}` });
    assert.equal(status, 401, token);
  }
  assert.equal(received, null);
});
