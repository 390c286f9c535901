// The demo workspaces of script/server. An existing workspace is left as it is, so nobody's changes
// are overwritten.

/** The creator becomes Admin; the others are added. Who these people are: dev/idp/accounts.mjs. */
const WORKSPACES = [
  {
    name: 'ml-team',
    description: 'Machine learning team',
    creator: 'alice@example.com',
    members: {
      'bob@example.com': 'Editor',
      'carol@example.com': 'Viewer',
      'data-eng': 'Viewer',
    },
  },
  {
    name: 'research',
    description: 'Papers and experiments, open for everyone to read',
    creator: 'alice@example.com',
    members: { '*': 'Viewer' },
  },
  {
    name: 'sandbox',
    description: 'Try things out: everyone can edit',
    creator: 'bob@example.com',
    members: { '*': 'Editor' },
  },
  {
    name: 'data-platform',
    description: 'Pipelines and feature store',
    creator: 'admin@example.com',
    members: { 'alice@example.com': 'Admin', 'data-eng': 'Editor' },
  },
  {
    name: 'finance',
    description: 'Budgets; private to its owner',
    creator: 'admin@example.com',
    members: {},
  },
];

/**
 * @param {(email: string) => import('./support/api.mjs').Api
 *   | Promise<import('./support/api.mjs').Api>} apiAs  the API as one person
 */
export async function seedDemo(apiAs) {
  for (const { name, description, creator, members } of WORKSPACES) {
    const api = await apiAs(creator);
    const { status, body } = await api.request('POST', '/apis/entities/v2/workspaces', {
      name,
      description,
    });
    if (status === 409) continue;
    if (status >= 400) throw new Error(`workspace ${name}: ${status} ${JSON.stringify(body)}`);
    for (const [principal, role] of Object.entries(members)) {
      await api.addMember(name, principal, role);
    }
  }
}
