// Brings a running NeMo Platform or NeMo Helix back to how it was after its first start, so that
// each test finds what it would find on a platform of its own.

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const WORKSPACES = '/apis/entities/v2/workspaces';
const PURGE = fileURLToPath(new URL('purge.py', import.meta.url));

/**
 * @typedef {import('../support/api.mjs').Api} Api
 * @typedef {{ principal: string, roles: string[] }} Member
 * @typedef {Record<string, Record<string, string[]>>} Seed
 */

/**
 * The members that a release starts with, and their roles, by workspace.
 * @param {import('./releases.mjs').Release} release
 * @returns {Seed}
 */
export function seedOf({ adminRole }) {
  return {
    default: { '*': ['Editor'] },
    system: { '*': ['Viewer', 'WorkspaceCreator'], 'admin@example.com': [adminRole] },
  };
}

/**
 * @param {object} platform
 * @param {() => Promise<Api>} platform.api  the platform admin's
 * @param {Seed} platform.seed
 * @param {string} platform.python
 * @param {string} platform.database
 */
export function cleaner({ api, seed, python, database }) {
  return async function clean() {
    const admin = await api();
    await takeBack(admin, seed);
    // A deleted workspace keeps its name until a controller has cleaned up; that one needs
    // services that this installation is without.
    await promisify(execFile)(python, ['-I', PURGE, database]);
    await makeLive(admin);
  };
}

/**
 * Takes back what was written: workspaces, and the members of those that stay.
 * @param {Api} admin  the platform admin's
 * @param {Seed} seed
 */
export async function takeBack(admin, seed) {
  await deleteWorkspaces(admin, seed);
  for (const [workspace, members] of Object.entries(seed)) {
    await restore(admin, workspace, members);
  }
}

/**
 * Resolves when everything that was written before is live: the platform answers a write when that
 * is, and changes come to be so in order, all at once.
 * @param {Api} admin  the platform admin's
 */
export async function makeLive(admin) {
  const principal = `barrier-${randomUUID()}`;
  await admin.addMember('default', principal, 'Viewer');
  await request(admin, 'DELETE', `${WORKSPACES}/default/members/${principal}`);
}

/**
 * @param {Api} admin
 * @param {Seed} seed  whose workspaces stay
 */
async function deleteWorkspaces(admin, seed) {
  const { data } = await request(admin, 'GET', `${WORKSPACES}?page_size=1000`);
  /** @type {{ name: string }[]} */
  const workspaces = data;
  const names = workspaces.map(({ name }) => name).filter((name) => !(name in seed));
  // More at once and it answers with 504.
  const workers = Array.from({ length: 4 }, async () => {
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      await request(admin, 'DELETE', `${WORKSPACES}/${encodeURIComponent(name)}`);
    }
  });
  await Promise.all(workers);
}

/**
 * @param {Api} admin
 * @param {string} workspace
 * @param {Record<string, string[]>} wanted
 */
async function restore(admin, workspace, wanted) {
  const path = `${WORKSPACES}/${workspace}/members`;
  const { data } = await request(admin, 'GET', path);
  /** @type {Member[]} */
  const members = data;
  const found = new Map(members.map(({ principal, roles }) => [principal, sorted(roles)]));
  for (const [principal, roles] of Object.entries(wanted)) {
    if (found.get(principal) !== sorted(roles)) {
      await request(admin, 'PUT', `${path}/${encodeURIComponent(principal)}`, { roles });
    }
    found.delete(principal);
  }
  for (const principal of found.keys()) {
    await request(admin, 'DELETE', `${path}/${encodeURIComponent(principal)}`);
  }
}

/** @param {string[]} roles */
function sorted(roles) {
  return roles.toSorted().join(', ');
}

/**
 * Without waiting until it is live.
 * @param {Api} admin
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 */
async function request(admin, method, path, body) {
  const query = method === 'GET' ? '' : '?wait_role_propagation=false';
  const answer = await admin.request(method, path + query, body);
  if (answer.status < 300) return answer.body;
  // A workspace is listed for as long as it is being deleted.
  if (answer.status === 404 && method === 'DELETE') return undefined;
  throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
}
