// Envoy with deploy/envoy.yaml in front of the embedded platform: only who has a token is somebody, whatever headers
// come along; and the platform believes nobody else.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';

import { unsignedToken } from '../../dev/support/api.mjs';
import { PREFIXES, SECRET, start } from './surroundings.mjs';

const WHO = '/apis/auth/authenticate';
const DISCOVERY = '/apis/auth/discovery';
/** Paths that need no token. */
const OPEN = ['/health/ready', '/studio/', DISCOVERY];

const FAMILIES = Object.values(PREFIXES);
/** All names of both families, and one that doesn't exist yet. */
const NAMES = [
  ...['principal-id', 'principal-email', 'principal-groups', 'scopes', 'authorized'],
  ...['principal-on-behalf-of', 'principal-on-behalf-of-email', 'principal-on-behalf-of-groups'],
  ...['actor-account-id', 'actor-aliases', 'subject-account-id', 'subject-aliases'],
  ...['gateway-secret', 'internal', 'something-new'],
];
const ADMIN = 'admin@example.com';

for (const dialect of /** @type {const} */ (['nmp', 'helix'])) {
  describe(`Envoy, in the dialect ${dialect}`, () => {
    const own = PREFIXES[dialect];
    const folder = mkdtempSync(join(tmpdir(), 'nmp-envoy-'));
    /** @type {Awaited<ReturnType<typeof start>>} */
    let all;

    before(async () => {
      all = await start(folder, dialect);
    });
    beforeEach(() => {
      all.tap.taken();
    });
    after(async () => {
      await all?.stop();
      rmSync(folder, { recursive: true });
    });

    /** @param {string} token */
    const bearer = (token) => ({ authorization: `Bearer ${token}` });

    /** The identity headers of the one request that has come through. */
    const identity = () => {
      const requests = all.tap.taken();
      assert.equal(requests.length, 1);
      const [headers = []] = requests;
      assert.ok(!headers.some(([name]) => name === 'authorization'));
      return headers
        .filter(([name]) => /n(mp|hx)/.test(name))
        .toSorted(([a], [b]) => a.localeCompare(b));
    };

    /** What Envoy says of Alice. */
    const alice = [
      [`${own}gateway-secret`, SECRET],
      [`${own}principal-email`, 'alice@example.com'],
      [`${own}principal-id`, 'user-alice'],
      [`${own}scopes`, 'openid platform:read'],
    ];
    const aliceToken = () =>
      all.idp.accessToken('alice@example.com', { scope: 'openid platform:read' });

    /** @param {{ status: number, text: string }} answer */
    const assertIsAlice = ({ status, text }) => {
      assert.equal(status, 200, text);
      /** @type {{ principal: string, email: string, groups: string[], scopes: string[] }} */
      const { principal, email, groups, scopes } = JSON.parse(text);
      assert.deepEqual(
        { principal, email, groups, scopes: scopes.toSorted() },
        {
          principal: 'user-alice',
          email: 'alice@example.com',
          groups: [],
          scopes: ['openid', 'platform:read'],
        },
      );
    };

    test('who has a token is that person', async () => {
      assertIsAlice(await all.throughEnvoy(WHO, bearer(await aliceToken())));
      assert.deepEqual(identity(), alice);
    });

    test('no identity header of a client gets through', async () => {
      const token = await aliceToken();
      for (const prefix of FAMILIES) {
        for (const name of NAMES) {
          const stolen = { [prefix + name]: ADMIN };
          assertIsAlice(await all.throughEnvoy(WHO, { ...stolen, ...bearer(token) }));
          assert.deepEqual(identity(), alice, prefix + name);
        }
      }
      const every = FAMILIES.flatMap((prefix) => NAMES.map((name) => prefix + name));
      const stolen = Object.fromEntries(every.map((name) => [name.toUpperCase(), [ADMIN, ADMIN]]));
      assertIsAlice(await all.throughEnvoy(WHO, { ...stolen, ...bearer(token) }));
      assert.deepEqual(identity(), alice);
      for (const path of OPEN) {
        assert.equal((await all.throughEnvoy(path, stolen)).status, 200, path);
        assert.deepEqual(identity(), [[`${own}gateway-secret`, SECRET]], path);
      }
    });

    test('nor one with underscores', async () => {
      const token = await aliceToken();
      for (const name of ['X_NMP_Principal_Id', 'x-nhx_principal-id', 'X_NHX-Gateway-Secret']) {
        const { status } = await all.throughEnvoy(WHO, { [name]: ADMIN, ...bearer(token) });
        assert.equal(status, 400, name);
      }
      assert.deepEqual(all.tap.taken(), []);
    });

    test("the proof of a client isn't believed", async () => {
      const stolen = { [`${own}gateway-secret`]: SECRET, [`${own}principal-id`]: 'user-admin' };
      assert.equal((await all.throughEnvoy(WHO, stolen)).status, 401);
      assert.deepEqual(all.tap.taken(), []);
      assertIsAlice(await all.throughEnvoy(WHO, { ...stolen, ...bearer(await aliceToken()) }));
      assert.deepEqual(identity(), alice);
    });

    test('without a valid token nobody gets in', async () => {
      const email = 'alice@example.com';
      const good = await aliceToken();
      const refused = {
        none: {},
        'of another scheme': { authorization: `Basic ${good}` },
        expired: bearer(await all.idp.accessToken(email, { expiresIn: -120 })),
        'for others': bearer(await all.idp.accessToken(email, { claims: { aud: 'other' } })),
        'of another issuer': bearer(
          await all.idp.accessToken(email, { claims: { iss: 'https://other.example.com' } }),
        ),
        unsigned: bearer(unsignedToken(email)),
        changed: bearer(good.slice(0, -4)),
        "a service's": bearer('service:jobs'),
      };
      for (const [what, headers] of Object.entries(refused)) {
        assert.ok([401, 403].includes((await all.throughEnvoy(WHO, headers)).status), what);
      }
      // An address is logged.
      assert.equal((await all.throughEnvoy(`${WHO}?access_token=${good}`)).status, 401);
      assert.deepEqual(all.tap.taken(), []);
    });

    test('no token makes somebody a service', async () => {
      for (const sub of [
        ...['service:jobs', ' service:jobs', '\tservice:jobs', 'Service:jobs', 'service:\u2028'],
        'service-account:x',
      ]) {
        const token = await all.idp.accessToken('alice@example.com', { claims: { sub } });
        const { status } = await all.throughEnvoy(WHO, bearer(token));
        assert.equal(status, 403, JSON.stringify(sub));
      }
      assert.deepEqual(all.tap.taken(), []);
    });

    // Envoy itself answers 503.
    test('what a token says stays in its header', async () => {
      for (const sub of [`x\r\n${own}principal-email: ${ADMIN}`, 'x\ny', 'x\0']) {
        const token = await all.idp.accessToken('alice@example.com', { claims: { sub } });
        const { status } = await all.throughEnvoy(WHO, bearer(token));
        assert.ok(status >= 400, JSON.stringify(sub));
      }
      assert.deepEqual(all.tap.taken(), []);
    });

    test('who comes without Envoy needs its proof, or a token', async () => {
      const stolen = {
        [`${own}principal-id`]: 'user-admin',
        [`${own}principal-email`]: ADMIN,
        [`${own}scopes`]: 'platform:read platform:write',
      };
      const [other = ''] = FAMILIES.filter((prefix) => prefix !== own);
      for (const proof of [
        {},
        { [`${own}gateway-secret`]: '' },
        { [`${own}gateway-secret`]: SECRET.toUpperCase() },
        { [`${own}gateway-secret`]: [SECRET, SECRET] },
        { [`${other}gateway-secret`]: SECRET },
      ]) {
        const { status } = await all.straight(WHO, { ...stolen, ...proof });
        assert.equal(status, 401, JSON.stringify(Object.keys(proof)));
      }
      assertIsAlice(await all.straight(WHO, { ...stolen, ...bearer(await aliceToken()) }));
      // It is the proof alone that was missing.
      const proven = await all.straight(WHO, { ...stolen, [`${own}gateway-secret`]: SECRET });
      assert.equal(proven.status, 200, proven.text);
      assert.equal(JSON.parse(proven.text).email, ADMIN);
    });

    test('what is internal stays inside', async () => {
      for (const path of ['/metrics', '/', '/internal/x', '/apis', '/apisx', '/apis/../metrics']) {
        assert.equal((await all.throughEnvoy(path)).status, 404, path);
      }
      assert.equal((await all.throughEnvoy('/studio/..%2fmetrics')).status, 400);
      assert.equal((await all.throughEnvoy(OPEN[0], { host: 'other.example.com' })).status, 404);
      // These need no token, and must lead nowhere else.
      for (const path of [`${DISCOVERY}/../authenticate`, `/studio/%2e%2e${WHO}`]) {
        assert.equal((await all.throughEnvoy(path)).status, 401, path);
      }
      assert.deepEqual(all.tap.taken(), []);
    });
  });
}
