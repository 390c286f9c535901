// NVIDIA's command line and Python SDK get the same from the embedded platform as from NeMo
// Platform.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { unsignedToken } from '../support/api.mjs';
import { ENDING, MEMBERS, SIGNING_IN, WORKSPACES } from './commands.mjs';
import { Nemo, start } from './nemo.mjs';
import { normalised } from './normalise.mjs';
import { onEach, startBoth } from './platforms.mjs';

const SDK = fileURLToPath(new URL('sdk.py', import.meta.url));

/** The calls of sdk.py that are refused, and how. */
const SDK_FAILURES = [
  ['create again', 409],
  ['create with a bad name', 422],
  ['retrieve what is not there', 403],
  ['list in a wrong order', 422],
  ['as a viewer: update', 403],
  ['as a viewer: add', 403],
  ['members delete again', 404],
  ['the last Admin leaves', 409],
  ['without a token', 401],
];

describe('with unsigned tokens', () => {
  /** @type {Awaited<ReturnType<typeof startBoth>>} */
  let both;
  /** @type {Map<object, Nemo>} */
  let lines;

  before(async () => {
    both = await startBoth('unsigned');
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
    assert.ok(answers.length > 30);
    const failed = answers.filter(({ error }) => error).map(({ call, status }) => [call, status]);
    assert.deepEqual(failed, SDK_FAILURES);
    for (const [i, line] of embedded.entries()) assert.equal(line, real[i]);
    assert.equal(embedded.length, real.length);
  });

  commands('ending', ENDING);

  function commands(group, list) {
    for (const { as = 'alice', run, exit = 0, env, says, differs } of list) {
      test(`nemo, ${group}: ${as}: ${run.join(' ')}`, async () => {
        const [embedded, real] = await onEach(both.peers, async (peer) => {
          const args = run.map((arg) => (arg === 'ORIGIN' ? peer.origin : arg));
          const outcome = await lines.get(peer).run(as, args, env);
          return {
            exit: outcome.exit,
            stdout: normalised(outcome.stdout, peer),
            stderr: normalised(outcome.stderr, peer),
          };
        });
        assert.match(embedded.stdout + embedded.stderr, says);
        assert.equal(embedded.exit, exit, embedded.stderr);
        if (differs) assert.notDeepEqual(embedded, real, `no difference any more: ${differs}`);
        else assert.deepEqual(embedded, real);
      });
    }
  }
});
