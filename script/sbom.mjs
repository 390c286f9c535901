// What a program of this repository is made of, as CycloneDX 1.6: every crate that is compiled into it,
// with its version, licence and hash. The same sources always give the same text.
//
// Usage: node script/sbom.mjs PACKAGE TARGET

import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ id: string, name: string, version: string, license: string | null,
 *   source: string | null }} Package
 * @typedef {{ id: string, deps: { pkg: string, dep_kinds: { kind: string | null }[] }[] }} Node
 * @typedef {{ packages: Package[], resolve: { nodes: Node[] } }} Metadata
 */

/**
 * The crates that are compiled into a package, itself among them. Build scripts and what they need are
 * not: none of it is in the program.
 * @param {Metadata} metadata
 * @param {string} name
 */
export function crates({ packages, resolve }, name) {
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const root = packages.find((found) => found.name === name && found.source === null);
  if (root === undefined) throw new Error(`there is no package ${name}`);
  const inside = new Set([root.id]);
  for (const id of inside) {
    for (const { pkg, dep_kinds } of nodes.get(id)?.deps ?? []) {
      if (dep_kinds.some(({ kind }) => kind === null)) inside.add(pkg);
    }
  }
  const found = packages.filter(({ id }) => inside.has(id));
  return found.toSorted((a, b) => order(a).localeCompare(order(b), 'en'));
}

/** @param {Package} crate */
function order({ name, version }) {
  return `${name} ${version}`;
}

/**
 * @param {string} lock  Cargo.lock
 * @returns {Map<string, string>} SHA-256 of crates from a registry, by name and version
 */
export function checksums(lock) {
  const entries = lock.split('[[package]]').slice(1);
  const found = entries.flatMap((entry) => {
    const field = (/** @type {string} */ name) =>
      new RegExp(`^${name} = "([^"]+)"$`, 'm').exec(entry)?.[1];
    const checksum = field('checksum');
    const key = `${field('name')} ${field('version')}`;
    return checksum === undefined ? [] : [/** @type {const} */ ([key, checksum])];
  });
  return new Map(found);
}

/**
 * @param {Metadata} metadata
 * @param {string} lock  Cargo.lock
 * @param {string} name
 */
export function bom(metadata, lock, name) {
  const hashes = checksums(lock);
  const components = crates(metadata, name).map((crate) => {
    const hash = hashes.get(order(crate));
    const purl = `pkg:cargo/${crate.name}@${crate.version}`;
    return {
      type: crate.name === name ? 'application' : 'library',
      'bom-ref': purl,
      name: crate.name,
      version: crate.version,
      purl,
      ...(hash && { hashes: [{ alg: 'SHA-256', content: hash }] }),
      ...(crate.license && { licenses: [{ expression: crate.license.replaceAll('/', ' OR ') }] }),
    };
  });
  const [component] = components.filter(({ type }) => type === 'application');
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component },
    components: components.filter(({ type }) => type !== 'application'),
  };
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [, , name = '', target = ''] = process.argv;
  const text = execFileSync(
    'cargo',
    ['metadata', '--locked', '--format-version', '1', '--filter-platform', target],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const lock = readFileSync(new URL('../Cargo.lock', import.meta.url), 'utf8');
  console.log(JSON.stringify(bom(JSON.parse(text), lock, name), null, 2));
}
