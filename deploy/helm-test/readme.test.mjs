// The chart's README has every value with its default, made from the schema and values.yaml.
// UPDATE=1 node --test deploy/helm-test/readme.test.mjs writes it.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { CHART } from './helm.mjs';

const README = join(CHART, 'README.md');
const BEGIN = '<!-- The table is made from values.schema.json and values.yaml. -->\n';

/**
 * @typedef {{ type?: string | string[], description?: string, enum?: string[],
 *   properties?: Record<string, Schema>, additionalProperties?: unknown }} Schema
 */

/** @type {Schema} */
const schema = JSON.parse(readFileSync(join(CHART, 'values.schema.json'), 'utf8'));
const values = parse(readFileSync(join(CHART, 'values.yaml'), 'utf8'));

/**
 * The rows of the table, and checks that schema and values have the same names.
 * @param {Schema} schema
 * @param {any} defaults
 * @param {string} prefix
 * @returns {string[]}
 */
function rows(schema, defaults, prefix = '') {
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) => name !== 'global');
  const names = properties.map(([name]) => name);
  assert.deepEqual(Object.keys(defaults).toSorted(), names.toSorted(), prefix || 'values.yaml');
  return properties.flatMap(([name, property]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    if (property.description === undefined) return rows(property, defaults[name], path);
    const choices = property.enum && ` One of ${property.enum.map((v) => `\`${v}\``).join(', ')}.`;
    const text = `${property.description}${choices ?? ''}`.replaceAll('|', '\\|');
    return [`| \`${path}\` | ${text} | \`${JSON.stringify(defaults[name])}\` |`];
  });
}

test('every section refuses unknown names', () => {
  const check = (/** @type {Schema} */ schema, /** @type {string} */ path) => {
    if (schema.properties === undefined || path.startsWith('/platformConfig')) return;
    assert.equal(schema.additionalProperties, false, path);
    for (const [name, property] of Object.entries(schema.properties)) {
      check(property, `${path}/${name}`);
    }
  };
  check(schema, '');
});

test('the README has every value', () => {
  const table = ['| value | meaning | default |', '| --- | --- | --- |', ...rows(schema, values)];
  const text = readFileSync(README, 'utf8');
  const expected = `${text.slice(0, text.indexOf(BEGIN) + BEGIN.length)}\n${table.join('\n')}\n`;
  if (process.env.UPDATE) writeFileSync(README, expected);
  else assert.equal(text, expected, 'UPDATE=1 node --test deploy/helm-test/readme.test.mjs');
});
