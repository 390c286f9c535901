// The server accepts the settings file and the environment that the chart gives it, without a warning but
// for trials: what a pod's init container does, without a cluster.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { platformBinary, withoutSettings } from '../../dev/support/platform.mjs';
import { cases, one, render } from './helm.mjs';

const folder = mkdtempSync(join(tmpdir(), 'nmp-settings-'));
after(() => rmSync(folder, { recursive: true }));

/** What Secrets would hold, by variable. */
const SECRETS = /** @type {Record<string, string>} */ ({
  DATABASE_URL: 'postgres://nmp:hunter2@localhost/nmp?sslmode=verify-full',
  DATABASE_PASSWORD: 'hunter2',
  HTTPS_PROXY: 'http://proxy.example.com',
});

/**
 * Runs the server's check as the pod would.
 * @param {string} name  of a file in cases/
 */
function check(name) {
  const manifests = render(name);
  const [container] = one(manifests, 'Deployment').spec.template.spec.containers;
  const place = join(folder, name);
  mkdirSync(join(place, 'gateway'), { recursive: true });
  mkdirSync(join(place, 'studio'), { recursive: true });
  writeFileSync(join(place, 'studio/index.html'), '');
  writeFileSync(join(place, 'gateway/secret'), 'x'.repeat(32));
  const file = one(manifests, 'ConfigMap').data['platform.yaml'];
  const studio = '/usr/local/share/nmp-platform/studio';
  writeFileSync(join(place, 'platform.yaml'), file.replace(studio, join(place, 'studio')));
  const pairs = container.env.map((/** @type {any} */ { name, value }) => [
    name,
    (value ?? SECRETS[name] ?? '').replace('/etc/nmp-platform', place),
  ]);
  // A certificate is not made here.
  const settings = pairs.filter((/** @type {string[]} */ [name = '']) => !name.includes('_TLS__'));
  const { status, stdout, stderr } = spawnSync(platformBinary(), ['--check-config', '--offline'], {
    encoding: 'utf8',
    env: { ...withoutSettings(process.env), ...Object.fromEntries(settings) },
    timeout: 20_000,
  });
  return { status, text: stdout + stderr };
}

/** Warnings that a case is about. */
const EXPECTED = /** @type {Record<string, RegExp>} */ ({
  'auth-off': /^warning: auth\.enabled is false/,
  unsigned: /^warning: auth\.(allow_unsigned_jwt is on|admin_email is not set)/,
});

test('every set of values makes settings that the server accepts', () => {
  const ours = cases().filter(({ name }) => !name.startsWith('studio'));
  assert.ok(ours.length >= 12);
  for (const { name } of ours) {
    const { status, text } = check(name);
    assert.equal(status, 0, `${name}: ${text}`);
    const warnings = text.split('\n').filter((line) => line.startsWith('warning:'));
    const others = warnings.filter((line) => !EXPECTED[name]?.test(line));
    assert.deepEqual(others, [], name);
    assert.equal(warnings.length > 0, name in EXPECTED, name);
    assert.ok(!text.includes('hunter2'), name);
  }
});

test("what NeMo Platform's own values have without effect is said", () => {
  const { text } = check('nemo-platform-values');
  assert.match(text, /^note: these settings of NeMo Platform have no effect here: .*jobs/m);
});

test('PostgreSQL is where the values say', () => {
  assert.match(check('postgres-parts').text, /^data: PostgreSQL, nmp on db\.example\.com:5432/m);
});
