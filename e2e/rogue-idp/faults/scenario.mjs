// What the person does while faults are in force.

/** @typedef {import('../types').Fault} Fault */

/**
 * Rows of the table, most of which are played by the same scenario.
 * @param {string} scenario
 * @param {(Omit<Fault, 'scenario'> & Partial<Fault>)[]} faults
 * @returns {Fault[]}
 */
export function playedAs(scenario, faults) {
  return faults.map((fault) => ({ scenario, ...fault }));
}
