// What a program is made of: what is compiled into it, and nothing else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bom } from '../sbom.mjs';

const LOCK = `
[[package]]
name = "a"
version = "1.0.0"
source = "registry"
checksum = "aa"

[[package]]
name = "main"
version = "0.1.0"
`;

/**
 * @param {string} name
 * @param {string | null} source
 */
function crate(name, source) {
  return { id: name, name, version: source ? '1.0.0' : '0.1.0', license: 'MIT/Apache-2.0', source };
}

/**
 * @param {string} pkg
 * @param {string | null} kind
 */
function needs(pkg, kind) {
  return { pkg, dep_kinds: [{ kind }] };
}

const METADATA = {
  packages: [
    ...[crate('main', null), crate('b', 'registry'), crate('a', 'registry')],
    ...[crate('maker', 'registry'), crate('tester', 'registry'), crate('other', null)],
  ],
  resolve: {
    nodes: [
      {
        id: 'main',
        deps: [needs('a', null), needs('maker', 'build'), needs('tester', 'dev')],
      },
      { id: 'a', deps: [needs('b', null)] },
      { id: 'b', deps: [needs('a', null)] },
      { id: 'other', deps: [needs('tester', null)] },
    ],
  },
};

test('what is compiled in is listed, by name, with its hash', () => {
  const { metadata, components } = bom(METADATA, LOCK, 'main');
  assert.equal(metadata.component?.purl, 'pkg:cargo/main@0.1.0');
  assert.equal(metadata.component?.hashes, undefined);
  assert.deepEqual(
    components.map(({ name }) => name),
    ['a', 'b'],
  );
  assert.deepEqual(components[0]?.hashes, [{ alg: 'SHA-256', content: 'aa' }]);
  assert.deepEqual(components[0]?.licenses, [{ expression: 'MIT OR Apache-2.0' }]);
});

test('a package that is not there is an error', () => {
  assert.throws(() => bom(METADATA, LOCK, 'nothing'), /nothing/);
});
