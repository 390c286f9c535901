// Keep or remove, with a record: by keyboard alone, over a reload, and in a spreadsheet.

import { loaded, makeTeams, saved, teamName } from '../../fixtures/estate';
import { expect, facts, signOut, stored, test, title } from '../../fixtures/test';

test.slow();

test('a review by keyboard survives a reload and ends in a record and a plan', async ({
  apiAs,
  openAs,
}) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 3, () => ({ 'bob@example.com': ['Viewer'] }));
  const page = await openAs('admin@example.com', 'access/grants?q=bob');
  await loaded(page);
  await page.getByRole('link', { name: 'Review these grants' }).press('Enter');
  await expect(title(page, 'Reviews')).toBeVisible();
  await expect(page.getByText('3 grants: with “bob”.')).toBeVisible();
  await expect(
    page.getByText(/ this scope: with “bob”, in \d+ of \d+ workspaces\.$/),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Start review' }).press('Enter');

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
  await page.getByRole('button', { name: 'Apply 1 change' }).press('Enter');
  await expect(page.getByText('Finished: 1 done.')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Reviews', exact: true }).press('Enter');
  const after = await saved(page, 'Record as CSV');
  expect(after.lines.find((line) => line.startsWith(`${teamName(1)},`))).toContain(',Done,');
  // The plan is gone with a reload; what became of it is not.
  await page.reload();
  await loaded(page);
  const later = await saved(page, 'Record as CSV');
  expect(later.lines.find((line) => line.startsWith(`${teamName(1)},`))).toContain(',Done,');
  await page.getByRole('button', { name: 'Discard review' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Discard review' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Start review' })).toBeVisible();
  await expect.poll(async () => (await stored(page)).session).not.toContain('nmp-studio.review');
});

// Reading a file is the same on both platforms.
test('decisions come back from a spreadsheet', { tag: '@embedded' }, async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 2, () => ({ 'bob@example.com': ['Viewer'] }));
  const page = await openAs('admin@example.com', 'access/reviews?q=bob');
  await loaded(page);
  await page.getByRole('button', { name: 'Start review' }).click();
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
  await page.getByText('Decide in Excel or Sheets').click();
  await page.getByLabel('Record as CSV', { exact: true }).setInputFiles({
    name: 'decided.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(rows.join('\n')),
  });
  await expect(page.getByText(/^1 decision applied, 1 skipped: /)).toBeVisible();
  await expect(page.getByText('1 of 2 decided: 0 keep, 1 remove.')).toBeVisible();
});

test('a review is only for the person who began it', async ({ apiAs, idp, openAs }) => {
  await (await apiAs('alice@example.com')).createWorkspace('mine');
  const page = await openAs('alice@example.com', 'access/reviews');
  await loaded(page);
  await page.getByRole('button', { name: 'Start review' }).click();
  await page
    .getByRole('region', { name: 'Decision' })
    .getByRole('button', { name: 'Keep' })
    .click();
  await expect.poll(async () => (await stored(page)).session).toContain('nmp-studio.review');
  // The page is left twice on the way; neither writes it back.
  await signOut(page, idp.issuer);
  await expect(page.getByText('You are signed out.')).toBeVisible();
  expect((await stored(page)).session).not.toContain('nmp-studio.review');
});

// What happens in the browser alone is the same on both platforms.
test(
  'a note stays with its binding, and a key held down decides once',
  { tag: '@embedded' },
  async ({ apiAs, openAs }) => {
    const admin = await apiAs('admin@example.com');
    await makeTeams(admin, 4, () => ({ 'bob@example.com': ['Viewer'] }));
    const page = await openAs('admin@example.com', 'access/reviews?q=bob');
    await loaded(page);
    await page.getByRole('button', { name: 'Start review' }).click();
    const card = page.getByRole('region', { name: 'Decision' });
    const note = card.getByLabel('Note (optional)');
    await note.fill('ask Carol first');
    await card.getByRole('button', { name: 'Next' }).click();
    await expect(note).toHaveValue('');
    await note.fill('second');
    await page
      .getByRole('button', { name: `Decide about bob@example.com in ${teamName(0)}` })
      .click();
    await expect(note).toHaveValue('ask Carol first');
    await expect(page.getByText('0 of 4 decided')).toBeVisible();
    await page.reload();
    await loaded(page);
    await expect(note).toHaveValue('ask Carol first');

    await card.getByRole('button', { name: 'Keep' }).focus();
    await page.keyboard.down('k');
    await page.keyboard.down('k');
    await page.keyboard.down('k');
    await page.keyboard.up('k');
    await expect(page.getByText('1 of 4 decided: 1 keep, 0 remove.')).toBeVisible();
    await expect(note).toHaveValue('second');

    // A decided one can be written on, too; a file's note takes the place of what is shown.
    await card.getByRole('button', { name: 'Previous' }).click();
    await note.fill('Carol says yes');
    await card.getByRole('button', { name: 'Next' }).click();
    await card.getByRole('button', { name: 'Previous' }).click();
    await expect(note).toHaveValue('Carol says yes');
    await page.getByText('Decide in Excel or Sheets').click();
    const lines = [0, 1, 2, 3].map((at) => `${teamName(at)},bob@example.com,keep,file ${at}`);
    await page.getByLabel('Record as CSV', { exact: true }).setInputFiles({
      name: 'decided.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(['workspace,principal,decision,note', ...lines].join('\n')),
    });
    await expect(page.getByText('4 of 4 decided: 4 keep, 0 remove.')).toBeVisible();
    await expect(note).toHaveValue('file 0');
  },
);

test('a review that the browser has no room for lasts from page to page', async ({
  apiAs,
  openAs,
}) => {
  await (await apiAs('alice@example.com')).createWorkspace('mine');
  const page = await openAs('alice@example.com', 'access');
  await loaded(page);
  await page.evaluate(() => {
    const original = Object.getOwnPropertyDescriptor(Storage.prototype, 'setItem');
    Storage.prototype.setItem = function (key: string, value: string) {
      if (key === 'nmp-studio.review') throw new DOMException('full', 'QuotaExceededError');
      original?.value.call(this, key, value);
    };
  });
  await page.getByRole('link', { name: 'Reviews', exact: true }).click();
  await page.getByRole('button', { name: 'Start review' }).click();
  await page
    .getByRole('region', { name: 'Decision' })
    .getByRole('button', { name: 'Keep' })
    .click();
  await expect(page.getByRole('alert')).toContainText('has no room to keep the review');
  await page.getByRole('link', { name: 'People and groups', exact: true }).click();
  await expect(title(page, 'People and groups')).toBeVisible();
  await page.getByRole('link', { name: 'Reviews', exact: true }).click();
  await expect(page.getByText(/^1 of \d+ decided: 1 keep, 0 remove\.$/)).toBeVisible();
  const record = await saved(page, 'Record as CSV');
  expect(record.lines[1]).toMatch(
    facts.membersVisibleToNonAdmins
      ? /everything, in the 1 workspace I administer.*others may exist/
      : /everything, in 1 of the \d+ workspaces visible to me; \d+ not known; others may exist/,
  );
});
