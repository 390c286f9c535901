// What `script/test --changed` runs: too little, and a defect gets through; too much, and time is lost.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { STEPS, touched } from '../changed.mjs';

const PACKAGES = [
  { name: 'studio', folder: '', needs: ['nmp-types', 'rules'] },
  { name: 'nmp-types', folder: 'crates/nmp-types', needs: [] },
  { name: 'rules', folder: 'crates/rules', needs: ['nmp-types'] },
  { name: 'platform', folder: 'crates/platform', needs: ['nmp-types'] },
  { name: 'nmp-cli', folder: 'crates/nmp-cli', needs: ['platform'] },
];

/** @param {string[]} paths */
function of(...paths) {
  return touched(paths, { packages: PACKAGES });
}

/** @type {{ e2e: 'all', real: 'all' }} */
const ALL = { e2e: 'all', real: 'all' };

/** @typedef {[what: string, paths: string[], expected: ReturnType<typeof touched>]} Case */

/**
 * Paths that can touch everything.
 * @param {string} what
 * @param {string[]} paths
 * @returns {Case}
 */
function all(what, paths) {
  return [what, paths, { steps: STEPS, unit: 'all', ...ALL }];
}

/** @type {Case[]} */
const CASES = [
  ['nothing', [], { steps: [], unit: [], e2e: [], real: [] }],
  [
    'what nothing reads',
    ['SECURITY.md', 'docs/pictures/x.png'],
    { steps: ['lint'], unit: [], e2e: [], real: [] },
  ],
  ['documents', ['docs/access.md'], { steps: ['lint', 'unit'], unit: [], e2e: [], real: [] }],
  [
    'documents with what the platform does',
    ['README.md', 'docs/configuration.md'],
    { steps: ['lint', 'unit'], unit: ['platform'], e2e: [], real: [] },
  ],
  [
    'the document with a table of its own test',
    ['docs/oidc.md'],
    { steps: ['lint', 'unit', 'e2e'], unit: [], e2e: ['tests/oidc/coverage'], real: [] },
  ],
  [
    'a spec',
    ['e2e/tests/members/list.spec.ts', 'e2e/tests/idp.spec.ts'],
    {
      steps: ['lint', 'e2e', 'real'],
      unit: [],
      e2e: ['tests/idp.spec.ts', 'tests/members/list.spec.ts'],
      real: ['tests/idp.spec.ts', 'tests/members/list.spec.ts'],
    },
  ],
  [
    'a spec, and what all of them use',
    ['e2e/tests/idp.spec.ts', 'e2e/fixtures/test.ts'],
    { steps: ['lint', 'e2e', 'real'], unit: [], ...ALL },
  ],
  [
    'the rogue provider',
    ['e2e/rogue-idp/faults/keys.mjs', 'e2e/tests/oidc/checks.ts'],
    { steps: ['lint', 'e2e'], unit: [], e2e: ['tests/oidc/'], real: [] },
  ],
  [
    'what installs and starts the real platforms',
    ['dev/nemo-platform/releases.mjs'],
    { steps: ['lint', 'e2e', 'real'], unit: [], e2e: ['tests/clients/'], real: 'all' },
  ],
  [
    "NVIDIA's command line and SDK",
    ['e2e/clients/commands.mjs'],
    { steps: ['lint', 'real'], unit: [], e2e: [], real: 'all' },
  ],
  [
    'Studio',
    ['src/session/storage.rs'],
    { steps: ['lint', 'unit', 'size', 'e2e', 'real'], unit: ['studio'], ...ALL },
  ],
  ['its style', ['style/base.css'], { steps: ['lint', 'size', 'e2e', 'real'], unit: [], ...ALL }],
  [
    'a crate that Studio is made with',
    ['crates/rules/src/lib.rs'],
    { steps: ['lint', 'unit', 'size', 'e2e', 'real'], unit: ['rules', 'studio'], ...ALL },
  ],
  [
    'the platform',
    ['crates/platform/src/main.rs', 'crates/platform/migrations/sqlite/1.sql'],
    {
      steps: ['lint', 'unit', 'api', 'packages', 'e2e', 'real'],
      unit: ['nmp-cli', 'platform'],
      ...ALL,
    },
  ],
  [
    'tests of the platform',
    ['crates/platform/tests/it/main.rs', 'deploy/nginx.conf'],
    { steps: ['lint', 'unit'], unit: ['platform'], e2e: [], real: [] },
  ],
  [
    'what both sides are made with',
    ['crates/nmp-types/src/lib.rs'],
    { steps: STEPS, unit: ['nmp-cli', 'nmp-types', 'platform', 'rules', 'studio'], ...ALL },
  ],
  [
    'how packages and the image are made',
    ['script/image', 'crates/nmp-cli/build.rs'],
    { steps: ['lint', 'packages'], unit: [], e2e: [], real: [] },
  ],
  [
    'what is in the image',
    ['deploy/Containerfile'],
    { steps: ['lint', 'unit', 'packages'], unit: ['platform'], e2e: [], real: [] },
  ],
  ...['Cargo.lock', 'Cargo.toml', 'crates/rules/Cargo.toml', '.cargo/config.toml'].map((path) =>
    all(path, [path]),
  ),
  ...[
    'script/test',
    'script/env.sh',
    'script/python-env',
    'script/debian-python',
    '.ci/run',
    'new/file',
  ].map((path) => all(path, [path, 'README.md'])),
];
for (const [what, paths, expected] of CASES) {
  test(`what ${what} can touch`, () => assert.deepEqual(of(...paths), expected));
}

test('a spec that is gone is not run', () => {
  const path = 'e2e/tests/idp.spec.ts';
  const { steps } = touched([path], { packages: PACKAGES, gone: new Set([path]) });
  assert.deepEqual(steps, ['lint']);
});
