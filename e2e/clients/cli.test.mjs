// NVIDIA's command line and Python SDK get the same from the embedded platform as from the release
// that they belong to, but where a difference is named.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { RELEASES } from '../../dev/nemo-platform/releases.mjs';
import { unsignedToken } from '../../dev/support/api.mjs';
import { ENDING, MEMBERS, SIGNING_IN, WORKSPACES } from './commands.mjs';
import { Nemo, start } from './nemo.mjs';
import { normalised } from './normalise.mjs';
import { onEach, startBoth } from './platforms.mjs';
import { CLIENTS, RELEASE } from './releases.mjs';

const SDK = fileURLToPath(new URL(CLIENTS[RELEASE].sdk, import.meta.url));

/**
 * The calls of the SDK that are refused, and how.
 * @type {[call: string, status: number][]}
 */
const SDK_FAILURES = [
  ['create again', 409],
  ['create with a bad name', 422],
  ['retrieve what is not there', 403],
  ['list in a wrong order', 422],
  ['as a viewer: update', 403],
  ['as a viewer: add', 403],
  ['members delete again', 404],
  ['the last Admin leaves', 409],
  ['the state of no deletion', 404],
  ['without a token', 401],
];

describe(`with unsigned tokens, ${RELEASES[RELEASE].title}`, () => {
  /** @type {Awaited<ReturnType<typeof startBoth>>} */
  let both;
  /** @type {Map<import('./platforms.mjs').Peer, Nemo>} */
  let lines;

  before(async () => {
    both = await startBoth(RELEASE, 'unsigned');
    lines = new Map(both.peers.map((peer) => [peer, new Nemo(peer)]));
  });
  after(async () => {
    lines?.forEach((line) => line.stop());
    await both?.stop();
  });

  commands('signing in', SIGNING_IN);
  commands('workspaces', WORKSPACES);
  commands('members', MEMBERS);

  test('the Python SDK, every call', async () => {
    const env = { BOB: unsignedToken('bob@example.com') };
    const [embedded, real] = await onEach(both.peers, async (peer) => {
      const { exit, stdout, stderr } = await start(peer, 'alice', 'python', [SDK], { env });
      assert.equal(exit, 0, stderr);
      return normalised(stdout, peer).trim().split('\n');
    });
    const answers = embedded.map((line) => JSON.parse(line));
    assert.ok(answers.length >= 30);
    const failed = answers.filter(({ error }) => error).map(({ call, status }) => [call, status]);
    const calls = new Set(answers.map(({ call }) => call));
    assert.deepEqual(
      failed,
      SDK_FAILURES.filter(([call]) => calls.has(call)),
    );
    for (const [i, line] of embedded.entries()) assert.equal(line, real[i]);
    assert.equal(embedded.length, real.length);
  });

  commands('ending', ENDING);

  /**
   * @param {string} group
   * @param {import('./commands.mjs').Command[]} list
   */
  function commands(group, list) {
    for (const { as = 'alice', run, fails, env = {}, says, differs, only } of list) {
      if (only && !only.includes(RELEASE)) continue;
      test(`nemo, ${group}: ${as}: ${run.join(' ')}`, async () => {
        const [embedded, real] = await onEach(both.peers, async (peer) => {
          const args = run.map((arg) => (arg === 'ORIGIN' ? peer.origin : arg));
          const line = lines.get(peer);
          assert.ok(line);
          const outcome = await line.run(as, args, settings(env));
          return {
            exit: outcome.exit,
            stdout: normalised(outcome.stdout, peer),
            stderr: normalised(outcome.stderr, peer),
          };
        });
        assert.match(embedded.stdout + embedded.stderr, says);
        assert.equal(embedded.exit, exitCode(fails), embedded.stderr);
        if (differs) assert.notDeepEqual(embedded, real, `no difference any more: ${differs}`);
        else assert.deepEqual(embedded, real);
      });
    }
  }
});

/** @param {import('./commands.mjs').Command['fails']} fails */
function exitCode(fails) {
  return fails === true ? CLIENTS[RELEASE].failure : Number(fails ?? 0);
}

/** @param {Record<string, string>} env */
function settings(env) {
  const named = Object.entries(env).map(([name, value]) => [
    CLIENTS[RELEASE].settings + name,
    value,
  ]);
  return Object.fromEntries(named);
}
