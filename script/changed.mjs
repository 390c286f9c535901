// What a change can touch: the steps of script/test, and within them the Rust packages and the
// specs of the browser. Prints a line each for script/test:
//
//   steps STEP...
//   unit EXPRESSION           of cargo nextest; without this line, all Rust tests
//   e2e PART-OF-A-PATH...     of the specs; without this line, all of them
//   real PART-OF-A-PATH...    likewise, and NVIDIA's clients aren't run
//
// Usage: node script/changed.mjs [BASE]
//   BASE  a commit: all that differs from where this branch left it; without it, what is not
//         committed yet

import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const STEPS = ['lint', 'unit', 'api', 'size', 'packages', 'e2e', 'real'];

/**
 * What to run, `'all'` for all of a kind.
 * @typedef {object} Work
 * @property {string[]} steps
 * @property {'all' | string[]} unit
 * @property {'all' | string[]} e2e
 * @property {'all' | string[]} real
 */

/**
 * @typedef {object} Package
 * @property {string} name
 * @property {string} folder     within the repository, `''` for the one at its root
 * @property {string[]} needs    those of the workspace that it is made with, directly
 */

/**
 * @typedef {object} Repository
 * @property {Package[]} packages
 * @property {Set<string>} gone  the paths where nothing is any more
 */

/** @type {(keyof Work)[]} */
const KINDS = ['steps', 'unit', 'e2e', 'real'];

/** @type {Work} */
const EVERYTHING = { steps: STEPS, unit: 'all', e2e: 'all', real: 'all' };
/** @type {Partial<Work>} */
const LINT = {};
/** @type {Partial<Work>} */
const STUDIO_FILES = { steps: ['size', 'e2e', 'real'], e2e: 'all', real: 'all' };
/** @type {Partial<Work>} */
const BROWSER = { steps: ['e2e', 'real'], e2e: 'all', real: 'all' };
/** @type {Partial<Work>} */
const ROGUE = { steps: ['e2e'], e2e: ['tests/oidc/'] };

/** @type {Partial<Work>} */
const PACKAGES = { steps: ['packages'] };

/**
 * The first that fits counts. Lint is always run: it is quick, and looks at nearly everything.
 * @type {[RegExp, Partial<Work> | ((path: string, repository: Repository) => Partial<Work>)][]}
 */
const RULES = [
  // The table in it is made from the faults.
  [/^docs\/oidc\.md$/, { steps: ['unit', 'e2e'], unit: [], e2e: ['tests/oidc/coverage'] }],
  // Tests of the platform compare these with its settings, and run what is in them.
  [/^(README|docs\/(configuration|managing-access))\.md$/, { steps: ['unit'], unit: ['platform'] }],
  // A test of the scripts follows the links.
  [/^docs\/[^/]*\.md$/, { steps: ['unit'], unit: [] }],
  [/^(docs\/|fuzz\/|deny\.toml$|\.gitignore$|LICENSE$|[^/]*\.md$)/, LINT],
  [/^(\.prettier|clippy\.toml$|script\/(lint|check-dependencies|cargo-deny\.txt)$)/, LINT],
  // Nothing that is checked runs them.
  [/^script\/(bench|fuzz|reproduce|screenshots)|^dev\/(bench\/|seed-demo)|^e2e\/pictures/, LINT],
  [/^script\/(package|image|sbom\.mjs|maturin\.txt)$/, PACKAGES],
  [/^script\/tests\/(packages|image)\.mjs$/, PACKAGES],
  [/^crates\/nmp-cli\/(build\.rs|pyproject\.toml)$/, PACKAGES],
  // Tests of the scripts read them as well.
  [/^deploy\/(Containerfile|debian\/)/, { steps: ['unit', 'packages'], unit: ['platform'] }],
  // Tests of the platform read them.
  [/^deploy\//, { steps: ['unit'], unit: ['platform'] }],
  [
    /^script\/(tests\/|changed\.mjs$|server$|real-platform)|^dev\/(server|real-platform)/,
    { steps: ['unit'], unit: [] },
  ],
  [/^script\/check-api$/, { steps: ['api'] }],
  [/^script\/check-size\.mjs$/, { steps: ['size'] }],

  [
    /^(style\/|tools\/|index\.html$|boot\.js$|start\.js$|Trunk\.toml$|script\/build-studio$)/,
    STUDIO_FILES,
  ],

  [/^e2e\/tests\/oidc\/(?!.*\.spec\.ts$)/, ROGUE],
  [/^e2e\/rogue-idp\//, ROGUE],
  [/^e2e\/tests\/.*\.spec\.ts$/, spec],
  [/^e2e\/interop\/(canaille|django|strict)/, { steps: ['e2e'], e2e: ['tests/oidc/interop/'] }],
  [/^e2e\/clients\//, { steps: ['real'], real: 'all' }],
  // On the embedded platform, the tests of NVIDIA's Studio alone need it.
  [/^dev\/nemo-platform\//, { steps: ['e2e', 'real'], e2e: ['tests/clients/'], real: 'all' }],
  [/^(e2e|dev)\//, BROWSER],
];

/**
 * A spec that was deleted can't fail.
 * @param {string} path
 * @param {Repository} repository
 * @returns {Partial<Work>}
 */
function spec(path, { gone }) {
  if (gone.has(path)) return LINT;
  const only = [path.replace(/^e2e\//, '')];
  return { steps: ['e2e', 'real'], e2e: only, real: only };
}

/**
 * @param {string[]} paths  within the repository
 * @param {Pick<Repository, 'packages'> & Partial<Repository>} repository
 * @returns {Work}
 */
export function touched(paths, { packages, gone = new Set() }) {
  /** @type {Record<keyof Work, Set<string>>} */
  const found = { steps: new Set(), unit: new Set(), e2e: new Set(), real: new Set() };
  if (paths.length > 0) found.steps.add('lint');
  for (const path of paths) {
    const effect = effectOf(path, { packages, gone });
    for (const kind of KINDS) {
      for (const value of [effect[kind] ?? []].flat()) found[kind].add(value);
    }
  }
  const list = (/** @type {keyof Work} */ kind) =>
    found[kind].has('all') ? 'all' : [...found[kind]].toSorted();
  return {
    steps: STEPS.filter((step) => found.steps.has(step)),
    unit: list('unit'),
    e2e: list('e2e'),
    real: list('real'),
  };
}

/**
 * @param {string} path
 * @param {Repository} repository
 * @returns {Partial<Work>}
 */
function effectOf(path, repository) {
  const { packages } = repository;
  const rule = RULES.find(([pattern]) => pattern.test(path));
  if (rule) return typeof rule[1] === 'function' ? rule[1](path, repository) : rule[1];
  const own = packageOf(path, packages);
  return own ? ofPackage(path, own, packages) : EVERYTHING;
}

/**
 * The package whose source a file is.
 * @param {string} path
 * @param {Package[]} packages
 * @returns {Package | undefined}
 */
function packageOf(path, packages) {
  const inside = (/** @type {Package} */ { folder }) =>
    folder === '' ? path.startsWith('src/') : path.startsWith(`${folder}/`);
  return packages.filter(inside).toSorted((a, b) => b.folder.length - a.folder.length)[0];
}

/**
 * @param {string} path
 * @param {Package} own  whose source it is
 * @param {Package[]} packages
 * @returns {Partial<Work>}
 */
function ofPackage(path, own, packages) {
  const rest = path.slice(own.folder === '' ? 0 : own.folder.length + 1);
  // What it needs may have changed, or how it is built: for others too.
  if (!/^(src|tests|migrations)\//.test(rest)) return EVERYTHING;
  if (rest.startsWith('tests/schemathesis/')) return { steps: ['api'] };
  if (rest.startsWith('tests/')) return { steps: ['unit'], unit: [own.name] };
  const unit = dependants(own.name, packages);
  const steps = ['unit', 'e2e', 'real'];
  if (unit.includes('studio')) steps.push('size');
  if (unit.includes('platform')) steps.push('api');
  if (unit.includes('nmp-cli')) steps.push('packages');
  return { steps, unit, e2e: 'all', real: 'all' };
}

/**
 * The package itself, and those that it is part of.
 * @param {string} name
 * @param {Package[]} packages
 */
function dependants(name, packages) {
  const all = new Set([name]);
  for (const one of all) {
    for (const { name: user, needs } of packages) if (needs.includes(one)) all.add(user);
  }
  return [...all];
}

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));

/**
 * What a command prints.
 * @param {string} command
 * @param {string[]} args
 */
function output(command, ...args) {
  return execFileSync(command, args, { cwd: REPOSITORY, encoding: 'utf8' });
}

/**
 * Of the working tree, with what git doesn't know yet.
 * @param {string} [base]
 */
function changes(base) {
  const from = base === undefined ? 'HEAD' : output('git', 'merge-base', base, 'HEAD').trim();
  const names = (/** @type {string[]} */ ...args) =>
    output('git', ...args, '-z')
      .split('\0')
      .filter(Boolean);
  const differing = ['diff', '--name-only', '--no-renames', from];
  const gone = new Set(names(...differing, '--diff-filter=D'));
  const unknown = names('ls-files', '--others', '--exclude-standard');
  return { paths: [...names(...differing), ...unknown], gone };
}

/**
 * The part that is used here of what `cargo metadata` prints.
 * @typedef {object} Metadata
 * @property {{ name: string, manifest_path: string, dependencies: { name: string, path?: string }[] }[]} packages
 */

/** @returns {Package[]} */
function workspace() {
  const args = ['metadata', '--format-version', '1', '--no-deps', '--offline'];
  const root = realpathSync(REPOSITORY);
  /** @type {Metadata} */
  const { packages } = JSON.parse(output('cargo', ...args));
  return packages.map(({ name, manifest_path, dependencies }) => ({
    name,
    folder: relative(root, manifest_path).replace(/\/?Cargo\.toml$/, ''),
    needs: dependencies.filter(({ path }) => path).map((dependency) => dependency.name),
  }));
}

/** @param {Work} work */
function print({ steps, unit, e2e, real }) {
  console.log(`steps ${steps.join(' ')}`);
  if (unit !== 'all') console.log(`unit ${unit.map((name) => `package(${name})`).join(' + ')}`);
  if (e2e !== 'all') console.log(`e2e ${e2e.join(' ')}`);
  if (real !== 'all') console.log(`real ${real.join(' ')}`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { paths, gone } = changes(process.argv[2]);
  print(touched(paths, { packages: workspace(), gone }));
}
