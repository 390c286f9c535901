// From nothing to a signed-in team, as somebody does it with our documents alone: the chart with the values of its
// README, two pods on PostgreSQL, nginx with deploy/nginx.conf in front, a provider, and two people in Chromium.
// There is no cluster here: the rendered manifests' containers are run by hand. script/image runs this, with the image
// that it has made.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { chromium } from '@playwright/test';

import { render } from '../../deploy/helm-test/helm.mjs';
import { startIdp } from '../../dev/idp/server.mjs';
import { CHROOT, unpackImage } from '../../dev/support/image.mjs';
import { freePort } from '../../dev/support/ports.mjs';
import { startPostgres } from '../../dev/support/postgres.mjs';
import { InitFailed, startPod } from './pod.mjs';

const HOST_NAME = 'nmp.example.com';
const ORIGIN = `https://${HOST_NAME}`;
const NGINX = existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx';
const CONFIGURATION = fileURLToPath(new URL('../../deploy/nginx.conf', import.meta.url));

describe('from nothing to a signed-in team', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nmp-deployment-'));
  /** @type {(() => unknown)[]} */
  const started = [];
  /** @type {import('./pod.mjs').Cluster} */
  let cluster;
  /** @type {Awaited<ReturnType<typeof startIdp>>} */
  let idp;
  /** @type {Awaited<ReturnType<typeof startPostgres>>} */
  let database;
  /** @type {Awaited<ReturnType<typeof startPod>>[]} */
  let pods = [];
  /** @type {import('@playwright/test').Browser} */
  let browser;
  let port = 0;

  before(async () => {
    // Processes of other users read in it.
    chmodSync(folder, 0o755);
    port = await freePort();
    idp = await startIdp({ studioOrigins: [ORIGIN], autoConsent: true });
    started.push(() => idp.close());
    const password = 'not-a-secret';
    const postgres = { folder: join(folder, 'postgres'), database: 'nmp', user: 'nmp', password };
    database = await startPostgres(postgres);
    started.push(database.stop);
    mkdirSync(join(folder, 'image'));
    cluster = {
      folder,
      image: unpackImage(join(folder, 'image')),
      manifests: manifests(),
      secrets: { 'nmp-database': { DATABASE_URL: database.url } },
    };
  });

  after(async () => {
    for (const stop of started.toReversed()) await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** @param {string[]} settings */
  function manifests(...settings) {
    const oidc = 'platformConfig.auth.oidc';
    return render(
      'postgres',
      'replicaCount=2',
      `host=${HOST_NAME}`,
      `${oidc}.issuer=${idp.issuer}`,
      `${oidc}.client_id=${idp.clientId}`,
      `${oidc}.audience=${idp.audience}`,
      ...settings,
    );
  }

  test('wrong settings stop at the init container', async () => {
    const issuer = `${idp.issuer}/.well-known/openid-configuration`;
    const wrong = { ...cluster, manifests: manifests(`platformConfig.auth.oidc.issuer=${issuer}`) };
    await assert.rejects(startPod(wrong, 'wrong'), (error) => {
      if (!(error instanceof InitFailed)) throw error;
      assert.match(error.message, /auth\.oidc\.issuer/);
      return true;
    });
  });

  test('two pods get ready on one database', async () => {
    pods = await Promise.all(['pod-1', 'pod-2'].map((name) => startPod(cluster, name)));
    started.push(...pods.map((pod) => pod.stop));
    assert.match(database.sql('SELECT version()'), /PostgreSQL/);
  });

  test('helm test finds them healthy, with sign-in', () => {
    const { entrypoint, environment, root, user } = cluster.image;
    const pod = cluster.manifests.find(({ kind }) => kind === 'Pod');
    const [health] = pod?.spec.containers ?? [];
    for (const { port } of pods) {
      const args = health.args.map((/** @type {string} */ arg) =>
        arg.replace(/^http:.*/, `http://127.0.0.1:${port}`),
      );
      execFileSync(CHROOT, [`--userspec=${user}`, root, ...entrypoint, ...args], {
        env: environment,
      });
    }
  });

  test('nginx serves Studio, and forwards the API to both', async () => {
    const { entrypoint, environment, root } = cluster.image;
    const copied = join(root, 'tmp', 'studio');
    mkdirSync(join(root, 'tmp'));
    execFileSync(CHROOT, [root, ...entrypoint, 'copy-studio', '/tmp/studio'], { env: environment });
    const [key, certificate] = ['nmp.example.com.key', 'nmp.example.com.pem'].map((name) =>
      join(folder, name),
    );
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
        ...['-keyout', key, '-out', certificate, '-days', '2', '-subj', `/CN=${HOST_NAME}`],
        ...['-addext', `subjectAltName=DNS:${HOST_NAME}`],
      ],
      { stdio: 'ignore' },
    );
    mkdirSync(join(folder, 'www'));
    execFileSync('cp', ['-r', copied, join(folder, 'www', 'studio')]);
    execFileSync('chmod', ['-R', 'a+rX', join(folder, 'www')]);
    const servers = pods.map((pod) => `server 127.0.0.1:${pod.port};`).join('\n  ');
    const ours = readFileSync(CONFIGURATION, 'utf8')
      .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
      .replace('server 127.0.0.1:8080;', servers)
      .replaceAll('/etc/nginx/nmp.example.com', join(folder, 'nmp.example.com'))
      .replaceAll('https://idp.example.com', idp.issuer)
      .replaceAll('/srv/www', join(folder, 'www'));
    const file = join(folder, 'nginx.conf');
    const types = '/etc/nginx/mime.types';
    writeFileSync(
      file,
      `events {}\npid ${folder}/nginx.pid;\nhttp {\n  include ${types};\n  access_log off;\n${ours}\n}\n`,
    );
    const { status, stderr } = spawnSync(NGINX, ['-t', '-e', 'stderr', '-c', file], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    const nginx = spawn(NGINX, ['-g', 'daemon off;', '-e', 'stderr', '-c', file], {
      stdio: 'ignore',
    });
    started.push(async () => {
      nginx.kill();
      if (nginx.exitCode === null) await once(nginx, 'exit');
    });
  });

  test('the admin signs in, makes a workspace, and adds a colleague, who gets in', async () => {
    browser = await chromium.launch({
      executablePath: program(['chromium', 'chromium-browser', 'google-chrome-stable']),
      args: [
        ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
        ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
        `--host-resolver-rules=MAP ${HOST_NAME} 127.0.0.1:${port}`,
      ],
    });
    started.push(() => browser.close());
    const admin = await signedIn('admin@example.com');
    await admin.getByRole('button', { name: 'Create workspace' }).first().click();
    const creating = admin.getByRole('dialog');
    await creating.getByLabel('Name').fill('ml-team');
    await creating.getByRole('button', { name: 'Create' }).click();
    await admin.getByRole('button', { name: 'Add members' }).first().click();
    const adding = admin.getByRole('dialog');
    await adding.getByLabel('People, groups and services').fill('bob@example.com');
    await adding.getByRole('radio', { name: /^Editor/ }).check();
    await adding.getByRole('button', { name: 'Add 1 member' }).click();
    await adding.getByText('Everyone is in.').waitFor();

    const bob = await signedIn('bob@example.com');
    await bob.getByRole('link', { name: 'ml-team' }).first().click();
    await bob.getByRole('rowheader', { name: 'bob@example.com' }).waitFor();
  });

  test('all of it is in PostgreSQL, and outlives the pods', async () => {
    await Promise.all(pods.map((pod) => pod.stop()));
    const again = await startPod(cluster, 'pod-3');
    started.push(again.stop);
    const token = await idp.accessToken('bob@example.com');
    const answer = await fetch(
      `http://127.0.0.1:${again.port}/apis/entities/v2/workspaces/ml-team`,
      {
        headers: { authorization: `Bearer ${token}` },
      },
    );
    assert.equal(answer.status, 200);
  });

  /** @param {string} email */
  async function signedIn(email) {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    await page.goto(`${ORIGIN}/`);
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: /^Account: / }).waitFor();
    await page.goto(`${ORIGIN}/studio/workspaces`);
    return page;
  }
});

/** @param {string[]} names */
function program(names) {
  for (const name of names) {
    const { status, stdout } = spawnSync('which', [name], { encoding: 'utf8' });
    if (status === 0) return stdout.trim();
  }
  throw new Error(`There is no ${names.join(', ')}. Run script/bootstrap.`);
}
