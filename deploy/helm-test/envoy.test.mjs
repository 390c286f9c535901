// The example for Envoy removes every identity header of its clients before it adds its own. Envoy
// itself is not run here.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';

const config = parse(readFileSync(new URL('../envoy.yaml', import.meta.url), 'utf8'));
const [{ typed_config: manager }] = config.static_resources.listeners[0].filter_chains[0].filters;

/** The names of both families, without their beginnings. */
const NAMES = [
  ...['principal-id', 'principal-email', 'principal-groups', 'scopes', 'authorized'],
  ...['principal-on-behalf-of', 'principal-on-behalf-of-email', 'principal-on-behalf-of-groups'],
  ...['actor-account-id', 'actor-aliases', 'subject-account-id', 'subject-aliases'],
  'gateway-secret',
];

test('identity headers of clients are removed first', () => {
  const [{ typed_config: early }] = manager.early_header_mutation_extensions;
  const removed = early.mutations.map((/** @type {any} */ { remove }) => remove);
  const expected = NAMES.flatMap((name) => [`x-nmp-${name}`, `x-nhx-${name}`]);
  assert.deepEqual(removed.toSorted(), expected.toSorted());
  assert.equal(
    manager.common_http_protocol_options.headers_with_underscores_action,
    'REJECT_REQUEST',
  );
});

test('what it adds is removed before', () => {
  const [{ typed_config: jwt }] = manager.http_filters;
  const added = jwt.providers.idp.claim_to_headers.map(
    (/** @type {any} */ { header_name }) => header_name,
  );
  const [
    {
      request_headers_to_add: [{ header, append_action }],
    },
  ] = manager.route_config.virtual_hosts;
  for (const name of [...added, header.key]) assert.ok(NAMES.includes(name.slice(6)), name);
  assert.equal(append_action, 'OVERWRITE_IF_EXISTS_OR_ADD');
  assert.equal(jwt.providers.idp.forward, false);
});

test('/metrics is not routed', () => {
  const [{ routes }] = manager.route_config.virtual_hosts;
  const prefixes = routes.map((/** @type {any} */ { match }) => match.prefix);
  assert.deepEqual(prefixes, ['/studio', '/apis/', '/health/']);
});
