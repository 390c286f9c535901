// That nothing is left out: no fault without a test, no switch that does nothing, no test of the
// conformance suite that is neither covered nor excused, no line of the docs that is out of date.

import { expect, test } from '@playwright/test';

import { COVERED_AS, MODULES, NOT_APPLICABLE } from '../../rogue-idp/conformance.mjs';
import { FAULTS } from '../../rogue-idp/faults/index.mjs';
import { HOOKS } from '../../rogue-idp/provider.mjs';
import { currentTable, writtenTable } from '../../rogue-idp/table.mjs';
import { scenarios } from './scenarios';
import { outcomesAfterRefresh } from './scenarios/refresh';

const ids = FAULTS.map((fault) => fault.id);
const duplicates = (names: string[]) => names.filter((name, i) => names.indexOf(name) !== i);

test('every fault has a name of its own, a clause and a sentence', () => {
  expect(duplicates(ids)).toEqual([]);
  for (const { id, clause, does } of FAULTS) {
    expect(id).toMatch(/^[a-z0-9-]+$/);
    expect(clause, id).toMatch(/\S/);
    expect(does, id).toMatch(/\S/);
  }
});

test('every fault is played by a scenario, and every scenario plays one', () => {
  const used = new Set(FAULTS.map((fault) => fault.scenario));
  expect([...used].toSorted()).toEqual(Object.keys(scenarios).toSorted());
});

test('every outcome is one that a test checks', () => {
  const checked: Record<string, string[]> = {
    'sign-in': ['signed in', 'refused'],
    refresh: Object.keys(outcomesAfterRefresh),
    'no refresh token': ['signed in again'],
    'sign-out': ['signed out'],
  };
  for (const { id, scenario, outcome } of FAULTS) {
    expect(checked[scenario] ?? ['signed in'], id).toContain(outcome.kind);
    if (['refused', 'ended'].includes(outcome.kind)) expect(outcome.code, id).toMatch(/^[a-z_]+$/);
  }
});

test('every switch turns something that the provider has', () => {
  const used = new Set(FAULTS.flatMap((fault) => Object.keys(fault.switch)));
  expect([...used].toSorted()).toEqual([...HOOKS].toSorted());
});

test('every module of the conformance suite is covered, or excused with a reason', () => {
  expect(duplicates(MODULES)).toEqual([]);
  const covered = (module: string) => ids.includes(COVERED_AS[module] ?? module);
  const unhandled = MODULES.filter((module) => !covered(module) && !NOT_APPLICABLE[module]);
  expect(unhandled).toEqual([]);
  // Neither both at once, nor what the suite does not have.
  expect(Object.keys(NOT_APPLICABLE).filter(covered)).toEqual([]);
  const named = ids.filter((id) => id.startsWith('oidcc-'));
  const known = [...named, ...Object.keys(NOT_APPLICABLE), ...Object.keys(COVERED_AS)];
  expect(known.filter((id) => !MODULES.includes(id))).toEqual([]);
});

test('the table in docs/oidc.md is up to date', async () => {
  expect(await writtenTable(), 'run: node e2e/rogue-idp/table.mjs --write').toBe(currentTable());
});
