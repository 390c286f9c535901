// Options that can't be are refused before anything is installed or built.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('../../dev/server.mjs', import.meta.url));

/** @param {string[]} options */
function check(...options) {
  return spawnSync(process.execPath, [SERVER, '--check', ...options], { encoding: 'utf8' });
}

test('script/server takes its options', () => {
  for (const options of [
    [],
    ['--watch'],
    ['--auth', 'off', '--port', '1', '--idp-port', '65535', '--data', '/tmp/x'],
    ['--auth=unsigned'],
  ]) {
    const { status, stderr } = check(...options);
    assert.equal(status, 0, stderr);
  }
});

test('script/server refuses others, and says why', () => {
  /** @type {[string[], RegExp][]} */
  const refused = [
    [['--port', '0'], /--port takes a port number, not '0'/],
    [['--port', '65536'], /--port takes a port number/],
    [['--port', '1e3'], /--port takes a port number/],
    [['--port', ''], /--port takes a port number/],
    [['--port', '65535'], /--idp-port takes a port number, not '65536'/],
    [['--idp-port', 'x'], /--idp-port takes a port number, not 'x'/],
    [['--auth', 'none'], /--auth takes oidc, unsigned or off, not 'none'/],
    [['--auth'], /--auth/],
    [['--port', '--watch'], /--port/],
    [['--colour'], /--colour/],
    [['more'], /more/],
  ];
  for (const [options, reason] of refused) {
    const { status, stderr } = check(...options);
    assert.equal(status, 1, options.join(' '));
    assert.match(stderr, /^\nError: /);
    assert.match(stderr, reason);
  }
});
