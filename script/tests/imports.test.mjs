// Which folders of JavaScript import from which: what ships and what developers run depend on no
// test, and what ships depends on no development server either.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/** Folders, and those that they import from. */
const ALLOWED = {
  tools: ['tools'],
  dev: ['dev'],
  script: ['script', 'dev'],
  e2e: ['e2e', 'dev', 'deploy'],
  deploy: ['deploy', 'dev'],
};

for (const [folder, allowed] of Object.entries(ALLOWED)) {
  test(`${folder}/ imports from ${allowed.map((name) => `${name}/`).join(' and ')} only`, () => {
    const files = scriptsIn(join(REPOSITORY, folder));
    assert.notEqual(files.length, 0);
    const found = files.flatMap((file) =>
      importsOf(file)
        .map((path) => relative(REPOSITORY, path))
        .filter((path) => !allowed.some((name) => path.startsWith(name + sep)))
        .map((path) => `${relative(REPOSITORY, file)} imports ${path}`),
    );
    assert.deepEqual(found, []);
  });
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function scriptsIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return scriptsIn(path);
      return /\.(js|mjs|ts)$/.test(entry.name) ? [path] : [];
    });
}

/**
 * The files that one imports, types among them.
 * @param {string} file
 */
function importsOf(file) {
  const imports = readFileSync(file, 'utf8').matchAll(
    /\b(?:from|import)\s*\(?\s*['"](\.[^'"]*)['"]/g,
  );
  return [...imports].map(([, path]) => resolve(dirname(file), path));
}
