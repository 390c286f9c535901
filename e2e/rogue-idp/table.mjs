// Writes the table of faults at the end of docs/oidc.md: `node e2e/rogue-idp/table.mjs --write`.
// Without `--write` it prints the table.

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { COVERED_AS, NOT_APPLICABLE } from './conformance.mjs';
import { GROUPS } from './faults/index.mjs';

const DOCUMENT = new URL('../../docs/oidc.md', import.meta.url);
const BEGIN = '<!-- e2e/rogue-idp/table.mjs writes what follows -->';
const END = '<!-- until here -->';

/** What is written in the document at the moment. */
export async function writtenTable() {
  const { table } = split(await readFile(DOCUMENT, 'utf8'));
  return table;
}

/** What should be written there. */
export function currentTable() {
  const groups = Object.entries(GROUPS).map(([name, faults]) => {
    const rows = faults.map(
      ({ id, clause, does, outcome }) =>
        `| ${does} | ${clause} | ${describe(outcome)} | \`${id}\` |`,
    );
    return [
      `### ${name}`,
      '',
      '| the provider does | clause | Studio | row |',
      '| --- | --- | --- | --- |',
      ...rows,
    ].join('\n');
  });
  const excused = [
    '### Modules of the conformance suite that have no row',
    '',
    '| module | because |',
    '| --- | --- |',
    ...Object.entries(COVERED_AS).map(([id, row]) => `| \`${id}\` | it is the row \`${row}\` |`),
    ...Object.entries(NOT_APPLICABLE).map(([id, reason]) => `| \`${id}\` | ${reason} |`),
  ].join('\n');
  return `\n${[...groups, excused].join('\n\n')}\n`;
}

/** @param {import('./faults/outcomes.mjs').Outcome} outcome */
function describe({ kind, code, after, note }) {
  if (note) return `${kind}; ${note}`;
  switch (kind) {
    case 'refused':
      return `refuses, \`${code}\`; stops after the ${after}`;
    case 'ended':
      return `ends the session, \`${code}\``;
    case 'renewed':
      return 'goes on with the new token';
    case 'kept':
      return 'keeps the session, says so, goes on when asked';
    case 'signed in again':
      return 'signs in again, once, back to the page';
    default:
      return kind;
  }
}

/** @param {string} text */
function split(text) {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin)
    throw new Error(`docs/oidc.md has no place for the table: ${BEGIN}`);
  const start = begin + BEGIN.length;
  return { before: text.slice(0, start), table: text.slice(start, end), after: text.slice(end) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--write')) {
    const { before, after } = split(await readFile(DOCUMENT, 'utf8'));
    await writeFile(DOCUMENT, before + currentTable() + after);
  } else {
    process.stdout.write(currentTable());
  }
}
