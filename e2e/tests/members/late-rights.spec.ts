// What the platform says of the person at the keyboard comes late, and more than once: what is open
// stays open, with what is typed in it, and says what has come.

import type { Locator, Page } from '@playwright/test';

import { Gate } from '../../fixtures/estate';
import { expect, row, test } from '../../fixtures/test';

const MEMBERS = 'workspaces/ml-team/members';

// Answers are held back, and rules for groups are the embedded platform's.
test.describe('rights that come late', { tag: '@embedded' }, () => {
  test.use({
    authSettings: {
      group_roles: [{ group: 'data-eng', workspace: 'ml-team', role: 'Admin' }],
    },
  });

  test.beforeEach(async ({ apiAs }) => {
    const alice = await apiAs('alice@example.com');
    await alice.createWorkspace('ml-team');
    await alice.addMember('ml-team', 'carol@example.com', 'Viewer');
  });

  /** Holds back what the platform says from now on; lets it go when called. */
  async function hold(page: Page, url: string): Promise<() => Promise<void>> {
    const gate = new Gate(0);
    await page.route(url, (route) => gate.handle(route, 'GET'));
    return () => gate.release();
  }

  /** Has the platform say whom it takes Dave for, once that is let go, and then ask for his rights again. */
  async function sayWhoLate(page: Page): Promise<{ say: () => Promise<void> }> {
    await page.route('**/apis/auth/discovery', async (route) => {
      const response = await route.fetch();
      const document: Record<string, unknown> = await response.json();
      await route.fulfill({ response, json: { ...document, trusted_gateway: true } });
    });
    await page.route('**/apis/auth/authenticate', (route) =>
      route.fulfill({
        json: {
          principal: 'user-dave',
          email: 'dave@example.com',
          groups: ['data-eng', 'other-team'],
        },
      }),
    );
    const letGo = await hold(page, '**/apis/auth/authenticate');
    return {
      say: async () => {
        const again = page.waitForResponse('**/workspaces/system/members*');
        await letGo();
        await again;
        // The menu is put together when it opens; a dialog may lie above its button.
        const account = page.getByRole('group', { name: 'Account', includeHidden: true });
        await account.evaluate((menu: HTMLElement) => menu.showPopover());
        await expect(account).toContainText('other-team');
        await account.evaluate((menu: HTMLElement) => menu.hidePopover());
      },
    };
  }

  /** Whether it is still the same element. */
  async function mark(dialog: Locator): Promise<void> {
    await dialog.evaluate((element) => element.setAttribute('data-seen-before', ''));
  }
  const isMarked = (dialog: Locator) => expect(dialog).toHaveAttribute('data-seen-before', '');

  test('why somebody has access says what has come', async ({ openAs }) => {
    const page = await openAs('dave@example.com', 'account');
    const { say } = await sayWhoLate(page);
    const tell = await hold(page, '**/workspaces/system/members*');
    const tellRules = await hold(page, '**/apis/auth/v2/group-roles*');
    await page.goto(`${MEMBERS}?do=why&principal=dave%40example.com`);
    const why = page.getByRole('dialog', { name: 'Access of dave@example.com to ml-team' });
    await expect(why).toContainText('No role of dave@example.com is known here');
    await expect(page).toHaveURL(/members$/);
    await mark(why);

    await tell();
    await tellRules();
    await expect(why).toContainText('dave@example.com is an Admin here.');
    await expect(why).toContainText('by the rule data-eng → Admin in ml-team');
    await expect(why).toContainText('To remove access: take them out of data-eng');
    await say();
    await expect(why).toContainText('dave@example.com is an Admin here.');
    await isMarked(why);
  });

  for (const [what, query, name] of [
    ['a change of roles', 'do=role&principal=carol%40example.com', /^Change role of carol/],
    ['a removal', 'do=remove&principal=carol%40example.com', /^Remove carol/],
    ['general access', 'do=access', 'Who can get in'],
  ] as const) {
    test(`${what} that an address opens stays open`, async ({ openAs }) => {
      const page = await openAs('dave@example.com', 'account');
      const { say } = await sayWhoLate(page);
      const tell = await hold(page, '**/workspaces/system/members*');
      await page.goto(`${MEMBERS}?${query}`);
      await expect(row(page, 'carol@example.com')).toBeVisible();
      const dialog = page.getByRole('dialog', { name });
      await expect(dialog).toBeHidden();
      await tell();
      await expect(dialog).toBeVisible();
      await mark(dialog);
      await say();
      await isMarked(dialog);
      await expect(dialog).toBeVisible();
    });
  }

  test('what was typed in a form stays', async ({ openAs, guard }) => {
    guard.allow(/status of 503/);
    const page = await openAs('dave@example.com', 'account');
    const { say } = await sayWhoLate(page);
    await page.goto(`${MEMBERS}?do=add`);
    const add = page.getByRole('dialog', { name: 'Add members' });
    const field = add.getByLabel('People, groups and services');
    await field.fill('dora@example.com');
    // The second time there is no answer, which takes nothing away.
    await page.route('**/workspaces/system/members*', (route) =>
      route.fulfill({ status: 503, json: { detail: 'Later' } }),
    );
    await say();
    await expect(field).toHaveValue('dora@example.com');
    await add.getByRole('button', { name: 'Add 1 member' }).click();
    await expect(add.getByText('Everyone is in.')).toBeVisible();
  });

  test('a page stays when it is asked for again in vain, and says so', async ({
    openAs,
    guard,
  }) => {
    guard.allow(/status of 503/);
    const page = await openAs('carol@example.com', MEMBERS);
    await page.getByText('Request access').click();
    await page.route('**/workspaces/ml-team', (route) =>
      route.fulfill({ status: 503, json: { detail: 'Later' } }),
    );
    await page.getByRole('button', { name: 'Check again' }).click();
    await expect(page.getByText('This may be out of date.')).toBeVisible();
    await expect(row(page, 'alice@example.com')).toBeVisible();
    await page.unroute('**/workspaces/ml-team');
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect(page.getByText('This may be out of date.')).toBeHidden();
  });
});
