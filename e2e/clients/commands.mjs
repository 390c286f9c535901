// What NVIDIA's command line is asked to do on both platforms, in this order.

/**
 * @typedef {object} Command
 * @property {string} [as]       who runs it; `alice` unless told otherwise
 * @property {string[]} run      `ORIGIN` stands for the platform's
 * @property {number} [exit]     0 unless told otherwise
 * @property {RegExp} says       in what it writes on the embedded platform, so that agreeing on a
 *                               wrong answer is not enough
 * @property {string} [differs]  why the real platform answers differently, where that is meant
 * @property {Record<string, string>} [env]
 */

const login = (person) => ({
  as: person,
  run: [
    ...['auth', 'login', '--base-url', 'ORIGIN', '--unsigned-token'],
    ...['--email', `${person}@example.com`],
  ],
  says: /./,
});

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
  { run: ['--base-url', 'ORIGIN', 'workspaces', 'list'], exit: 1, says: /Unauthorized/ },
  login('alice'),
  { run: ['auth', 'status'], says: /alice@example\.com/ },
  { run: ['auth', 'token'], says: /^<token>$/m },
  { run: ['auth', 'refresh'], says: /./ },
  {
    run: ['workspaces', 'list'],
    env: { NMP_ACCESS_TOKEN: 'not-a-token' },
    exit: 1,
    says: /Invalid or expired token/,
  },
  login('bob'),
  login('admin'),
];

/** @type {Command[]} */
export const WORKSPACES = [
  { run: ['workspaces', 'list'], says: /default/ },
  {
    run: ['workspaces', 'create', 'ml-team', '--description', 'Machine learning'],
    says: /"name": "ml-team"/,
  },
  { run: ['workspaces', 'create', 'ml-team'], exit: 1, says: /already exists/ },
  { run: ['workspaces', 'create', 'ml-team', '--exist-ok'], says: /Machine learning/ },
  { run: ['workspaces', 'create', 'Not A Name'], exit: 1, says: /name/ },
  {
    run: ['workspaces', 'create', 'research', '--input-data', '{"description": "Ünïcödé ✓"}'],
    says: /research/,
  },
  { run: ['workspaces', 'get', 'ml-team'], says: /alice@example\.com/ },
  { run: ['workspaces', 'get', 'ml-team', '-f', 'yaml'], says: /name: ml-team/ },
  { run: ['workspaces', 'get', 'ml-team', '-f', 'raw'], says: /ml-team/ },
  { run: ['workspaces', 'get', 'no-such-thing'], exit: 1, says: /Forbidden/ },
  { as: 'admin', run: ['workspaces', 'get', 'no-such-thing'], exit: 1, says: /not found/ },
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
    exit: 1,
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
    differs: 'to NeMo Platform 0.3.0 `%` and `_` are wildcards; both are legal in what is filtered',
  },
  { run: ['workspaces', 'list', '--filter', '{"name":', '-f', 'json'], exit: 1, says: /./ },
  { run: ['workspaces', 'list', '--page', '0'], exit: 1, says: /greater than or equal to 1/ },
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
    exit: 1,
    says: /Forbidden/,
  },
  {
    as: 'bob',
    run: members('list'),
    says: /alice@example\.com/,
    differs: 'NeMo Platform 0.3.0 shows members to Admins only',
  },
  { run: members('update', 'bob@example.com', '--roles', 'Viewer'), says: /Viewer/ },
  { run: members('update', 'dave@example.com', '--roles', 'Editor'), says: /dave@example\.com/ },
  { run: members('update', 'alice@example.com', '--roles', 'Viewer'), exit: 1, says: /409|Admin/ },
  { run: members('delete', 'alice@example.com'), exit: 1, says: /409|Admin/ },
  { run: members('delete', '*'), says: /./ },
  { run: members('delete', 'carol@example.com'), says: /./ },
  { run: members('delete', 'nobody@example.com'), exit: 1, says: /not|404/ },
  { run: members('list', '-f', 'yaml'), says: /dave@example\.com/ },
  {
    run: members('update', 'bob@example.com', '--roles', 'Emperor'),
    exit: 1,
    says: /Emperor|role/,
    differs: 'NeMo Platform 0.3.0 stores roles that do not exist',
  },
];

/** @type {Command[]} */
export const ENDING = [
  { as: 'bob', run: ['workspaces', 'delete', 'research'], exit: 1, says: /Forbidden/ },
  { run: ['workspaces', 'delete', 'research'], says: /Deleted/ },
  { as: 'admin', run: ['workspaces', 'get', 'research'], exit: 1, says: /not found/ },
  { as: 'admin', run: ['workspaces', 'delete', 'research'], exit: 1, says: /not found/ },
  { run: ['workspaces', 'list', '--sort', 'name', '-f', 'json'], says: /ml-team/ },
  { run: ['auth', 'logout'], says: /./ },
  { run: ['auth', 'status'], says: /no-auth/ },
  { run: ['workspaces', 'list'], exit: 1, says: /Unauthorized/ },
];
