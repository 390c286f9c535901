// `nmp-platform check-idp` on providers that are nobody's imitation: what it says of each, and that the
// settings it prints are good.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { Browser, formIn } from '../../dev/idp/browser.test-helper.mjs';
import { startIdp } from '../../dev/idp/server.mjs';
import { startStrictIdp } from '../../dev/idp/strict.mjs';
import { platformBinary } from '../../dev/support/platform.mjs';
import { startCanaille } from './canaille/server.mjs';
import { startDjango } from './django/server.mjs';

const STUDIO = 'http://127.0.0.1:8080';

/**
 * @typedef {{ id: string, verdict: 'pass' | 'warning' | 'fault' | 'not_known', says: string }} Finding
 * @typedef {{ ok: boolean, findings: Finding[], settings: string }} Report
 */

/**
 * @param {{ issuer: string, clientId: string, audience: string }} idp
 * @param {{ args?: string[], origin?: string }} [options]
 * @param {(url: string, code: string) => Promise<void>} [confirm]
 */
async function check(idp, { args = [], origin = STUDIO } = {}, confirm) {
  const folder = mkdtempSync(join(tmpdir(), 'nmp-studio-check-idp-'));
  try {
    const file = join(folder, 'platform.yaml');
    const settings = { issuer: idp.issuer, client_id: idp.clientId, audience: idp.audience };
    writeFileSync(
      file,
      JSON.stringify({ auth: { enabled: true, oidc: { enabled: true, ...settings } } }),
    );
    const options = ['check-idp', '--json', '--config', file, '--studio-origin', origin, ...args];
    const { exit, stdout } = await run(folder, options, confirm);
    /** @type {Report} */
    const report = JSON.parse(stdout);
    assert.equal(exit, report.ok ? 0 : 1);
    assert.doesNotMatch(stdout, /eyJ/, 'no token is shown');
    // What is to be pasted is good.
    writeFileSync(file, report.settings);
    assert.equal((await run(folder, ['--check-config', '--config', file])).exit, 0);
    return report;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * @param {string} folder
 * @param {string[]} args
 * @param {(url: string, code: string) => Promise<void>} [confirm]
 */
async function run(folder, args, confirm) {
  const child = spawn(platformBinary(), ['--data-dir', folder, ...args], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let asked = false;
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
    const [, url, code] = /Open (\S+) and enter the code (\S+)\n/.exec(stderr) ?? [];
    if (asked || !url || !code) return;
    asked = true;
    // A failure shows in the command, which then waits in vain.
    confirm?.(url, code).catch((error) => console.error(error));
  });
  await once(child, 'close');
  return { exit: child.exitCode, stdout, stderr };
}

/**
 * What Alice does in a browser.
 * @param {string} url
 * @param {string} code
 */
async function asAlice(url, code) {
  const browser = new Browser();
  const enter = formIn(await browser.open(url), '/device');
  const shown = await browser.submit(enter, { user_code: code });
  const signIn = await browser.submit(formIn(shown, '/device'), { confirm: 'yes' });
  await browser.submit(formIn(signIn, 'sign-in'), { email: 'alice@example.com' });
}

/** @param {Report} report */
function others(report) {
  const others = report.findings.filter((finding) => finding.verdict !== 'pass');
  return Object.fromEntries(others.map(({ id, verdict }) => [id, verdict]));
}

describe('oidc-provider as in development', () => {
  /** @type {Awaited<ReturnType<typeof startIdp>>} */
  let idp;
  before(async () => {
    idp = await startIdp({ studioOrigins: [STUDIO], autoConsent: true });
  });
  after(() => idp?.close());

  test('it fits, with a sign-in', async () => {
    const report = await check(idp, { args: ['--sign-in'] }, asAlice);
    // She is in no group.
    assert.deepEqual(others(report), { token_groups: 'not_known' });
    const ids = report.findings.map((finding) => finding.id);
    for (const id of ['sign_in', 'token_accepted', 'token_email', 'refresh_works']) {
      assert.ok(ids.includes(id), `${id}: ${ids.join(' ')}`);
    }
  });

  test('another audience is a fault, and the settings have the right one', async () => {
    const report = await check({ ...idp, audience: 'other' }, { args: ['--sign-in'] }, asAlice);
    assert.equal(others(report).token_audience, 'fault');
    assert.match(report.settings, new RegExp(`audience: ${idp.audience}\n`));
  });

  test('an unknown client is a fault', async () => {
    const report = await check({ ...idp, clientId: 'nobody' });
    assert.equal(others(report).client, 'fault');
  });
});

test('oidc-provider by the book', async () => {
  const idp = await startStrictIdp({ studioOrigin: STUDIO, accessTokenTtl: 300 });
  try {
    const report = await check(idp);
    assert.equal(report.ok, true, JSON.stringify(others(report)));
    assert.deepEqual(others(report), { device_flow: 'warning' });
    const elsewhere = await check(idp, { origin: 'https://elsewhere.example.com' });
    // Anybody may read its documents, and only Studio its tokens.
    assert.equal(others(elsewhere).cors_token_endpoint, 'warning');
    assert.equal(others(elsewhere).cors_metadata, undefined);
  } finally {
    await idp.close();
  }
});

test('Canaille', async () => {
  const idp = await startCanaille({ studioOrigin: STUDIO, accessTokenTtl: 300 });
  try {
    const report = await check(idp);
    assert.equal(report.ok, true, JSON.stringify(report.findings));
    // It lists no offline_access, and gives refresh tokens all the same.
    assert.deepEqual(others(report), { scopes: 'warning', device_flow: 'warning' });
  } finally {
    await idp.close();
  }
});

test('Django OAuth Toolkit', async () => {
  const idp = await startDjango({ studioOrigin: STUDIO });
  try {
    const report = await check(idp);
    assert.equal(report.ok, true, JSON.stringify(report.findings));
    assert.deepEqual(others(report), {
      refresh: 'not_known',
      public_client: 'not_known',
      scopes: 'warning',
      revocation: 'warning',
      device_flow: 'warning',
      // It lists no groups, and has none.
      claims: 'not_known',
      // It shows good answers to a client's origins, and refusals to none.
      cors_token_endpoint: 'warning',
    });
    const stranger = await check({ ...idp, clientId: 'nobody' });
    assert.equal(others(stranger).client, 'fault');
  } finally {
    await idp.close();
  }
});
