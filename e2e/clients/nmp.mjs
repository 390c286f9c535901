// Our command line `nmp`, run with the commands of NVIDIA's.

import { spawn } from 'node:child_process';

import { commandLineBinary } from '../../dev/support/platform.mjs';
import { environment, homeOf } from './nemo.mjs';

/** @typedef {import('./commands.mjs').Command} Command */
/** @typedef {import('./nemo.mjs').Outcome} Outcome */
/** @typedef {import('./platforms.mjs').Peer} Peer */

/**
 * What differs from NVIDIA's on purpose, whatever the command.
 * - The exit code: 3 where the platform refuses, as NVIDIA's since 0.4; before it was 1.
 * - `auth` says how it goes on stderr, and `auth status` shows lines, no frame.
 * - What was deleted is said on stderr, so that stdout has data only.
 * - CSV and Markdown have whole values; NVIDIA's cut them at 50 characters. Roles are words with `;` or
 *   `,` between them; NVIDIA's are JSON.
 * - `--all-pages` has the pagination of NeMo Platform's program, also where NeMo Helix's has another.
 * - An error names the fields at fault one by one; NVIDIA's prints the platform's list as Python does, and
 *   without what stands in brackets.
 */

/**
 * Commands that come out differently on purpose, by what is run.
 * @type {{ run: RegExp, env?: string, ends: Facts['ends'], why: string }[]}
 */
export const OTHERWISE = [
  {
    run: /^auth status/,
    ends: 'locally',
    why: 'who is not signed in gets an exit code that scripts can ask for',
  },
  {
    run: /^workspaces list/,
    env: 'ACCESS_TOKEN',
    ends: 'locally',
    why: 'a token that was given by hand and that the platform refuses is to be replaced here',
  },
  {
    run: /--roles Emperor/,
    ends: 'senselessly',
    why: "a role that doesn't exist is refused before it is sent; NVIDIA's platform stores it",
  },
];

/** Commands that ours doesn't have. @type {{ run: RegExp, why: string }[]} */
export const MISSING = [
  {
    run: /^auth access-keys/,
    why: 'the platform has them switched off, so that nothing could be tried',
  },
];

/**
 * @param {Peer} peer
 * @param {string} person
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, onOutput?: (said: string) => void }} [options]
 * @returns {Promise<Outcome>}
 */
export function nmp(peer, person, args, { env = {}, onOutput } = {}) {
  const cwd = homeOf(peer, person);
  const child = spawn(commandLineBinary(), args, {
    cwd,
    env: { ...environment(cwd), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
    onOutput?.(stderr);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit) => resolve({ exit, stdout, stderr }));
  });
}

/**
 * What a command came to, whoever ran it.
 * @typedef {object} Facts
 * @property {'well' | 'refused' | 'locally' | 'senselessly'} ends
 * @property {string} [data]    JSON with the keys in their order
 * @property {Table} [table]
 * @property {Record<string, string>} [rows]  of `auth status`
 * @property {string} [token]   of `auth token`
 * @property {number} [status]  of what the platform refuses
 * @property {string} [words]   the platform's own
 * @property {string[]} [fields]  those at fault
 */

/** @typedef {{ columns: string[], rows: string[][] }} Table */

/**
 * @typedef {object} Reading
 * @property {number} failure   the exit code of theirs where the platform refuses
 * @property {boolean} ordered  whether keys and columns have the same order
 * @property {(text: string) => string} readYaml  as JSON
 */

/** What both show of `auth status`, by NVIDIA's names. */
const STATUS_ROWS = ['Cluster', 'Context', 'Config File', 'Auth Type', 'Email', 'User ID'];

/**
 * @param {string[]} run
 * @param {Outcome} outcome
 * @param {'theirs' | 'ours'} whose
 * @param {Reading} reading
 * @returns {Facts}
 */
export function factsOf(run, { exit, stdout, stderr }, whose, { failure, ordered, readYaml }) {
  const command = run.join(' ');
  const refusal = whose === 'theirs' ? refusalOfTheirs(stderr) : refusalOfOurs(stderr);
  /** @type {Facts} */
  const facts = { ends: ending(exit, whose === 'theirs' ? failure : 3, refusal) };
  if (command.startsWith('auth status')) return { ...facts, rows: statusRows(stdout) };
  if (facts.ends === 'refused') return { ...facts, ...refusal };
  if (facts.ends !== 'well') return facts;
  if (command.startsWith('auth token')) return { ...facts, token: stdout };
  const format = / -f (\w+)/.exec(command)?.[1] ?? 'json';
  if (format === 'csv') return { ...facts, table: tableOf(csvRows(stdout), ordered) };
  if (format === 'markdown') return { ...facts, table: tableOf(markdownRows(stdout), ordered) };
  if (format === 'yaml') return { ...facts, data: inOrder(readYaml(stdout), ordered) };
  if (!/^\s*[{[]/.test(stdout)) return facts;
  if (format === 'raw' && ordered) return { ...facts, data: stdout.trimEnd() };
  const { data } = JSON.parse(stdout);
  const onlyData = command.includes('--all-pages') && !ordered;
  return { ...facts, data: inOrder(onlyData ? JSON.stringify(data) : stdout, ordered) };
}

/**
 * @param {string} json
 * @param {boolean} ordered  whether the order of keys counts
 */
function inOrder(json, ordered) {
  /** @type {(key: string, value: unknown) => unknown} */
  const sort = (_, value) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(JSON.parse(json), ordered ? undefined : sort);
}

/**
 * @param {number | null} exit
 * @param {number} failure
 * @param {object | undefined} refusal
 * @returns {Facts['ends']}
 */
function ending(exit, failure, refusal) {
  if (exit === 0) return 'well';
  if (exit === failure && refusal) return 'refused';
  return exit === 2 ? 'senselessly' : 'locally';
}

/** @param {string} stderr */
function refusalOfTheirs(stderr) {
  const found = /^[A-Z][\w ]+: \((\d{3})\) (.*)$/m.exec(stderr);
  if (!found) return undefined;
  const [, status, words] = found;
  if (!words.startsWith('[{')) return { status: Number(status), words };
  const fields = [...stderr.matchAll(/'loc': \[([^\]]*)\]/g)].map(([, path]) =>
    path.replace(/.*'(.*)'$/, '$1'),
  );
  return { status: Number(status), fields };
}

/** @param {string} stderr */
function refusalOfOurs(stderr) {
  const found = /^ {2}(\d{3})( .*)?$/m.exec(stderr);
  if (!found) return undefined;
  const status = Number(found[1]);
  if (status === 422) {
    const lines = stderr.slice(found.index).matchAll(/^ {2}(\w+): /gm);
    return { status, fields: [...lines].map(([, field]) => field) };
  }
  // Where the sentence has the platform's own words, they are not said twice.
  const sentence = /^error: (.*)$/m.exec(stderr)?.[1] ?? '';
  const words = sentence
    .replace(/^The platform has a problem \(status \d+\): /, '')
    .replace(/ \(request [^()]*\)$/, '');
  return { status, words: found[2]?.trim() ?? words };
}

/** @param {string} stdout */
function statusRows(stdout) {
  /** @type {Record<string, string>} */
  const rows = {};
  for (const name of STATUS_ROWS) {
    const value = new RegExp(`^(?:│ )?${name} +(?:│ )?(.*?)(?: *│)?$`, 'm').exec(stdout)?.[1];
    // Each release has a folder of its own.
    if (value !== undefined) rows[name] = value.trim().replace('/nhx/', '/nmp/');
  }
  return rows;
}

/**
 * @param {string[][]} rows
 * @param {boolean} ordered  whether the order of columns counts
 * @returns {Table}
 */
function tableOf([columns, ...rows], ordered) {
  const places = columns.map((_, place) => place);
  if (!ordered) places.sort((a, b) => (columns[a] < columns[b] ? -1 : 1));
  return {
    columns: places.map((place) => columns[place]),
    rows: rows.map((row) => places.map((place) => cell(row[place] ?? ''))),
  };
}

/**
 * Roles as words, whoever has written them; a value as far as theirs shows it.
 * @param {string} text
 */
function cell(text) {
  if (text.startsWith('["')) return JSON.parse(text).join(';');
  return text
    .replace(/\.\.\.$/, '')
    .slice(0, 47)
    .trimEnd();
}

/** @param {string} text */
function csvRows(text) {
  const rows = [];
  for (const line of text.trim().split(/\r?\n/)) {
    const cells = line.matchAll(/("(?:[^"]|"")*"|[^,]*)(,|$)/g);
    const row = [];
    for (const [, value, end] of cells) {
      row.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
      if (!end) break;
    }
    rows.push(row.map(withoutApostrophe));
  }
  return rows;
}

/** What begins like a formula begins with an apostrophe in ours. @param {string} text */
function withoutApostrophe(text) {
  return text.replace(/^'(?=[=+\-@*])/, '');
}

/** @param {string} text */
function markdownRows(text) {
  const lines = text.trim().split('\n');
  const rows = lines.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((value) => value.trim().replace(/\\(.)/g, '$1')),
  );
  return rows.filter(([first]) => !/^[:─-]+$/.test(first));
}
