// Who may import whom: between crates, between Studio's folders, and no circles of files.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Each crate: its folder, and the crates of this workspace that it may know.
 * @type {Record<string, [folder: string, allowed: string[]]>}
 */
const CRATES = {
  'nmp-types': ['crates/nmp-types', []],
  'nmp-oidc': ['crates/nmp-oidc', ['nmp-types']],
  'nmp-sdk': ['crates/nmp-sdk', ['nmp-types', 'nmp-oidc']],
  'nmp-access': ['crates/nmp-access', ['nmp-types']],
  'nmp-cli': ['crates/nmp-cli', ['nmp-types', 'nmp-oidc', 'nmp-sdk', 'nmp-access', 'platform']],
  platform: ['crates/platform', ['nmp-types', 'nmp-oidc']],
  studio: ['.', ['nmp-types', 'nmp-oidc', 'nmp-sdk', 'nmp-access']],
};

/** Only these crates may name what leads out of pure rules. */
const OUTSIDE = {
  web_sys: ['studio'],
  // The browser's tables of invisible characters, in place of a crate's.
  js_sys: ['studio', 'nmp-types'],
  leptos: ['studio'],
  gloo_net: ['studio'],
  // The SDK's feature `native`, which Studio doesn't have.
  tokio: ['platform', 'nmp-cli', 'nmp-sdk'],
  reqwest: ['platform', 'nmp-sdk'],
};

/**
 * Studio's folders, each with those that it may import from; a folder may import from itself.
 * @type {Partial<Record<string, string[]>>}
 */
const FOLDERS = {
  chunk: [],
  config: [],
  paths: [],
  web: [],
  ui: ['chunk', 'paths', 'web'],
  http: ['web'],
  session: ['chunk', 'config', 'http', 'paths', 'web'],
  transport: ['http', 'session'],
  // Rules for groups are asked for by code that most platforms need not.
  state: ['chunk', 'paths', 'session', 'transport', 'web'],
  palette: ['chunk', 'paths', 'session', 'state', 'transport', 'ui'],
  pages: ['chunk', 'palette', 'paths', 'session', 'state', 'transport', 'ui'],
  // The menu's content is a chunk.
  layout: ['chunk', 'pages', 'palette', 'paths', 'session', 'state', 'ui'],
  app: ['layout', 'pages', 'palette', 'paths', 'session', 'state', 'ui'],
};

/**
 * Every Rust file of a crate, below its `src`.
 * @param {string} folder
 */
function sources(folder) {
  const src = join(ROOT, folder, 'src');
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.rs'))
    .map((name) => join(src, name))
    .toSorted();
}

/**
 * A file without comments, texts and tests.
 * @param {string} file
 */
function code(file) {
  return readFileSync(file, 'utf8')
    .replace(/\/\/.*$/gm, '')
    .replace(/#\[cfg\(test\)\]\s*(pub(\([^)]*\))? )?mod \w+ \{[\s\S]*$/, '')
    .replace(/"(?:[^"\\]|\\.)*"/g, '""');
}

const isTest = (/** @type {string} */ file) =>
  /(^|[/_])tests\.rs$|\/fixtures\.rs$|_tests\.rs$/.test(file);

/**
 * The module of a file: `src/a/b.rs` and `src/a/b/mod.rs` are `a::b`.
 * @param {string} src
 * @param {string} file
 */
function moduleOf(src, file) {
  const path = relative(src, file).replace(/\.rs$/, '').split('/');
  if (['mod', 'lib', 'main'].includes(path.at(-1) ?? '')) path.pop();
  return path.join('::');
}

/**
 * The paths in a `use` tree: `a::{b, c::d}` names `a::b` and `a::c::d`.
 * @param {string} tree
 * @returns {string[]}
 */
function expand(tree) {
  const open = tree.indexOf('{');
  if (open < 0) return [tree.replace(/ as \w+$/, '').trim()];
  const prefix = tree.slice(0, open);
  const body = tree.slice(open + 1, tree.lastIndexOf('}'));
  const parts = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= body.length; i += 1) {
    if (body[i] === '{') depth += 1;
    if (body[i] === '}') depth -= 1;
    if (i === body.length || (body[i] === ',' && depth === 0)) {
      parts.push(body.slice(start, i).trim());
      start = i + 1;
    }
  }
  return parts.filter(Boolean).flatMap((part) => expand(prefix + part));
}

/**
 * The files of a crate, and which others each imports from.
 * @param {string} folder
 */
function graph(folder) {
  const src = join(ROOT, folder, 'src');
  const files = sources(folder).filter((file) => !isTest(file) && !file.endsWith('/main.rs'));
  const byModule = new Map(files.map((file) => [moduleOf(src, file), file]));
  /** @type {Map<string, string[][]>} the modules and items that a file names, each in its parts */
  const uses = new Map();
  /** @type {Map<string, string[]>} */
  const reexports = new Map();
  for (const file of files) {
    const here = moduleOf(src, file);
    const text = code(file);
    const absolute = (/** @type {string} */ path) => {
      const parts = path.split('::');
      const base = here ? here.split('::') : [];
      if (parts[0] === 'crate') return parts.slice(1);
      if (parts[0] === 'self') return [...base, ...parts.slice(1)];
      let up = 0;
      while (parts[up] === 'super') up += 1;
      if (up > 0) return [...base.slice(0, base.length - up), ...parts.slice(up)];
      return byModule.has([...base, parts[0]].join('::')) ? [...base, ...parts] : null;
    };
    /** @type {string[][]} */
    const found = [];
    for (const [, visibility, tree] of text.matchAll(/^\s*(pub(?:\([^)]*\))? )?use ([^;]+);/gm)) {
      for (const path of expand(tree.replace(/\s+/g, ' '))) {
        const target = absolute(path);
        if (!target) continue;
        if (visibility) reexports.set([here, target.at(-1)].filter(Boolean).join('::'), target);
        else found.push(target);
      }
    }
    const inline = text.replace(/^\s*(pub(\([^)]*\))? )?use [^;]+;/gm, '');
    for (const [path] of inline.matchAll(/\b(?:crate|super|self)(?:::\w+)+/g)) {
      const target = absolute(path);
      if (target) found.push(target);
    }
    uses.set(file, found);
  }
  /**
   * The file that a module or item is in.
   * @param {string[]} target
   * @param {number} [seen]  how many times it was exported again
   * @returns {string | undefined}
   */
  const resolve = (target, seen = 0) => {
    for (let length = target.length; length >= 0; length -= 1) {
      const module = target.slice(0, length).join('::');
      if (!byModule.has(module)) continue;
      const again = reexports.get(target.slice(0, length + 1).join('::'));
      if (again && seen < 9) return resolve([...again, ...target.slice(length + 1)], seen + 1);
      return byModule.get(module);
    }
    return undefined;
  };
  /** @type {Map<string, Set<string>>} */
  const edges = new Map();
  for (const [file, targets] of uses) {
    const others = new Set(targets.flatMap((target) => resolve(target) ?? []));
    others.delete(file);
    edges.set(file, others);
  }
  return edges;
}

/**
 * The sets of files of which each reaches each (Tarjan's strongly connected components).
 * @param {Map<string, Set<string>>} edges
 */
function circles(edges) {
  /** @type {Map<string, number>} the lowest that each file reaches, by the order of visits */
  const low = new Map();
  /** @type {string[]} */
  const stack = [];
  /** @type {string[][]} */
  const found = [];
  /** @type {(file: string) => number} */
  const visit = (file) => {
    const index = low.size;
    let lowest = index;
    low.set(file, index);
    stack.push(file);
    for (const next of edges.get(file) ?? []) {
      const reached = low.get(next) ?? visit(next);
      if (stack.includes(next)) lowest = Math.min(lowest, reached);
    }
    low.set(file, lowest);
    if (lowest === index) {
      const members = stack.splice(stack.indexOf(file));
      if (members.length > 1) found.push(members.map((name) => relative(ROOT, name)).toSorted());
    }
    return lowest;
  };
  for (const file of edges.keys()) if (!low.has(file)) visit(file);
  return found;
}

for (const [name, [folder, allowed]] of Object.entries(CRATES)) {
  test(`${name} knows no crates but those that it may`, () => {
    const ours = Object.keys(CRATES).filter((other) => other !== name && !allowed.includes(other));
    const manifest = readFileSync(join(ROOT, folder, 'Cargo.toml'), 'utf8');
    const dependencies = manifest.slice(manifest.lastIndexOf('\n[dependencies]'));
    for (const other of ours) {
      assert.doesNotMatch(dependencies, new RegExp(`^${other}\\b.*=`, 'm'), `on ${other}`);
    }
    for (const file of sources(folder)) {
      for (const [outside, who] of Object.entries(OUTSIDE)) {
        const named = new RegExp(`\\b${outside}\\b`).test(code(file));
        assert.ok(!named || who.includes(name), `${relative(ROOT, file)} names ${outside}`);
      }
    }
  });

  test(`${name} has no circles of files`, () => {
    assert.deepEqual(circles(graph(folder)), []);
  });
}

test("Studio's folders import one way", () => {
  const src = join(ROOT, 'src');
  const part = (/** @type {string} */ file) =>
    relative(src, file).split('/')[0].replace(/\.rs$/, '');
  /** @type {string[]} */
  const wrong = [];
  for (const [file, targets] of graph('.')) {
    const from = part(file);
    for (const to of [...targets].map(part)) {
      if (from === 'lib' || from === to) continue;
      if (!FOLDERS[from]?.includes(to)) wrong.push(`${relative(ROOT, file)} → ${to}`);
    }
  }
  assert.deepEqual(wrong, []);
});
