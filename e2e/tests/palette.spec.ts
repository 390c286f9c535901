// The command palette: by keyboard and mouse, over the pages, the platform's workspaces, the members
// of the workspace that is shown, and what can be done there.

import type { Page } from '@playwright/test';

import {
  accountButton,
  expect,
  expectNoAxeFindings,
  openAccountMenu,
  ownRole,
  row,
  test,
  title,
} from '../fixtures/test';
import { Palette } from '../fixtures/palette';

const SEARCHES = '**/apis/entities/v2/workspaces?*';

test('opens by button and by shortcut, and gives the focus back', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces');
  await expect(row(page, 'default')).toBeVisible();
  const palette = new Palette(page);
  await palette.button.click();
  await expect(palette.field).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(palette.dialog).toBeHidden();
  await expect(palette.button).toBeFocused();

  const search = page.getByRole('searchbox');
  await search.focus();
  await page.keyboard.press('Control+k');
  await expect(palette.field).toBeFocused();
  await page.keyboard.press('Control+k');
  await expect(palette.dialog).toBeHidden();
  await expect(search).toBeFocused();

  // Beside it, and by its button.
  await palette.open();
  await page.mouse.click(5, 300);
  await expect(palette.dialog).toBeHidden();
  await palette.open();
  await palette.dialog.getByRole('button', { name: 'Close' }).click();
  await expect(palette.dialog).toBeHidden();
});

test('jumps to a workspace by typing a part of its name', async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  for (const name of ['html-site', 'ml-team', 'research']) await alice.createWorkspace(name);
  const page = await openAs('alice@example.com', 'account');
  await expect(title(page, 'Account')).toBeVisible();
  const palette = new Palette(page);
  await palette.open();
  await page.keyboard.type('ml-t');
  await expect(palette.section('Workspaces').getByRole('option')).toHaveText(['ml-team']);
  await page.keyboard.press('Enter');
  await expect(palette.dialog).toBeHidden();
  await expect(title(page, 'Members of ml-team')).toBeFocused();
  await expect(page).toHaveURL(/\/workspaces\/ml-team\/members$/);

  // What was typed is gone the next time.
  await palette.open();
  await expect(palette.field).toHaveValue('');
});

test('the arrows go through the list and round its ends', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'account');
  const palette = new Palette(page);
  await palette.open();
  await palette.settled();
  const options = await palette.list.getByRole('option').all();
  expect(options.length).toBeGreaterThan(4);
  const expectActive = async (at: number) => {
    const option = palette.list.getByRole('option').nth(at);
    await expect(option).toHaveAttribute('aria-selected', 'true');
    await expect(palette.active).toHaveCount(1);
    await expect(palette.field).toHaveAttribute(
      'aria-activedescendant',
      (await option.getAttribute('id')) ?? 'an id',
    );
    await expect(palette.field).toBeFocused();
    await expect(option).toBeInViewport();
  };
  await expectActive(0);
  await page.keyboard.press('ArrowDown');
  await expectActive(1);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expectActive(-1);
  await page.keyboard.press('ArrowDown');
  await expectActive(0);
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageDown');
  await expectActive(-1);
  await page.keyboard.press('PageUp');
  await page.keyboard.press('PageUp');
  await page.keyboard.press('PageUp');
  await expectActive(0);

  // Typing leads back to the first, and the caret keys stay the field's.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.type('theme');
  await expect(palette.active).toHaveText(/^Theme: System/);
  await page.keyboard.press('Home');
  await page.keyboard.type('x');
  await expect(palette.field).toHaveValue('xtheme');
  await expect(palette.list.getByRole('option')).toHaveText([
    /^Show what the group or user ID xtheme can get at/,
  ]);

  // Nothing that could be anybody's name.
  await palette.field.fill('.');
  await expect(palette.dialog.getByRole('status')).toHaveText('Nothing found');
  await expect(palette.field).not.toHaveAttribute('aria-activedescendant');
  await page.keyboard.press('Enter');
  await expect(palette.dialog).toBeVisible();
});

test('offers what the page can do, to those who may', async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team', 'Machines');
  await alice.addMember('ml-team', 'carol@example.com', 'Viewer');

  const page = await openAs('alice@example.com', 'workspaces');
  const palette = new Palette(page);
  await expect(page.getByRole('button', { name: 'Create workspace' })).toBeVisible();
  await palette.open();
  await palette.section('This page').getByRole('option', { name: 'Create workspace' }).click();
  const create = page.getByRole('dialog', { name: 'Create workspace' });
  await expect(create.getByLabel('Name')).toBeFocused();

  // Not over a form: what is typed in it would be left behind.
  await page.keyboard.press('Control+k');
  await expect(palette.dialog).toBeHidden();
  await page.keyboard.press('Escape');

  await palette.open();
  await page.keyboard.type('ml-team');
  await palette.option('ml-team').click();
  await palette.open();
  await expect(palette.option('Create workspace')).toBeHidden();
  await page.keyboard.type('settings of');
  await page.keyboard.press('Enter');
  await expect(title(page, 'Settings of ml-team')).toBeFocused();
  await palette.open();
  await page.keyboard.type('edit');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Edit description' })).toBeVisible();

  const viewer = await openAs('carol@example.com', 'workspaces/ml-team');
  const hers = new Palette(viewer);
  await expect(ownRole(viewer)).toContainText("You're a Viewer");
  await hers.open();
  await expect(hers.option('Members of ml-team')).toBeVisible();
  await expect(hers.option('Edit description')).toBeHidden();
  await expect(hers.option('Delete workspace')).toBeHidden();
});

test('finds the members of the workspace that is shown, by typing', async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.addMember('ml-team', 'bob@example.com', 'Editor');
  await alice.addMember('ml-team', 'data-eng', 'Viewer');
  const page = await openAs('alice@example.com', 'workspaces/ml-team');
  await expect(ownRole(page)).toContainText("You're an Admin");
  const palette = new Palette(page);
  await palette.open();
  await expect(palette.section('Members of ml-team')).toBeHidden();
  await page.keyboard.type('BOB');
  await expect(palette.section('Members of ml-team').getByRole('option')).toHaveText([
    /^bob@example\.com\s*Editor$/,
  ]);
  await page.keyboard.press('Enter');
  await expect(title(page, 'Members of ml-team')).toBeFocused();
  await expect(page).toHaveURL(/\/members\?q=bob%40example\.com$/);
  await expect(row(page, 'bob@example.com')).toBeVisible();

  // Elsewhere it is everybody whose name is loaded.
  await page.getByRole('link', { name: 'Workspaces' }).first().click();
  await expect(title(page, 'Workspaces')).toBeVisible();
  await palette.open();
  await page.keyboard.type('bob');
  await expect(palette.section('Members of ml-team')).toBeHidden();
  await expect(palette.section('People and groups').getByRole('option')).toHaveText([
    /^bob@example\.com\s*Named in 1 workspace$/,
  ]);
});

test('switches the theme and signs out', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces');
  const palette = new Palette(page);
  await palette.open();
  await page.keyboard.type('dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  const menu = await openAccountMenu(page);
  await expect(menu.getByRole('radio', { name: 'Dark' })).toBeChecked();
  await page.keyboard.press('Escape');
  await palette.open();
  await page.keyboard.type('theme dark');
  await expect(palette.option(/^Theme: Dark/)).toHaveText(/Now/);
  await palette.field.fill('log out');
  await expect(palette.active).toHaveText('Sign out');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
  await expect(accountButton(page)).toBeHidden();
});

test('a search that fails is reported, and the rest still works', async ({ openAs, guard }) => {
  guard.allow(/status of 500/);
  const page = await openAs('alice@example.com', 'account');
  await page.route(SEARCHES, (route) => route.fulfill({ status: 500, json: { detail: 'Broken' } }));
  const palette = new Palette(page);
  await palette.open();
  await expect(palette.dialog.getByRole('status')).toContainText("can't be searched just now");
  await page.unroute(SEARCHES);
  await page.keyboard.type('work');
  await palette.settled();
  await expect(palette.active).toHaveText('Workspaces');
  await page.keyboard.press('Enter');
  await expect(title(page, 'Workspaces')).toBeFocused();
});

test('Enter before the platform has answered waits for it', async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  const page = await openAs('alice@example.com', 'account');
  const palette = new Palette(page);
  await palette.open();
  await palette.field.fill('nothing like it');
  await palette.settled();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(SEARCHES, async (route) => {
    await held;
    await route.continue();
  });
  await palette.field.fill('ml-t');
  await page.keyboard.press('Enter');
  await expect(palette.dialog).toBeVisible();
  release();
  await expect(title(page, 'Members of ml-team')).toBeFocused();
});

test('a late answer to what was typed before is dropped', async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  for (const name of ['early-bird', 'later-on']) await alice.createWorkspace(name);
  const page = await openAs('alice@example.com', 'account');
  const palette = new Palette(page);
  await palette.open();
  await palette.settled();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let late: Promise<void> | undefined;
  await page.route(SEARCHES, async (route) => {
    if (!route.request().url().includes('early')) return route.continue();
    late = held.then(() => route.continue());
    return late;
  });
  await page.keyboard.type('early');
  await expect.poll(() => late !== undefined).toBe(true);
  await expect(palette.dialog.getByRole('status')).toHaveText('Searching workspaces');
  await palette.field.fill('later');
  await expect(palette.section('Workspaces').getByRole('option')).toHaveText(['later-on']);
  const answered = page.waitForResponse((response) => response.url().includes('early'));
  release();
  await answered;
  await palette.settled();
  await expect(palette.section('Workspaces').getByRole('option')).toHaveText(['later-on']);
});

test.describe('many workspaces', () => {
  // One person makes more of them, and faster, than anybody may.
  test.use({
    serverSettings: { limits: { workspace_creations_per_second: 0, workspaces_per_creator: 0 } },
  });

  test('a thousand workspaces: a few are shown, and the way to the others', async ({
    apiAs,
    openAs,
  }) => {
    test.slow();
    const alice = await apiAs('alice@example.com');
    const names = Array.from({ length: 1000 }, (_, i) => `team-${String(i).padStart(4, '0')}`);
    for (let at = 0; at < names.length; at += 20) {
      await Promise.all(names.slice(at, at + 20).map((name) => alice.createWorkspace(name)));
    }
    const page = await openAs('alice@example.com', 'account');
    const palette = new Palette(page);
    await palette.open();
    await page.keyboard.type('team-');
    const found = palette.section('Workspaces').getByRole('option');
    await expect(found.last()).toHaveText('All 1,000 workspaces with “team-”');
    await expect(found).toHaveCount(9);
    await page.keyboard.type('0777');
    await expect(found).toHaveText(['team-0777']);
    await palette.field.fill('team-09');
    await expect(found.last()).toHaveText('All 100 workspaces with “team-09”');
    await found.last().click();
    await expect(title(page, 'Workspaces')).toBeVisible();
    await expect(page).toHaveURL(/\/workspaces\?q=team-09$/);
  });
});

test('axe finds nothing, wide and narrow, light and dark', async ({ apiAs, openAs }) => {
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace(`long-${'name'.repeat(14)}`, 'Words that go on. '.repeat(10));
  const page = await openAs('alice@example.com', 'workspaces');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const palette = new Palette(page);
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 640 });
    for (const typed of ['', 'long', 'zebra']) {
      await palette.open();
      await page.keyboard.type(typed);
      await palette.settled();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await expectNoAxeFindings(page);
      }
      const { left, right } = await palette.dialog.evaluate((e) => e.getBoundingClientRect());
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(width);
      const sideways = await palette.list.evaluate((e) => e.scrollWidth - e.clientWidth);
      expect(sideways).toBe(0);
      await page.keyboard.press('Escape');
    }
  }
});

test(
  'its own code comes when it is asked for again',
  { tag: '@webassembly' },
  async ({ page, signInAs, guard }) => {
    guard.allow(/ERR_FAILED|Failed to fetch/);
    await page.route('**/chunks/palette-*.wasm', (route) => route.abort());
    await page.goto('workspaces');
    await signInAs(page, 'alice@example.com');
    await expect(row(page, 'default')).toBeVisible();
    const palette = new Palette(page);
    await palette.button.click();
    await expect(
      palette.dialog.getByText("The command palette couldn't be downloaded"),
    ).toBeVisible();
    await page.unroute('**/chunks/palette-*.wasm');
    await palette.dialog.getByRole('button', { name: 'Try again' }).click();
    await expect(palette.field).toBeFocused();
  },
);

test('is only there for those who are in', async ({ page, idp, signInAs }) => {
  await page.goto('auth/success?code=x&state=y');
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  const palette = new Palette(page);
  await expect(palette.button).toBeHidden();
  await page.keyboard.press('Control+k');
  await expect(palette.dialog).toBeHidden();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.waitForURL(`${idp.issuer}/**`);
  await signInAs(page, 'alice@example.com');
  await expect(palette.button).toBeVisible();

  // And goes with the session, however that ends.
  await palette.open();
  const other = await page.context().newPage();
  await other.goto('workspaces');
  const dialog = await openAccountMenu(other);
  await dialog.getByRole('button', { name: 'Sign out' }).click();
  await expect(palette.dialog).toBeHidden();
});

/** What can be held, or be going on, while a key is pressed. */
type Held = Pick<
  KeyboardEventInit,
  'altKey' | 'ctrlKey' | 'isComposing' | 'metaKey' | 'modifierAltGraph' | 'shiftKey'
>;

/** Presses a key as a layout without Latin letters does: Playwright's own keyboard has only one. */
async function pressOn(page: Page, key: string, code: string, held: Held = {}): Promise<boolean> {
  return page.evaluate(
    ([key, code, held]) => {
      const event = new KeyboardEvent('keydown', {
        key,
        code,
        bubbles: true,
        cancelable: true,
        ...held,
      });
      (document.activeElement ?? document.body).dispatchEvent(event);
      return event.defaultPrevented;
    },
    [key, code, held] as const,
  );
}

test('the shortcut works on every layout, and takes nothing from typing', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'workspaces');
  await expect(row(page, 'default')).toBeVisible();
  const palette = new Palette(page);
  const ctrl = { ctrlKey: true };
  // Latin, Dvorak, Russian, Greek, Hebrew, Arabic, Thai, Korean.
  for (const [key, code] of [
    ['k', 'KeyK'],
    ['k', 'KeyV'],
    ['л', 'KeyK'],
    ['κ', 'KeyK'],
    ['ל', 'KeyK'],
    ['ن', 'KeyK'],
    ['า', 'KeyK'],
    ['ㅏ', 'KeyK'],
  ]) {
    expect(await pressOn(page, key, code, ctrl), key).toBe(true);
    await expect(palette.dialog).toBeVisible();
    expect(await pressOn(page, key, code, ctrl), key).toBe(true);
    await expect(palette.dialog).toBeHidden();
  }
  for (const [key, code, held] of [
    ['л', 'KeyK', {}],
    ['t', 'KeyK', ctrl],
    ['ж', 'Semicolon', ctrl],
    ['л', 'KeyK', { ctrlKey: true, altKey: true }],
    ['ł', 'KeyK', { ctrlKey: true, modifierAltGraph: true }],
    ['k', 'KeyK', { ctrlKey: true, modifierAltGraph: true }],
    ['k', 'KeyK', { ctrlKey: true, isComposing: true }],
    ['Process', 'KeyK', ctrl],
    ['K', 'KeyK', { ctrlKey: true, shiftKey: true }],
    ['л', 'KeyK', { metaKey: true }],
  ] as const) {
    expect(await pressOn(page, key, code, held), JSON.stringify([key, held])).toBe(false);
    await expect(palette.dialog).toBeHidden();
  }
});
