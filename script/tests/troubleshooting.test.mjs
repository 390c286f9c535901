// docs/troubleshooting.md has a heading for every error code and denial reason that the code can
// produce, and the documents' links lead somewhere.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** @param {string} path */
function read(path) {
  return readFileSync(join(ROOT, path), 'utf8');
}

const headings = read('docs/troubleshooting.md')
  .split('\n')
  .filter((line) => line.startsWith('### '));

/**
 * The texts of `=> "code"` in the functions named `code`.
 * @param {string} path
 */
function codes(path) {
  const functions = read(path)
    .split(/fn code\b/)
    .slice(1);
  return functions.flatMap((text) => {
    const body = text.slice(0, text.indexOf('\n    }\n'));
    return [...body.matchAll(/=> "([a-z_]+)"/g)].map(([, code = '']) => code);
  });
}

test('every error code has a heading', () => {
  const found = [
    ...codes('crates/nmp-oidc/src/error.rs'),
    ...codes('src/session/error.rs'),
    ...codes('src/session/diagnosis/finding.rs'),
    ...codes('crates/nmp-access/src/fault.rs'),
    ...codes('crates/nmp-access/src/plan/step.rs'),
    ...[...read('crates/platform/src/error.rs').matchAll(/code: Some\("([a-z_]+)"/g)].map(
      ([, code = '']) => code,
    ),
  ];
  assert.ok(found.length > 65, `${found.length}`);
  for (const code of found) {
    assert.ok(
      headings.some((heading) => heading.includes(`\`${code}\``)),
      code,
    );
  }
});

test('every code of a heading is one of the code', () => {
  const sources = [
    ...['crates/nmp-oidc/src/error.rs', 'src/session/error.rs', 'crates/nmp-access/src/fault.rs'],
    'src/session/diagnosis/finding.rs',
    ...['crates/nmp-access/src/plan/step.rs', 'crates/nmp-access/src/rights/verdict.rs'],
    ...['crates/platform/src/error.rs'],
  ].map(read);
  for (const heading of headings) {
    for (const [, code = ''] of heading.matchAll(/`([A-Za-z_]+)`/g)) {
      const isThere = sources.some(
        (text) => text.includes(`"${code}"`) || text.includes(` ${code}`),
      );
      assert.ok(isThere, code);
    }
  }
});

test('every denial reason has a heading', () => {
  const text = read('crates/nmp-access/src/rights/verdict.rs');
  const [, body = ''] = /pub enum Reason \{\n([\s\S]*?)\n\}\n/.exec(text) ?? [];
  const reasons = [...body.matchAll(/^ {4}([A-Z]\w+)/gm)].map(([, reason = '']) => reason);
  assert.ok(reasons.length >= 9, `${reasons.length}`);
  for (const reason of reasons) {
    assert.ok(
      headings.some((heading) => heading.includes(`(\`${reason}\`)`)),
      reason,
    );
  }
});

test('every reason of a 401 has a heading', () => {
  const said = ['authn/defect.rs', 'authn/error.rs', 'authn/gateway.rs'].flatMap((path) =>
    [...read(`crates/platform/src/${path}`).matchAll(/#\[error\("([^"]+)"\)\]/g)].map(
      ([, words = '']) => words,
    ),
  );
  assert.ok(said.length > 20, `${said.length}`);
  for (const words of said) {
    if (words.startsWith('the token was refused')) continue;
    const heading = `### ${words.replaceAll(/\{\w*\}/g, '…')}`;
    assert.ok(headings.includes(heading), heading);
  }
});

test('the table of contents has every document, and no page but references is long', () => {
  const contents = read('docs/README.md');
  /** Looked up, not read from one end to the other. */
  const references = ['configuration', 'oidc', 'platform', 'providers', 'troubleshooting'];
  for (const file of readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'))) {
    if (file !== 'README.md') assert.ok(contents.includes(`](${file})`), file);
    const lines = read(`docs/${file}`).split('\n').length;
    assert.ok(lines <= 200 || references.includes(file.replace('.md', '')), `${file}: ${lines}`);
  }
});

test('links lead to files and headings', () => {
  const documents = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  const paths = [...documents.map((name) => `docs/${name}`), 'README.md', 'deploy/helm/README.md'];
  let checked = 0;
  for (const path of paths) {
    for (const [, target = ''] of read(path).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)) {
      const [file = '', anchor] = target.split('#');
      const linked = file === '' ? path : join(dirname(path), file);
      assert.ok(existsSync(join(ROOT, linked)), `${path}: ${target}`);
      if (anchor !== undefined && linked.endsWith('.md')) {
        assert.ok(anchors(read(linked)).includes(anchor), `${path}: ${target}`);
      }
      checked += 1;
    }
  }
  assert.ok(checked > 60, `${checked}`);
});

/**
 * The anchors that headings get.
 * @param {string} text
 */
function anchors(text) {
  const titles = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title);
  return titles.map((title) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-'),
  );
}
