// Who changed which roles: the audit trail of the embedded platform. NeMo Platform keeps none.

import { saved } from '../../fixtures/saved';
import {
  expect,
  expectNoAxeFindings,
  facts,
  row,
  rowHeaders,
  test,
  title,
} from '../../fixtures/test';

test.beforeEach(async ({ apiAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.addMember('ml-team', 'bob@example.com', 'Viewer');
});

test(
  'a change is shown with its author, from what to what',
  { tag: '@embedded' },
  async ({ openAs }) => {
    const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
    await page.getByRole('button', { name: 'Change role of bob@example.com, now' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change role of bob@example.com' });
    await dialog.getByRole('radio', { name: 'Editor' }).check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('bob@example.com is now an Editor.')).toBeVisible();

    const tabs = page.getByRole('navigation', { name: 'Workspace', exact: true });
    await tabs.getByRole('link', { name: 'Activity' }).click();
    await expect(title(page, 'Activity in ml-team')).toBeVisible();
    await expect(rowHeaders(page)).toHaveText([
      'bob@example.com',
      'bob@example.com',
      'alice@example.com',
      'The workspace',
    ]);
    const cells = (index: number) =>
      page
        .getByRole('row')
        .nth(index + 1)
        .getByRole('cell');
    await expect(cells(0)).toHaveText(['Viewer → Editor', 'You', /now|ago/]);
    await expect(cells(1)).toHaveText(['Added as Viewer', 'You', /now|ago/]);
    await expect(cells(3)).toHaveText(['Workspace created', 'You', /now|ago/]);
    await expectNoAxeFindings(page);
  },
);

test(
  'filters are in the address, and what fits is exported',
  { tag: '@embedded' },
  async ({ apiAs, openAs }) => {
    const alice = await apiAs('alice@example.com');
    await alice.addMember('ml-team', '=cmd', 'Viewer');
    await (await apiAs('admin@example.com')).addMember('ml-team', 'carol@example.com', 'Admin');
    const page = await openAs('alice@example.com', 'workspaces/ml-team/activity');

    await page.getByRole('searchbox', { name: 'Changed by' }).fill('admin@example.com');
    await page.keyboard.press('Enter');
    await expect(rowHeaders(page)).toHaveText(['carol@example.com']);
    await expect(page).toHaveURL(/activity\?actor=admin%40example\.com$/);
    await page.getByRole('searchbox', { name: 'Changed by' }).fill('');
    await page.keyboard.press('Tab');
    await expect(rowHeaders(page)).toHaveCount(5);

    await page.getByRole('combobox', { name: 'What' }).selectOption('Member added');
    await expect(rowHeaders(page)).toHaveText([
      'carol@example.com',
      '=cmd',
      'bob@example.com',
      'alice@example.com',
    ]);
    const { name, lines } = await saved(page, 'Export CSV');
    expect(name).toBe('ml-team-activity.csv');
    expect(lines).toHaveLength(5);
    expect(lines[2]).toContain(",member.added,'=cmd,");

    // A part of a name, which the platform doesn't look for.
    await page.getByRole('combobox', { name: 'What' }).selectOption('Everything');
    await page.getByRole('searchbox', { name: 'Person or group' }).fill('BOB');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/activity\?principal=BOB$/);
    await expect(rowHeaders(page)).toHaveText(['bob@example.com']);
    await expect(page.getByText('Studio has looked for a part of one in 5 entries.')).toBeVisible();
    await page.getByLabel('To', { exact: true }).fill('2020-01-01');
    await expect(page.getByText('Nothing fits these filters.')).toBeVisible();
    await page.reload();
    await expect(page.getByLabel('To', { exact: true })).toHaveValue('2020-01-01');
    await page.getByRole('link', { name: 'Show all activity' }).click();
    await expect(rowHeaders(page)).toHaveCount(5);
  },
);

test('it is offered to Admins only', { tag: '@embedded' }, async ({ apiAs, openAs }) => {
  const page = await openAs('bob@example.com', 'workspaces/ml-team/members');
  await expect(row(page, 'alice@example.com')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Activity' })).toBeHidden();
  await page.goto('workspaces/ml-team/activity');
  await expect(page.getByText('Activity is shown to Admins only')).toBeVisible();

  await (await apiAs('alice@example.com')).addMember('ml-team', 'bob@example.com', 'Admin');
  await page.reload();
  await expect(rowHeaders(page).first()).toHaveText('bob@example.com');
});

test('pages lead on to what was earlier', { tag: '@embedded' }, async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  for (let n = 0; n < 30; n += 1) {
    await alice.addMember('ml-team', `member-${n}@example.com`, 'Viewer');
    await alice.removeMember('ml-team', `member-${n}@example.com`);
  }
  const page = await openAs('alice@example.com', 'workspaces/ml-team/activity');
  await expect(page.getByText('1–50 of 63')).toBeVisible();
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page.getByText('51–63 of 63')).toBeVisible();
  await expect(rowHeaders(page).last()).toHaveText('The workspace');
});

test('a platform that keeps no audit trail is not asked for one', async ({
  page,
  signInAs,
  traffic,
}) => {
  if (facts.audit) {
    await page.route('**/apis/auth/discovery', async (route) => {
      const response = await route.fetch();
      const { audit: _, ...discovery } = await response.json();
      await route.fulfill({ response, json: discovery });
    });
  }
  await page.goto('workspaces/ml-team/members');
  await signInAs(page, 'alice@example.com');
  await expect(row(page, 'bob@example.com')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Activity' })).toBeHidden();
  await page.goto('workspaces/ml-team/activity');
  await expect(page.getByText('This platform keeps no audit trail')).toBeVisible();
  await page.getByRole('link', { name: 'Go to the members' }).click();
  await expect(row(page, 'bob@example.com')).toBeVisible();
  expect(traffic.apiCalls().filter((request) => request.url().includes('audit'))).toHaveLength(0);
});

// Where clocks change at midnight, a day begins or ends at another hour than the days around it.
for (const [timezoneId, day, since, until] of [
  ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00.000Z', '2026-09-07T03:00:00.000Z'],
  ['America/Santiago', '2026-04-04', '2026-04-04T03:00:00.000Z', '2026-04-05T04:00:00.000Z'],
  ['America/Santiago', '2026-09-05', '2026-09-05T04:00:00.000Z', '2026-09-06T04:00:00.000Z'],
  ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00.000Z', '2026-03-29T21:00:00.000Z'],
  ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z', '2026-04-24T21:00:00.000Z'],
  ['America/Asuncion', '2023-10-01', '2023-10-01T04:00:00.000Z', '2023-10-02T03:00:00.000Z'],
  ['America/Havana', '2026-03-08', '2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z'],
  ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
  ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
  ['Europe/Berlin', '2026-12-31', '2026-12-30T23:00:00.000Z', '2026-12-31T23:00:00.000Z'],
  ['Asia/Kathmandu', '2024-02-29', '2024-02-28T18:15:00.000Z', '2024-02-29T18:15:00.000Z'],
] as const) {
  test.describe(`in ${timezoneId}`, { tag: '@embedded' }, () => {
    test.use({ timezoneId });

    test(`${day} is from midnight to midnight`, async ({ openAs }) => {
      const page = await openAs('alice@example.com', 'workspaces/ml-team');
      const asked = page.waitForRequest(/\/audit\?.*since/);
      await page.goto(`workspaces/ml-team/activity?from=${day}&to=${day}`);
      const filter = new URL((await asked).url()).searchParams;
      const values = [...filter.values()].join(' ');
      expect(values).toContain(since);
      expect(values).toContain(until);
    });
  });
}
