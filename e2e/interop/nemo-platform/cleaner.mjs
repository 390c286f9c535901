// Brings a running NeMo Platform back to how it was after its first start, so that each test finds
// what it would find on a platform of its own.

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const WORKSPACES = '/apis/entities/v2/workspaces';
const PURGE = fileURLToPath(new URL('purge.py', import.meta.url));

/** The members that it starts with, and their roles. */
export const SEED = {
  default: { '*': ['Editor'] },
  system: { '*': ['Viewer', 'WorkspaceCreator'], 'admin@example.com': ['PlatformAdmin'] },
};

/**
 * @param {object} platform
 * @param {() => Promise<import('../../support/api.mjs').Api>} platform.api  the platform admin's
 * @param {string} platform.python
 * @param {string} platform.database
 */
export function cleaner({ api, python, database }) {
  return async function clean() {
    const admin = await api();
    await deleteWorkspaces(admin);
    for (const [workspace, members] of Object.entries(SEED)) {
      await restore(admin, workspace, members);
    }
    // A deleted workspace keeps its name until a controller has cleaned up; that one needs
    // services that this installation is without.
    await promisify(execFile)(python, ['-I', PURGE, database]);
    await makeLive(admin);
  };
}

/**
 * Resolves when everything that was written before is live: the platform answers a write when that
 * is, and changes come to be so in order, all at once.
 * @param {import('../../support/api.mjs').Api} admin  the platform admin's
 */
export async function makeLive(admin) {
  const principal = `barrier-${randomUUID()}`;
  await admin.addMember('default', principal, 'Viewer');
  await request(admin, 'DELETE', `${WORKSPACES}/default/members/${principal}`);
}

async function deleteWorkspaces(admin) {
  const { data } = await request(admin, 'GET', `${WORKSPACES}?page_size=1000`);
  const names = data.map((workspace) => workspace.name).filter((name) => !(name in SEED));
  // More at once and it answers with 504.
  const workers = Array.from({ length: 4 }, async () => {
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      await request(admin, 'DELETE', `${WORKSPACES}/${encodeURIComponent(name)}`);
    }
  });
  await Promise.all(workers);
}

async function restore(admin, workspace, wanted) {
  const path = `${WORKSPACES}/${workspace}/members`;
  const { data } = await request(admin, 'GET', path);
  const found = new Map(data.map((member) => [member.principal, member.roles.toSorted()]));
  for (const [principal, roles] of Object.entries(wanted)) {
    if (`${found.get(principal)}` !== `${roles.toSorted()}`) {
      await request(admin, 'PUT', `${path}/${encodeURIComponent(principal)}`, { roles });
    }
    found.delete(principal);
  }
  for (const principal of found.keys()) {
    await request(admin, 'DELETE', `${path}/${encodeURIComponent(principal)}`);
  }
}

/** Without waiting until it is live. */
async function request(admin, method, path, body) {
  const query = method === 'GET' ? '' : '?wait_role_propagation=false';
  const answer = await admin.request(method, path + query, body);
  if (answer.status < 300) return answer.body;
  throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
}
