// axe on every page and state, light and dark, wide and narrow. One walk, so that each state is
// made once and looked at in all four ways.

import type { Page } from '@playwright/test';

import {
  expect,
  expectNoAxeFindings,
  openAccountMenu,
  openDialog,
  row,
  signOut,
  test,
  title,
} from '../../fixtures/test';

test.use({ contextOptions: { reducedMotion: 'reduce' } });
test.slow();

const WIDTHS = [1280, 320];

/** Looks at the page as it is now, in all four ways. */
async function look(page: Page, what: string): Promise<void> {
  await test.step(what, async () => {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 720 });
      await expectNoSidewaysScrolling(page, what);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await expectNoAxeFindings(page);
      }
    }
  });
}

async function expectNoSidewaysScrolling(page: Page, what: string): Promise<void> {
  const scrolled = await page.evaluate(() => {
    window.scrollTo({ left: 1000, behavior: 'instant' });
    const { scrollX } = window;
    window.scrollTo({ left: 0, behavior: 'instant' });
    return scrollX;
  });
  expect(scrolled, `${what}: pixels that it scrolls sideways`).toBe(0);
}

test('the list and its dialogs', async ({ apiAs, openAs, guard }) => {
  guard.allow(/status of 409/);
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team', 'Machine learning. '.repeat(20));
  await alice.createWorkspace(`long-${'name'.repeat(14)}`);
  const page = await openAs('alice@example.com', 'workspaces');
  await expect(row(page, 'ml-team')).toContainText('Admin');
  await look(page, 'list');

  await openAccountMenu(page);
  await look(page, 'account menu');
  await page.keyboard.press('Escape');

  const dialog = await openDialog(page, 'Create workspace');
  await dialog.getByLabel('Name').fill('ml-team');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByLabel('Name')).toHaveAccessibleDescription(/already exists/);
  await look(page, 'create dialog with an error');
  await page.keyboard.press('Escape');

  await page.getByRole('searchbox').fill('zebra');
  await expect(page.getByText('No workspace has “zebra” in its name')).toBeVisible();
  await look(page, 'empty search');

  await page.goto('account');
  await page.getByText("Show the token's claims").click();
  await look(page, 'account');

  await page.goto('no/such/page');
  await expect(title(page, 'Page not found')).toBeVisible();
  await look(page, 'page not found');
});

test('a workspace and its dialogs', async ({ apiAs, openAs, guard }) => {
  guard.allow(/status of 403/);
  const name = 'a_b.c+d@e-with-quite-a-long-name-for-a-narrow-screen';
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace(name, `See https://example.com/${'very-long-'.repeat(10)}`);
  await alice.addMember(name, 'bob@example.com', 'Editor', 'Viewer');
  await alice.addMember(name, `${'long.'.repeat(20)}name@example.com`, 'Viewer');
  await alice.addMember(name, 'service:evaluator', 'Viewer');
  await alice.addMember(name, '*', 'Viewer');

  const page = await openAs('alice@example.com', `workspaces/${name}/members`);
  await expect(row(page, 'bob@example.com')).toBeVisible();
  await look(page, 'members');

  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByRole('button', { name: 'Delete workspace' })).toBeVisible();
  await look(page, 'overview');
  await openDialog(page, 'Edit description');
  await look(page, 'edit dialog');
  await page.keyboard.press('Escape');
  const dialog = await openDialog(page, 'Delete workspace');
  await look(page, 'delete dialog');
  await dialog.getByLabel('Type the name').fill(name);
  await look(page, 'delete dialog with the name');
  await page.keyboard.press('Escape');

  await page.goto('workspaces/no-such-thing');
  await expect(page.getByText('Not here, or not for you')).toBeVisible();
  await look(page, 'forbidden');
});

test('signing in and out', async ({ page, idp, signInAs }) => {
  await page.goto('auth/success?code=x&state=y');
  await expect(title(page, "Signing in didn't work")).toBeVisible();
  await page.getByText('Details', { exact: true }).click();
  await look(page, 'sign-in failed');
  await page.getByRole('button', { name: 'Try again' }).click();
  await signInAs(page, 'alice@example.com');
  await signOut(page, idp.issuer);
  await look(page, 'signed out');
});

test.describe('without an identity provider', () => {
  test.use({ auth: 'unsigned' });

  test('the quickstart form and its banner', async ({ page, signInAs }) => {
    await page.goto('workspaces/default/members');
    await expect(page.getByLabel('E-mail')).toBeFocused();
    await look(page, 'form');
    await page.getByLabel('E-mail').fill('no address');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByLabel('E-mail')).toHaveAttribute('aria-invalid', 'true');
    await look(page, 'form with an error');
    await signInAs(page, 'alice@example.com');
    await expect(row(page, 'Everyone signed in')).toBeVisible();
    await look(page, 'members of default');
  });
});

test.describe('without authentication', () => {
  test.use({ auth: 'off' });

  test('the members page and the account menu', async ({ page }) => {
    await page.goto('workspaces/default/members');
    await expect(row(page, 'Everyone signed in')).toBeVisible();
    await openAccountMenu(page);
    await look(page, 'members with the menu open');
  });
});
