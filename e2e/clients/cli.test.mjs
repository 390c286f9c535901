// NVIDIA's command line and Python SDK get the same from the embedded platform as from the release
// that they belong to, but where a difference is named; and our command line gets the same as theirs.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { installedPrograms } from '../../dev/nemo-platform/installed.mjs';
import { RELEASES } from '../../dev/nemo-platform/releases.mjs';
import { unsignedToken } from '../../dev/support/api.mjs';
import { ENDING, MEMBERS, SIGNING_IN, WORKSPACES } from './commands.mjs';
import { Nemo, start } from './nemo.mjs';
import { factsOf, MISSING, nmp, OTHERWISE } from './nmp.mjs';
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
  /**
   * What each command of theirs came to, in order, on each platform.
   * @type {Map<import('./commands.mjs').Command, import('./nemo.mjs').Outcome[]>}
   */
  const theirs = new Map();

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

  test('both platforms as after their first start', () => both.clean());
  ours('signing in', SIGNING_IN);
  ours('workspaces', WORKSPACES);
  ours('members', MEMBERS);
  ours('ending', ENDING);

  /**
   * @param {string} group
   * @param {import('./commands.mjs').Command[]} list
   */
  function commands(group, list) {
    for (const command of list) {
      const { as = 'alice', run, fails, env = {}, says, differs, only } = command;
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
        theirs.set(command, [embedded, real]);
        assert.match(embedded.stdout + embedded.stderr, says);
        assert.equal(embedded.exit, exitCode(fails), embedded.stderr);
        if (differs) assert.notDeepEqual(embedded, real, `no difference any more: ${differs}`);
        else assert.deepEqual(embedded, real);
      });
    }
  }

  /**
   * The same commands by ours: what they came to is what theirs did.
   * @param {string} group
   * @param {import('./commands.mjs').Command[]} list
   */
  function ours(group, list) {
    for (const command of list) {
      const { as = 'alice', run, env = {}, only } = command;
      const words = run.join(' ');
      if (only && !only.includes(RELEASE)) continue;
      if (MISSING.some((missing) => missing.run.test(words))) continue;
      test(`nmp, ${group}: ${as}: ${words}`, async () => {
        const expected = theirs.get(command);
        assert.ok(expected, 'theirs was not run');
        const names = Object.entries(env).map(([name, value]) => [`NMP_${name}`, value]);
        const outcomes = await onEach(both.peers, async (peer) => {
          const args = run.map((arg) => (arg === 'ORIGIN' ? peer.origin : arg));
          const own = { ...peer, home: `${peer.home}-nmp` };
          const outcome = await nmp(own, as, args, { env: Object.fromEntries(names) });
          return {
            exit: outcome.exit,
            stdout: normalised(outcome.stdout, own),
            stderr: normalised(outcome.stderr, own),
          };
        });
        for (const [i, peer] of both.peers.entries()) {
          const reading = { ...CLIENTS[RELEASE], readYaml };
          const found = factsOf(run, outcomes[i], 'ours', reading);
          const wanted = factsOf(run, expected[i], 'theirs', reading);
          const said = `${peer.name}: ${outcomes[i].stderr}`;
          const other = OTHERWISE.find(
            (one) => one.run.test(words) && one.ends === found.ends && (!one.env || one.env in env),
          );
          if (!other) {
            assert.deepEqual(found, wanted, said);
          } else {
            assert.match(outcomes[i].stderr, /^hint: /m, said);
            assert.deepEqual(found.rows, wanted.rows, said);
          }
        }
      });
    }
  }
});

/**
 * Another reader of YAML than either has: JSON, with the keys in their order.
 * @param {string} text
 */
function readYaml(text) {
  const program = 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)';
  const python = join(installedPrograms(RELEASE), 'python');
  return execFileSync(python, ['-I', '-c', program], { input: text, encoding: 'utf8' });
}

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
