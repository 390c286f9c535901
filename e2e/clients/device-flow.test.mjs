// Signing in with the device flow: `nemo auth login` shows a code, a person types it in a browser at
// the identity provider, and the command line goes on with what it got.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { RELEASES } from '../../dev/nemo-platform/releases.mjs';
import { confirmOnce } from './device.mjs';
import { start } from './nemo.mjs';
import { normalised } from './normalise.mjs';
import { onEach, startBoth } from './platforms.mjs';
import { CLIENTS, RELEASE } from './releases.mjs';

describe(`with an identity provider, ${RELEASES[RELEASE].title}`, () => {
  /** @type {Awaited<ReturnType<typeof startBoth>>} */
  let both;

  before(async () => {
    both = await startBoth(RELEASE, 'oidc');
  });
  after(() => both?.stop());

  /**
   * @param {string[]} args
   * @param {RegExp} says
   * @param {{ fails?: boolean, whileRunning?: () => (stdout: string) => void }} [options]
   */
  async function sameOnBoth(args, says, { fails = false, whileRunning } = {}) {
    const [embedded, real] = await onEach(both.peers, async (peer) => {
      const replaced = args.map((arg) => (arg === 'ORIGIN' ? peer.origin : arg));
      const outcome = await start(peer, 'alice', 'nemo', replaced, { onOutput: whileRunning?.() });
      const clean = (/** @type {string} */ text) =>
        withoutCode(normalised(text, peer).replaceAll(both.idp?.issuer ?? '', '<idp>'));
      return { ...outcome, stdout: clean(outcome.stdout), stderr: clean(outcome.stderr) };
    });
    assert.match(embedded.stdout + embedded.stderr, says);
    assert.equal(embedded.exit, fails ? CLIENTS[RELEASE].failure : 0, embedded.stderr);
    assert.deepEqual(embedded, real);
  }

  test('nemo auth login, with the code confirmed by Alice', async () => {
    await sameOnBoth(['auth', 'login', '--base-url', 'ORIGIN', '--no-browser'], /Enter code/, {
      whileRunning: () => confirmOnce('alice@example.com'),
    });
  });

  test('nemo auth status knows who it is, and that it can be refreshed', async () => {
    await sameOnBoth(['auth', 'status'], /alice@example\.com/);
  });

  test('nemo auth refresh', async () => {
    await sameOnBoth(['auth', 'refresh'], /./);
  });

  test('what it got opens the API', async () => {
    await sameOnBoth(['workspaces', 'create', 'by-device', '-f', 'json'], /"by-device"/);
    await sameOnBoth(
      ['workspaces', 'members', 'list', '--workspace', 'by-device'],
      /alice@example/,
    );
  });

  test('nemo auth logout', async () => {
    await sameOnBoth(['auth', 'logout'], /./);
    await sameOnBoth(['workspaces', 'list'], /Unauthorized/, { fails: true });
  });
});

/** @param {string} text */
function withoutCode(text) {
  return text.replace(/[A-Z]{4}-[A-Z]{4}/g, '<code>');
}
