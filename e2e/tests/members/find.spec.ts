// Finding people, also those whom nobody has named, and telling long names apart.

import { Palette } from '../../fixtures/palette';
import { expect, openDialog, row, rowHeaders, test, title } from '../../fixtures/test';

test.beforeEach(async ({ apiAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.addMember('ml-team', 'bob@example.com', 'Editor');
});

test('a search that finds nobody leads to what they can get at', async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.addMember('ml-team', 'data-eng', 'Viewer');
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await expect(row(page, 'bob@example.com')).toBeVisible();
  await page.getByRole('searchbox').fill('dave');
  await expect(page.getByText('No member matches “dave”.')).toBeVisible();
  await page.getByRole('link', { name: 'Show what dave@example.com can get at' }).click();
  await expect(title(page, 'Access of dave@example.com')).toBeVisible();
  await expect(row(page, 'ml-team')).toContainText('Perhaps Viewer');
});

test('a name leads to everything that one can get at', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await page.getByRole('link', { name: 'bob@example.com' }).click();
  await expect(title(page, 'Access of bob@example.com')).toBeFocused();
});

test(
  'names of one department are told apart, and keep their domain',
  { tag: '@embedded' },
  async ({ apiAs, openAs }) => {
    const alice = await apiAs('alice@example.com');
    const long =
      'maximiliane-theodora.von-und-zu-hohenstein.of-the-department-for-learning-machines';
    const names = ['a', 'b'].map((end) => `${long}-${end}@department-of-everything.example.com`);
    for (const name of names) await alice.addMember('ml-team', name, 'Viewer');
    const group = 'europe-west-machine-learning-platform-administrators-and-deputies';
    await alice.addMember('ml-team', group, 'Viewer');
    const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
    await expect(row(page, 'bob@example.com')).toBeVisible();
    for (const width of [320, 768, 1280, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      const cut = await page.locator('.name').evaluateAll((all) =>
        all.map((name) => {
          const box = name.getBoundingClientRect();
          const end = (name.querySelector('bdi > :last-child') ?? name).getBoundingClientRect();
          const around = name.closest('.principal') ?? name;
          const style = getComputedStyle(name);
          const letter = parseFloat(style.fontSize) * 0.56;
          return {
            text: name.textContent,
            // What stands behind the cut is in sight.
            whole: end.bottom <= box.bottom + 1 && end.right <= box.right + 1,
            room: (around.getBoundingClientRect().width - 36) / letter,
          };
        }),
      );
      for (const { text, whole, room } of cut) {
        expect(whole, `${text} at ${width}`).toBe(true);
        if (width >= 768) expect(room, `${text} at ${width}`).toBeGreaterThanOrEqual(16);
      }
    }
    // The tables about access are narrow in the middle: there too.
    await page.setViewportSize({ width: 768, height: 900 });
    await page.goto('access/bindings');
    await expect(page.getByRole('link', { name: 'bob@example.com' }).first()).toBeVisible();
    const rooms = await page.locator('th .principal').evaluateAll((all) =>
      all.map((one) => {
        const name = one.querySelector('.principal-text') ?? one;
        const letter = parseFloat(getComputedStyle(name).fontSize) * 0.56;
        return (one.getBoundingClientRect().right - name.getBoundingClientRect().left) / letter;
      }),
    );
    expect(Math.min(...rooms)).toBeGreaterThanOrEqual(16);
    await page.goto('workspaces/ml-team/members');
    // All of it is there to be copied and read out.
    await expect(rowHeaders(page).filter({ hasText: names[0] })).toHaveCount(1);
    await expect(page.getByRole('link', { name: group })).toBeVisible();
  },
);

test('the palette finds people, pages and what can be done about them', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces');
  await expect(row(page, 'ml-team')).toBeVisible();
  const palette = new Palette(page);
  await palette.open();
  await page.keyboard.type('bob');
  await expect(palette.section('People and groups').getByRole('option')).toHaveText([
    /^bob@example\.com/,
  ]);
  await palette.field.fill('review');
  await expect(palette.option('Reviews')).toBeVisible();
  await palette.field.fill('open doors');
  await expect(palette.option('Findings')).toBeVisible();
  await palette.field.fill('dave');
  await palette.option('Show what dave@example.com can get at').click();
  await expect(title(page, 'Access of dave@example.com')).toBeFocused();

  // What is to be done comes first.
  await palette.open();
  await page.keyboard.type('add people to ml');
  await expect(palette.active).toHaveText('Add people to ml-team…');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Add members' })).toBeVisible();
  await page.keyboard.press('Escape');
  await palette.open();
  await page.keyboard.type('remove bob everywhere');
  await expect(palette.active).toHaveText(/^Remove bob@example\.com everywhere…/);
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('heading', { name: 'Remove bob@example.com everywhere' }),
  ).toBeVisible();
  await expect(page.getByText('Draft: 1 to do. Nothing has changed yet.')).toBeVisible();
});

// What happens in the browser alone is the same on both platforms.
test(
  'a slash leads to the search, and can be switched off',
  { tag: '@embedded' },
  async ({ openAs }) => {
    const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
    await expect(row(page, 'bob@example.com')).toBeVisible();
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox')).toBeFocused();
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox')).toHaveValue('/');
    await page.getByRole('searchbox').fill('');
    const palette = new Palette(page);
    await palette.open();
    await page.keyboard.type('single key');
    await expect(palette.active).toHaveText(/^Switch keys without Ctrl off/);
    await page.keyboard.press('Enter');
    await title(page, 'Members of ml-team').focus();
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox')).not.toBeFocused();
  },
);

test('Shift selects a range, and what can be done stays in sight', async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  for (let at = 0; at < 14; at += 1) {
    await alice.addMember('ml-team', `person-${String(at).padStart(2, '0')}@example.com`, 'Viewer');
  }
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await page.setViewportSize({ width: 1280, height: 700 });
  await page.getByLabel('Select person-01@example.com').click();
  await page.getByLabel('Select person-04@example.com').click({ modifiers: ['Shift'] });
  await expect(page.getByText('4 selected')).toBeAttached();
  await expect(page.getByLabel('Select person-02@example.com')).toBeChecked();
  await page.getByLabel('Select person-03@example.com').click();
  await expect(page.getByText('3 selected')).toBeAttached();
  const bar = page.getByRole('region', { name: 'Selected members' });
  for (const edge of ['Home', 'End']) {
    await page.keyboard.press(edge);
    await expect(bar.getByRole('button', { name: 'Remove selected' })).toBeInViewport();
  }
  await bar.getByRole('button', { name: 'Clear selection' }).click();
  await expect(bar).toBeHidden();
});

test('each gets the role behind the name, and slips are put right', async ({ apiAs, openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await page.setViewportSize({ width: 1280, height: 700 });
  const dialog = await openDialog(page, 'Add members');
  await expect(dialog.getByText('Paste or type who it is.')).toBeVisible();
  await dialog
    .getByLabel('People, groups and services')
    .fill(
      [
        'anna@example.com admin',
        'Petra <petra@example.com>: Editor',
        'lars@exampel.com',
        'ola@example.com',
        ...Array.from({ length: 12 }, (_, at) => `person-${at}@example.com`),
      ].join('\n'),
    );
  const found = dialog.getByRole('list', { name: 'Found in the text' }).getByRole('listitem');
  // Problems first, and what sends the form in sight beside how many there are.
  await expect(found.first()).toContainText('Did you mean example.com?');
  await expect(dialog.getByText('1 needs a look.')).toBeInViewport();
  await expect(dialog.getByRole('button', { name: 'Add 16 members' })).toBeInViewport();
  await dialog.getByRole('button', { name: 'Use lars@example.com' }).click();
  await expect(dialog.getByText('1 needs a look.')).toBeHidden();
  await expect(dialog.getByLabel('Role of anna@example.com')).toHaveValue('Admin');
  await dialog.getByLabel('Role of ola@example.com').selectOption('Editor');
  await expect(dialog.getByLabel('Role of ola@example.com')).toBeFocused();
  await dialog.getByRole('button', { name: 'Add 16 members' }).click();
  await expect(dialog.getByText('Everyone is in.')).toBeVisible({ timeout: 60_000 });
  const members = await (await apiAs('alice@example.com')).members('ml-team');
  const roles = (name: string) =>
    members.find((member: { principal: string }) => member.principal === `${name}@example.com`)
      ?.roles;
  expect(['anna', 'petra', 'ola', 'lars', 'person-3'].map(roles)).toEqual([
    ['Admin'],
    ['Editor'],
    ['Editor'],
    ['Viewer'],
    ['Viewer'],
  ]);
});
