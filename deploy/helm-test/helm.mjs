// Helm and the validator of Kubernetes' schemas, as functions.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** The chart. */
export const CHART = fileURLToPath(new URL('../helm', import.meta.url));

const [helmFolder = '', validatorFolder = ''] = execFileSync(join(HERE, 'install'), {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
}).split('\n');

/**
 * What Kubernetes is asked to make.
 * @typedef {{ kind: string, apiVersion: string, metadata: { name: string, [key: string]: any },
 *   spec: any, data?: any, [key: string]: any }} Manifest
 */

/**
 * Runs Helm.
 * @param {string[]} args
 */
function helm(...args) {
  return spawnSync(join(helmFolder, 'helm'), args, { encoding: 'utf8', timeout: 30_000 });
}

/** @returns {{ name: string, file: string }[]} the value files of the tests */
export function cases() {
  const folder = join(HERE, 'cases');
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return files.map((file) => ({ name: basename(file, '.yaml'), file: join(folder, file) }));
}

/** @param {string} name  of a file in cases/ */
export function caseFile(name) {
  return join(HERE, 'cases', `${name}.yaml`);
}

/**
 * What was rendered: Helm takes a third of a second each time.
 * @type {Map<string, string>}
 */
const rendered = new Map();

/**
 * Renders the chart.
 * @param {string} name        of a file in cases/
 * @param {string[]} settings  `name=value`, over the file's
 * @returns {Manifest[]}
 */
export function render(name, ...settings) {
  const key = JSON.stringify([name, ...settings]);
  const known = rendered.get(key);
  if (known !== undefined) return parse(known);
  const { status, stdout, stderr } = template(name, ...settings);
  if (status !== 0) throw new Error(stderr);
  rendered.set(key, stdout);
  return parse(stdout);
}

/**
 * @param {string} text  manifests in YAML
 * @returns {Manifest[]}
 */
function parse(text) {
  const documents = parseAllDocuments(text);
  return documents.map((document) => document.toJS()).filter((manifest) => manifest !== null);
}

/**
 * What Helm says about values that it must refuse.
 * @param {string} name        of a file in cases/
 * @param {string[]} settings  `name=value`, over the file's
 */
export function refusal(name, ...settings) {
  const { status, stderr } = template(name, ...settings);
  if (status === 0) throw new Error(`${name} with ${settings.join(' ')} was rendered`);
  return stderr;
}

/**
 * @param {string} name
 * @param {string[]} settings
 */
function template(name, ...settings) {
  const set = settings.flatMap((setting) => ['--set', setting]);
  return helm('template', 'team', CHART, '--namespace', 'nmp', '--values', caseFile(name), ...set);
}

/** @param {string} file  values */
export function lint(file) {
  const { status, stdout, stderr } = helm('lint', '--strict', CHART, '--values', file);
  return { ok: status === 0, text: stdout + stderr };
}

/**
 * The notes after an installation.
 * @param {string} name        of a file in cases/
 * @param {string[]} settings  `name=value`, over the file's
 */
export function notes(name, ...settings) {
  const set = settings.flatMap((setting) => ['--set', setting]);
  const { status, stdout, stderr } = helm(
    ...['install', 'team', CHART, '--namespace', 'nmp', '--dry-run=client'],
    ...['--values', caseFile(name), ...set],
  );
  if (status !== 0) throw new Error(stderr);
  return stdout.slice(stdout.indexOf('NOTES:'));
}

/** Kinds that Kubernetes itself doesn't have, so its schemas say nothing about them. */
const OF_OTHERS = ['HTTPRoute', 'Route', 'ServiceMonitor'];

/**
 * Checks manifests against the schemas of Kubernetes.
 * @param {Manifest[]} manifests
 */
export function validate(manifests) {
  const folder = mkdtempSync(join(tmpdir(), 'nmp-helm-'));
  try {
    const own = manifests.filter((manifest) => !OF_OTHERS.includes(manifest.kind));
    const files = own.map((manifest, index) => {
      const file = join(folder, `${index}-${manifest.kind}.yaml`);
      writeFileSync(file, JSON.stringify(manifest));
      return file;
    });
    const { status, stdout, stderr } = spawnSync(
      join(validatorFolder, 'kubernetes-validate'),
      ['--strict', ...files],
      { encoding: 'utf8', timeout: 50_000 },
    );
    return { ok: status === 0, checked: files.length, text: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * The one manifest of a kind.
 * @param {Manifest[]} manifests
 * @param {string} kind
 */
export function one(manifests, kind) {
  const [found, ...others] = manifests.filter((manifest) => manifest.kind === kind);
  if (found === undefined || others.length > 0) throw new Error(`not one ${kind}`);
  return found;
}
