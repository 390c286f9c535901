// What NVIDIA's command line is asked to do on both platforms, in this order.

/**
 * @typedef {object} Command
 * @property {string} [as]       who runs it; `alice` by default
 * @property {string[]} run      `ORIGIN` stands for the platform's
 * @property {boolean | number} [fails]  whether it ends with the exit code of what the platform
 *                               refuses, or with which one; with 0 by default
 * @property {RegExp} says       in what it writes on the embedded platform, so that agreeing on a
 *                               wrong answer is not enough
 * @property {string} [differs]  why NVIDIA's platform answers differently, where that is meant
 * @property {Record<string, string>} [env]  named without the `NMP_` or `NHX_` before it
 * @property {import('./releases.mjs').ReleaseName[]} [only]  the releases that have the command
 */

const login = (/** @type {string} */ person) => ({
  as: person,
  run: [
    ...['auth', 'login', '--base-url', 'ORIGIN', '--unsigned-token'],
    ...['--email', `${person}@example.com`],
  ],
  says: /./,
});

/**
 * @param {string} command
 * @param {...string} rest
 */
const members = (command, ...rest) => [
  'workspaces',
  'members',
  command,
  ...rest,
  '--workspace',
  'ml-team',
];

/** @type {Command[]} */
export const SIGNING_IN = [
  { run: ['auth', 'status'], says: /no-auth/ },
  { run: ['--base-url', 'ORIGIN', 'workspaces', 'list'], fails: true, says: /Unauthorized/ },
  login('alice'),
  { run: ['auth', 'status'], says: /alice@example\.com/ },
  { run: ['auth', 'token'], says: /^<token>$/m },
  { run: ['auth', 'refresh'], says: /./ },
  {
    run: ['workspaces', 'list'],
    env: { ACCESS_TOKEN: 'not-a-token' },
    fails: true,
    says: /Invalid or expired token/,
  },
  login('bob'),
  login('admin'),
  {
    run: ['auth', 'access-keys', 'list'],
    fails: 1,
    says: /disabled|not enabled/i,
    only: ['helix'],
  },
];

/** @type {Command[]} */
export const WORKSPACES = [
  { run: ['workspaces', 'list'], says: /default/ },
  {
    run: ['workspaces', 'create', 'ml-team', '--description', 'Machine learning'],
    says: /"name": "ml-team"/,
  },
  { run: ['workspaces', 'create', 'ml-team'], fails: true, says: /already exists/ },
  { run: ['workspaces', 'create', 'ml-team', '--exist-ok'], says: /Machine learning/ },
  { run: ['workspaces', 'create', 'Not A Name'], fails: true, says: /name/ },
  {
    run: ['workspaces', 'create', 'research', '--input-data', '{"description": "Ünïcödé ✓"}'],
    says: /research/,
  },
  { run: ['workspaces', 'get', 'ml-team'], says: /alice@example\.com/ },
  { run: ['workspaces', 'get', 'ml-team', '-f', 'yaml'], says: /name: ml-team/ },
  { run: ['workspaces', 'get', 'ml-team', '-f', 'raw'], says: /ml-team/ },
  { run: ['workspaces', 'get', 'no-such-thing'], fails: true, says: /Forbidden/ },
  { as: 'admin', run: ['workspaces', 'get', 'no-such-thing'], fails: true, says: /not found/ },
  { run: ['workspaces', 'update', 'ml-team', '--description', 'New'], says: /"New"/ },
  { run: ['workspaces', 'update', 'ml-team', '--description', ''], says: /"description": ""/ },
  { run: ['workspaces', 'update', 'ml-team', '--input-data', '{}'], says: /ml-team/ },
  {
    run: ['workspaces', 'update', 'ml-team', '--input-data', '{"description": null}'],
    says: /ml-team/,
  },
  {
    as: 'bob',
    run: ['workspaces', 'update', 'ml-team', '--description', 'x'],
    fails: true,
    says: /403/,
  },
  { run: ['workspaces', 'list', '-f', 'json'], says: /"ml-team"/ },
  { run: ['workspaces', 'list', '-f', 'csv', '-c', 'all', '--sort', 'name'], says: /ml-team/ },
  { run: ['workspaces', 'list', '-f', 'markdown', '--sort', '-name'], says: /ml-team/ },
  {
    run: ['workspaces', 'list', '--sort', 'name', '--page', '2', '--page-size', '2', '-f', 'json'],
    says: /research/,
  },
  {
    run: ['workspaces', 'list', '--all-pages', '--page-size', '1', '--sort', 'name', '-f', 'json'],
    says: /research/,
  },
  { run: ['workspaces', 'list', '--filter', 'name:"ml-team"', '-f', 'json'], says: /ml-team/ },
  {
    run: ['workspaces', 'list', '--filter', 'name~"sea" AND -created_by:null', '-f', 'json'],
    says: /research/,
  },
  {
    run: ['workspaces', 'list', '--filter', '{"name":{"$like":"SEA"}}', '-f', 'json'],
    says: /research/,
  },
  {
    run: ['workspaces', 'list', '--filter', '{"name":{"$like":"resea%"}}', '-f', 'json'],
    says: /"data": \[\]/,
    differs: "to NVIDIA's `%` and `_` are wildcards; both are legal in what is filtered",
  },
  { run: ['workspaces', 'list', '--filter', '{"name":', '-f', 'json'], fails: true, says: /./ },
  { run: ['workspaces', 'list', '--page', '0'], fails: true, says: /greater than or equal to 1/ },
];

/** @type {Command[]} */
export const MEMBERS = [
  { run: members('list'), says: /alice@example\.com/ },
  {
    run: members(
      'create',
      '--principal',
      'bob@example.com',
      '--roles',
      'Editor',
      '--roles',
      'Viewer',
    ),
    says: /bob@example\.com/,
  },
  {
    run: members('create', '--principal', 'bob@example.com', '--roles', 'Editor'),
    says: /bob@example\.com/,
  },
  { run: members('create', '--principal', 'carol@example.com'), says: /Editor/ },
  { run: members('create', '--principal', '*', '--roles', 'Viewer'), says: /Viewer/ },
  { run: members('list', '-f', 'json'), says: /"\*"/ },
  { run: members('list', '-f', 'csv', '-c', 'all'), says: /carol@example\.com/ },
  { as: 'bob', run: ['workspaces', 'get', 'ml-team'], says: /ml-team/ },
  {
    as: 'bob',
    run: members('create', '--principal', 'eve@example.com'),
    fails: true,
    says: /Forbidden/,
  },
  {
    as: 'bob',
    run: members('list'),
    says: /alice@example\.com/,
    differs: "NVIDIA's shows members to Admins only",
  },
  { run: members('update', 'bob@example.com', '--roles', 'Viewer'), says: /Viewer/ },
  { run: members('update', 'dave@example.com', '--roles', 'Editor'), says: /dave@example\.com/ },
  {
    run: members('update', 'alice@example.com', '--roles', 'Viewer'),
    fails: true,
    says: /409|Admin/,
  },
  { run: members('delete', 'alice@example.com'), fails: true, says: /409|Admin/ },
  { run: members('delete', '*'), says: /./ },
  { run: members('delete', 'carol@example.com'), says: /./ },
  { run: members('delete', 'nobody@example.com'), fails: true, says: /not|404/ },
  { run: members('list', '-f', 'yaml'), says: /dave@example\.com/ },
  {
    run: members('update', 'bob@example.com', '--roles', 'Emperor'),
    fails: true,
    says: /Emperor|role/,
    differs: "NVIDIA's stores roles that do not exist",
  },
];

/** @type {Command[]} */
export const ENDING = [
  { as: 'bob', run: ['workspaces', 'delete', 'research'], fails: true, says: /Forbidden/ },
  { run: ['workspaces', 'delete', 'research'], says: /Deleted|marked for deletion/ },
  { as: 'admin', run: ['workspaces', 'get', 'research'], fails: true, says: /not found/ },
  { as: 'admin', run: ['workspaces', 'delete', 'research'], fails: true, says: /not found/ },
  { run: ['workspaces', 'list', '--sort', 'name', '-f', 'json'], says: /ml-team/ },
  { run: ['auth', 'logout'], says: /./ },
  { run: ['auth', 'status'], says: /no-auth/ },
  { run: ['workspaces', 'list'], fails: true, says: /Unauthorized/ },
];
