// From the overview to a removal that was decided, recorded, planned and made, by keyboard alone.

import { loaded, makeTeams, table, teamName } from '../../fixtures/estate';
import { tabTo } from '../../fixtures/keyboard';
import { expect, test, title } from '../../fixtures/test';

test.slow();

test('a review, its plan and taking it back need no mouse', async ({ apiAs, openAs }) => {
  const admin = await apiAs('admin@example.com');
  await makeTeams(admin, 2, () => ({ 'bob@example.com': ['Viewer'] }));
  const page = await openAs('admin@example.com', 'access');
  await loaded(page);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const press = async (target: ReturnType<typeof button>) => {
    await tabTo(page, target);
    await page.keyboard.press('Enter');
  };

  await press(page.getByRole('link', { name: 'Reviews', exact: true }));
  await expect(title(page, 'Reviews')).toBeFocused();
  await tabTo(page, page.getByRole('searchbox'));
  await page.keyboard.type('bob');
  await expect(page.getByText('2 grants: with “bob”.')).toBeVisible();
  await press(button('Start review'));

  const card = page.getByRole('region', { name: 'Decision' });
  const said = card.getByRole('status');
  await expect(said).toContainText(`1 of 2: bob@example.com in ${teamName(0)}`);
  await tabTo(page, card.getByRole('button', { name: 'Keep' }));
  await page.keyboard.press('k');
  await expect(said).toContainText('2 of 2');
  await page.keyboard.press('r');
  await expect(page.getByText('2 of 2 decided: 1 keep, 1 remove.')).toBeVisible();

  await press(button('Plan 1 removal…'));
  await expect(title(page, 'Changes')).toBeFocused();
  await expect(table(page, 'Steps of the plan').getByRole('row')).toHaveCount(2);
  await press(button('Apply 1 change'));
  await expect(page.getByText('Finished: 1 done.')).toBeVisible({ timeout: 30_000 });
  expect(await admin.members(teamName(1))).toHaveLength(1);

  await press(button('Undo 1 change…'));
  await press(button('Apply 1 change'));
  await expect(page.getByText('Finished: 1 done.')).toBeVisible({ timeout: 30_000 });
  expect(await admin.members(teamName(1))).toHaveLength(2);
});

// What happens in the browser alone is the same on both platforms.
test(
  'a review is decided on keyboards without Latin letters',
  { tag: '@embedded' },
  async ({ apiAs, openAs }) => {
    const admin = await apiAs('admin@example.com');
    await makeTeams(admin, 5, () => ({ 'bob@example.com': ['Viewer'] }));
    const page = await openAs('admin@example.com', 'access/reviews?q=bob');
    await loaded(page);
    await page.getByRole('button', { name: 'Start review' }).click();
    const card = page.getByRole('region', { name: 'Decision' });
    const said = card.getByRole('status');
    await expect(said).toContainText('1 of 5');
    const press = (key: string, code: string, held = {}) =>
      card
        .getByRole('button', { name: 'Keep' })
        .dispatchEvent('keydown', { key, code, bubbles: true, cancelable: true, ...held });
    // Russian, Greek, Hebrew, Arabic.
    await press('л', 'KeyK');
    await expect(said).toContainText('2 of 5');
    await press('ρ', 'KeyR');
    await expect(said).toContainText('3 of 5');
    await press('מ', 'KeyN');
    await expect(said).toContainText('4 of 5');
    await press('ح', 'KeyP');
    await expect(said).toContainText('3 of 5');
    // What is typed with AltGr, composed, or held down decides nothing.
    await press('л', 'KeyK', { modifierAltGraph: true });
    await press('л', 'KeyK', { isComposing: true });
    await press('л', 'KeyK', { repeat: true });
    await press('ж', 'Semicolon');
    await press('t', 'KeyK');
    await expect(said).toContainText('3 of 5');
    await press('л', 'KeyK');
    await expect(said).toContainText('4 of 5');
  },
);
