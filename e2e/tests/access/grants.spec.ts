// Every grant in every workspace: how it is loaded, searched and exported.

import {
  loaded,
  makeTeams,
  type Members,
  rowOf,
  saved,
  table,
  teamName,
} from '../../fixtures/estate';
import { expect, facts, test, title } from '../../fixtures/test';

test.slow();

const TEAMS = 62;

test('everything is searched, filtered, sorted and exported', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, TEAMS, (at) => ({
    'bob@example.com': [at % 2 ? 'Editor' : 'Viewer'],
    ...(at === 3 ? { '=cmd@example.com': ['Viewer'], 'data-eng': ['Editor'] } : {}),
  }));
  const page = await openAs('admin@example.com', 'access/grants');
  await expect(title(page, 'Grants')).toBeVisible();
  await loaded(page);

  const search = page.getByRole('searchbox');
  await search.fill('bob@example.com team-0');
  const count = page.getByRole('status').filter({ hasText: 'grants' });
  await expect(count).toHaveText(/^10 of \d+ grants$/);
  await expect(page).toHaveURL(/q=bob/);
  const grants = table(page, 'Grants');
  await expect(grants).toHaveAttribute('aria-rowcount', '11');
  await expect(grants.getByRole('row').nth(1)).toContainText('team-00');

  await page.getByLabel('Filter by role').selectOption('Editor');
  await expect(count).toHaveText(/^5 of/);
  await grants.getByRole('link', { name: 'Workspace', exact: true }).click();
  await expect(page).toHaveURL(/role=editor.*sort=workspace/);
  await grants.getByRole('link', { name: 'Workspace', exact: true }).click();
  await expect(page).toHaveURL(/sort=-workspace/);
  await expect(grants.getByRole('row').nth(1)).toContainText('team-09');

  await page.reload();
  await loaded(page);
  await expect(count).toHaveText(/^5 of/);
  await expect(grants.getByRole('row').nth(1)).toContainText('team-09');

  const few = await saved(page, 'Export CSV');
  expect(few.name).toBe('grants.csv');
  expect(few.lines).toHaveLength(7);
  expect(few.lines.at(-1)).toMatch(
    /Looked at: role Editor, with “bob@example\.com team-0”, in \d+ of \d+ workspaces/,
  );
  expect(few.lines[1]).toMatch(/^team-09,bob@example\.com,Person,Editor,/);

  await page.getByLabel('Filter by role').selectOption('');
  await search.fill('cmd');
  await expect(count).toHaveText(/^1 of/);
  expect((await saved(page, 'Export CSV')).lines[1]).toContain("team-03,'=cmd@example.com,");
});

test('what is not visible or failed is unknown, never empty', async ({ apiAs, openAs, guard }) => {
  guard.allow(/status of (403|500)/);
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 6, () => ({ 'bob@example.com': ['Viewer'] }));
  // The list of workspaces would ask for some members already.
  const page = await openAs('admin@example.com', 'account');
  let broken = true;
  await page.route(`**/workspaces/${teamName(2)}/members`, (route) =>
    broken ? route.fulfill({ status: 500, body: 'no' }) : route.continue(),
  );
  await page.route(`**/workspaces/${teamName(4)}/members`, (route) =>
    route.fulfill({ status: 403, json: { detail: 'Forbidden' } }),
  );
  await page.getByRole('link', { name: 'Access', exact: true }).click();
  await loaded(page);
  const region = page.getByRole('region', { name: 'What is loaded' });
  await region.getByText('Unknown: 1 not visible to you, 1 failed').click();
  await expect(region.getByRole('listitem').filter({ hasText: teamName(2) })).toContainText(
    'loading failed',
  );
  await expect(region.getByRole('listitem').filter({ hasText: teamName(4) })).toContainText(
    "aren't visible to you",
  );

  await page.getByRole('link', { name: 'Grants', exact: true }).click();
  await page.getByRole('searchbox').fill('bob');
  const count = page.getByRole('status').filter({ hasText: 'grants' });
  await expect(count).toHaveText(/^4 of/);
  const file = await saved(page, 'Export CSV');
  expect(file.lines.filter((line) => line.includes('Unknown:'))).toHaveLength(2);

  broken = false;
  await region.getByText('Unknown: 1 not visible to you, 1 failed').click();
  await region.getByRole('button', { name: 'Retry 1 failed' }).click();
  await expect(count).toHaveText(/^5 of/);
  await expect(region.getByText('Unknown: 1 not visible to you')).toBeVisible();

  // The person's page says so too, and so does a plan.
  await page.goto('access/person?principal=bob@example.com');
  await loaded(page);
  await expect(page.getByText('1 workspace is unknown: there may be more.')).toBeVisible();
  await page.getByRole('button', { name: 'Remove from all workspaces…' }).click();
  await expect(title(page, 'Changes')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Not known' })).toContainText(teamName(4));
});

// How often Studio asks is up to Studio.
test(
  'nothing is asked for twice, and loading can be stopped',
  { tag: '@embedded' },
  async ({ apiAs, openAs }) => {
    const admin = await apiAs('admin@example.com');
    await makeTeams(admin, 20, () => ({ 'bob@example.com': ['Viewer'] }));
    // The list of workspaces would ask for some members already.
    const page = await openAs('admin@example.com', 'account');
    const asked: string[] = [];
    let hold: (() => void)[] | undefined = [];
    await page.route('**/workspaces/team-*/members', async (route) => {
      asked.push(new URL(route.request().url()).pathname);
      if (hold && asked.length > 8) await new Promise<void>((go) => hold?.push(go));
      await route.continue();
    });
    await page.getByRole('link', { name: 'Access', exact: true }).click();
    await page.getByRole('link', { name: 'People and groups', exact: true }).click();
    const region = page.getByRole('region', { name: 'What is loaded' });
    await expect(region).toContainText(/Loading… [1-9]\d* of/);
    // What has come is there already.
    await expect(rowOf(table(page, 'People and groups'), 'bob@example.com')).toBeVisible();
    await region.getByRole('button', { name: 'Stop loading' }).click();
    for (const go of hold.splice(0)) go();
    hold = undefined;
    await expect(region.getByText(/Unknown: \d+ not loaded/)).toBeVisible();
    const before = asked.length;
    expect(before).toBeLessThan(20);

    await region.getByText(/Unknown: \d+ not loaded/).click();
    await region.getByRole('button', { name: 'Load the rest' }).click();
    await expect(region.getByText(/Unknown/)).toBeHidden();
    // Beside the page, *Access* leads to the overview.
    for (const tab of ['Findings', 'Grants', 'Access']) {
      await page.getByRole('link', { name: tab, exact: true }).click();
      await loaded(page);
    }
    expect(new Set(asked).size).toBe(20);
    // What was on its way when loading was stopped may have been asked for again.
    expect(asked.length).toBeLessThanOrEqual(20 + 6);

    const total = asked.length;
    await region.getByRole('button', { name: 'Refresh' }).click();
    await loaded(page);
    expect(asked.length).toBe(total + 20);
  },
);

test('others look at what they administer', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  const alice = await apiAs('alice@example.com');
  await makeTeams(admin, 3, (at): Members => (at === 1 ? { 'alice@example.com': ['Viewer'] } : {}));
  await alice.createWorkspace('mine');
  await alice.addMember('mine', 'bob@example.com', 'Viewer');
  const page = await openAs('alice@example.com', 'access/grants');
  await loaded(page);
  const region = page.getByRole('region', { name: 'What is loaded' });
  await expect(region).toContainText("You aren't a platform admin");
  await page.getByRole('searchbox').fill('mine');
  await expect(rowOf(table(page, 'Grants'), 'bob@example.com')).toBeVisible();
  await expect(page.getByText(teamName(0))).toHaveCount(0);
  // The file says what it leaves out.
  const file = await saved(page, 'Export CSV');
  expect(file.lines.at(-1)).toMatch(
    facts.membersVisibleToNonAdmins
      ? /in the 1 workspace I administer; [1-9]\d* others visible and not looked at.*; others may exist/
      : /in 1 of the \d+ workspaces visible to me; [1-9]\d* not known; others may exist/,
  );
});

test(
  'platform admins are known where they are visible, and otherwise not denied',
  {
    tag: '@embedded',
  },
  async ({ apiAs, openAs, guard }) => {
    guard.allow(/status of 403/);
    await (await apiAs('alice@example.com')).createWorkspace('mine');
    const page = await openAs('alice@example.com', 'access/person?principal=admin@example.com');
    await loaded(page);
    const standings = table(page, 'Access in every workspace');
    await expect(rowOf(standings, 'mine')).toContainText('PlatformAdmin');

    await page.route('**/workspaces/system/members*', (route) =>
      route.fulfill({ status: 403, json: { detail: 'Forbidden' } }),
    );
    await page.reload();
    await loaded(page);
    await expect(page.getByText("Who is a platform admin isn't known")).toBeVisible();
    await page.getByLabel('Also workspaces without access').check();
    await expect(rowOf(standings, 'mine')).toContainText('Not known');
  },
);

test('addresses of earlier versions lead to where the pages are now', async ({ openAs }) => {
  const page = await openAs('admin@example.com', 'access/review?q=bob&role=viewer');
  await expect(title(page, 'Grants')).toBeVisible();
  await expect(page).toHaveURL(/\/access\/grants\?q=bob&role=viewer$/);
  for (const [before, heading, now] of [
    ['bindings?q=bob', 'Grants', /\/access\/grants\?q=bob$/],
    ['evidence?q=bob', 'Reviews', /\/access\/reviews\?q=bob$/],
    ['certification?q=bob', 'Reviews', /\/access\/reviews\?q=bob$/],
    ['open-doors', 'Findings', /\/access\/findings\?kind=open$/],
    ['bus-factor', 'Findings', /\/access\/findings\?kind=admins$/],
    ['plan', 'Changes', /\/access\/changes$/],
  ] as const) {
    await page.goto(`access/${before}`);
    await expect(title(page, heading)).toBeVisible();
    await expect(page).toHaveURL(now);
  }
});
