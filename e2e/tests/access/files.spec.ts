// Files that spreadsheets have written, in whatever encoding and with whatever separator.

import { loaded, rowOf, table } from '../../fixtures/estate';
import { expect, test } from '../../fixtures/test';

const LINES = [
  ['workspace', 'principal', 'before', 'after'],
  ['ml-team', 'jörg@example.com', '', 'Viewer'],
  ['ml-team', 'Groupe «Café» €', '', 'Editor'],
];

const text = (separator: string): string =>
  LINES.map((line) => line.join(separator) + '\r\n').join('');

/** The euro is where Windows-1252 differs from Latin 1. */
const windows1252 = (text: string): Buffer => Buffer.from(text.replaceAll('€', '\x80'), 'latin1');

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

const FIRST = 'UTF-8 with commas';

for (const [what, buffer, told] of [
  [FIRST, Buffer.from(text(',')), ''],
  ['UTF-8 with a mark and semicolons', Buffer.from(`\ufeff${text(';')}`), 'semicolons.'],
  ['a line that names the separator', Buffer.from(`sep=|\r\n${text('|')}`), 'separated by “|”.'],
  [
    'Windows-1252',
    windows1252(text(';')),
    'Read as Windows-1252, because it is not UTF-8, separated by semicolons.',
  ],
  ['UTF-16 with tabs', utf16(`\ufeff${text('\t')}`), 'Read as UTF-16, separated by tabs.'],
  ['UTF-16 without a mark', utf16(text('\t')), 'Read as UTF-16, separated by tabs.'],
  ['UTF-16 in the other order', utf16(`\ufeff${text(',')}`).swap16(), 'Read as UTF-16.'],
] as const) {
  // Reading a file is the same on both platforms; that a plan comes of it is looked at with one.
  const tag = what === FIRST ? [] : '@embedded';
  test(
    `a plan is read from ${what}, and says what was assumed`,
    { tag },
    async ({ apiAs, openAs }) => {
      const admin = await apiAs('admin@example.com');
      await admin.createWorkspace('ml-team');
      const page = await openAs('admin@example.com', 'access/changes');
      await loaded(page);
      await page.getByLabel('Plan as CSV').setInputFiles({
        name: 'plan.csv',
        mimeType: 'text/csv',
        buffer,
      });
      const steps = table(page, 'Steps of the plan');
      await expect(steps).toContainText('jörg@example.com');
      await expect(steps).toContainText('Groupe «Café» €');
      await expect(rowOf(steps, 'ml-team')).toHaveCount(2);
      await expect(page.getByRole('heading', { name: 'Changes from a file' })).toContainText(told);
    },
  );
}

// Reading a file is the same on both platforms.
test("a spreadsheet's own file is not taken for CSV", { tag: '@embedded' }, async ({ openAs }) => {
  const page = await openAs('admin@example.com', 'access/changes');
  await loaded(page);
  await page.getByLabel('Plan as CSV').setInputFiles({
    name: 'plan.xlsx',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00binary', 'latin1'),
  });
  await expect(page.getByText(/A spreadsheet's own file can't be read/)).toBeVisible();
});
