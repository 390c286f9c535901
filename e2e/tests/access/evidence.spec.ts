// Keep or remove, with a record: by keyboard alone, over a reload, and in a spreadsheet.

import { loaded, makeTeams, saved, teamName } from '../../fixtures/estate';
import { expect, stored, test, title } from '../../fixtures/test';

test.slow();

test('a review by keyboard survives a reload and ends in a record and a plan', async ({
  apiAs,
  openAs,
}) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 3, () => ({ 'bob@example.com': ['Viewer'] }));
  const page = await openAs('admin@example.com', 'access/review?q=bob');
  await loaded(page);
  await page.getByRole('link', { name: 'Review these with evidence' }).press('Enter');
  await expect(title(page, 'Review with evidence')).toBeVisible();
  await expect(page.getByText('3 bindings: with “bob”.')).toBeVisible();
  await page.getByRole('button', { name: 'Begin the review' }).press('Enter');

  const card = page.getByRole('region', { name: 'Decision' });
  const said = card.getByRole('status');
  await expect(said).toContainText(`1 of 3: bob@example.com in ${teamName(0)}, Viewer`);
  await card.getByRole('button', { name: 'Keep' }).focus();
  await page.keyboard.press('k');
  await expect(said).toContainText('2 of 3');
  // Letters are letters where one writes.
  await card.getByLabel('Note (optional)').fill('left in june, keep an eye on rk');
  await expect(said).toContainText('2 of 3');
  await card.getByRole('button', { name: 'Remove' }).press('Enter');
  await expect(page.getByText('2 of 3 decided: 1 keep, 1 remove.')).toBeVisible();

  await page.reload();
  await loaded(page);
  await expect(page.getByText('2 of 3 decided: 1 keep, 1 remove.')).toBeVisible();
  await expect(said).toContainText('3 of 3');
  expect((await stored(page)).session).toContain('nmp-studio.review');
  expect(await page.evaluate(() => sessionStorage.getItem('nmp-studio.review'))).not.toMatch(
    /eyJ|token/i,
  );
  await card.getByRole('button', { name: 'Keep' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(card.getByLabel('Note (optional)')).toHaveValue('left in june, keep an eye on rk');

  const csv = await saved(page, 'Record as CSV');
  expect(csv.name).toBe('access-review-record.csv');
  const line = csv.lines.find((line) => line.startsWith(`${teamName(1)},`)) ?? '';
  for (const part of ['bob@example.com', 'Viewer', 'remove', 'left in june', 'with “bob”']) {
    expect(line).toContain(part);
  }
  expect(line).toContain(new URL(page.url()).origin);
  const markdown = await saved(page, 'Record as Markdown');
  expect(markdown.text).toMatch(/- \*\*Reviewer:\*\* .*admin@example\.com/);
  expect(markdown.text).toContain('1 keep, 1 remove, 1 open, of 3');

  await page.getByRole('button', { name: 'Plan 1 removal' }).press('Enter');
  await page.getByRole('button', { name: 'Make 1 change' }).press('Enter');
  await expect(page.getByText('At its end: 1 done.')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Evidence', exact: true }).press('Enter');
  const after = await saved(page, 'Record as CSV');
  expect(after.lines.find((line) => line.startsWith(`${teamName(1)},`))).toContain(',Done,');
  await page.getByRole('button', { name: 'End the review' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'End the review' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Begin the review' })).toBeVisible();
  await expect.poll(async () => (await stored(page)).session).not.toContain('nmp-studio.review');
});

test('decisions come back from a spreadsheet', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 2, () => ({ 'bob@example.com': ['Viewer'] }));
  const page = await openAs('admin@example.com', 'access/evidence?q=bob');
  await loaded(page);
  await page.getByRole('button', { name: 'Begin the review' }).click();
  const { text } = await saved(page, 'Record as CSV');
  const [heading = '', ...lines] = text.replace(/^\uFEFF/, '').split('\r\n');
  const column = heading.split(',').indexOf('decision');
  expect(column).toBeGreaterThan(0);
  const rows = [
    'Workspace;Principal;Roles;Decision;Note',
    `${teamName(0)};bob@example.com;Viewer;REMOVE;gone`,
    `${teamName(1)};bob@example.com;Admin;keep;`,
  ];
  expect(lines.length).toBeGreaterThan(2);
  await page.getByText('Decide in a spreadsheet').click();
  await page.getByLabel('Record as CSV', { exact: true }).setInputFiles({
    name: 'decided.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(rows.join('\n')),
  });
  await expect(page.getByText(/^1 decision taken over; 1 not: /)).toBeVisible();
  await expect(page.getByText('1 of 2 decided: 0 keep, 1 remove.')).toBeVisible();
});

test('a review is for whoever began it', async ({ apiAs, openAs }) => {
  await (await apiAs('alice@example.com')).createWorkspace('mine');
  const page = await openAs('alice@example.com', 'access/evidence');
  await loaded(page);
  await page.getByRole('button', { name: 'Begin the review' }).click();
  await expect(page.getByRole('region', { name: 'Decision' })).toBeVisible();
  await page.getByRole('button', { name: /^Account: / }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/127\.0\.0\.1/);
  await expect.poll(async () => (await stored(page)).session).not.toContain('nmp-studio.review');
});
