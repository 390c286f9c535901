// A page that the browser has translated still tells the truth.

import type { Page } from '@playwright/test';

import { expect, row, test, title } from '../fixtures/test';

/** How a translator may put its words in the place of a text. */
const WAYS = ['at once', 'before, then away'] as const;

/**
 * Does what Chromium's translator does, now and to whatever comes: each text becomes
 * `<font><font>…</font></font>`, but for what is marked `translate="no"`.
 */
async function translate(page: Page, way: (typeof WAYS)[number]): Promise<void> {
  await page.evaluate((way) => {
    const isLeftAlone = (text: Node) => {
      const parent = text.parentElement;
      return !parent || parent.closest('font, script, style, textarea, [translate="no"]');
    };
    const replace = (text: Text) => {
      if (!text.data.trim() || isLeftAlone(text)) return;
      const outer = document.createElement('font');
      const inner = document.createElement('font');
      inner.textContent = `‹${text.data}›`;
      outer.append(inner);
      if (way === 'at once') {
        text.replaceWith(outer);
      } else {
        text.before(outer);
        text.remove();
      }
    };
    const all = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const texts: Text[] = [];
      while (walker.nextNode()) {
        if (walker.currentNode instanceof Text) texts.push(walker.currentNode);
      }
      if (root instanceof Text) texts.push(root);
      texts.forEach(replace);
    };
    all(document.body);
    new MutationObserver((records) => {
      for (const record of records) {
        if (record.target instanceof Text) replace(record.target);
        record.addedNodes.forEach(all);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  }, way);
}

for (const way of WAYS) {
  test(`what is chosen is what is said (${way})`, async ({ apiAs, openAs }) => {
    const alice = await apiAs('alice@example.com');
    await alice.createWorkspace('ml-team', 'Machine learning');
    for (const name of ['bob', 'carol', 'dora']) {
      await alice.addMember('ml-team', `${name}@example.com`, 'Viewer');
    }
    const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
    await expect(row(page, 'bob@example.com')).toBeVisible();
    await translate(page, way);
    await expect(page.getByText('‹4 members›')).toBeVisible();
    // Names are left as they are.
    await expect(row(page, 'bob@example.com').getByText('Viewer', { exact: true })).toBeVisible();

    // The count follows the search, there and back.
    await page.getByRole('searchbox').fill('bob');
    await expect(page.getByText('‹1 of 4 members›')).toBeVisible();
    await expect(page.getByText('‹4 members›')).toHaveCount(0);
    await page.getByRole('searchbox').fill('');
    await expect(page.getByText('‹4 members›')).toBeVisible();
    await expect(page.getByText('of 4 members')).toHaveCount(0);

    // The preview, and the button.
    await row(page, 'bob@example.com')
      .getByRole('button', { name: /^Change role/ })
      .click();
    const dialog = page.getByRole('dialog', { name: 'Change role of bob@example.com' });
    await dialog.getByRole('radio', { name: 'Editor' }).check();
    await expect(dialog).toContainText('bob@example.com: Viewer → Editor.');
    await dialog.getByRole('radio', { name: 'Admin' }).check();
    await expect(dialog).toContainText('bob@example.com: Viewer → Admin.');
    await expect(dialog).not.toContainText('→ Editor');
    await dialog.getByRole('button', { name: '‹Save›' }).click();
    await expect(
      page.getByRole('status').getByText('bob@example.com is now an Admin.'),
    ).toBeVisible();
    await expect(row(page, 'bob@example.com').getByText('Admin', { exact: true })).toBeVisible();

    // Harm to oneself changes the button's words: it must not go on saying the old ones.
    await row(page, 'alice@example.com')
      .getByRole('button', { name: /^Change role/ })
      .click();
    const own = page.getByRole('dialog');
    await own.getByRole('radio', { name: 'Viewer' }).check();
    await expect(own.getByRole('button', { name: '‹Save anyway›' })).toBeVisible();
    await expect(own.getByRole('button', { name: '‹Save›', exact: true })).toHaveCount(0);
    await own.getByRole('radio', { name: 'Admin' }).check();
    await expect(own.getByRole('button', { name: '‹Save›', exact: true })).toBeVisible();
    await expect(own.getByText('anyway')).toHaveCount(0);
    await page.keyboard.press('Escape');

    // One message takes the place of another, and pages of pages.
    for (const name of ['carol', 'dora']) {
      await page.getByRole('button', { name: `Remove ${name}@example.com` }).click();
      await page
        .getByRole('dialog')
        .getByRole('button', { name: 'Remove', exact: false })
        .last()
        .click();
      await expect(row(page, `${name}@example.com`)).toBeHidden();
    }
    await expect(page.getByText('‹2 members›')).toBeVisible();
    await page.getByRole('link', { name: 'Settings' }).click();
    await expect(title(page, 'Settings of ml-team')).toBeVisible();
    await expect(page.getByText('‹2 members›')).toHaveCount(0);
    await page.goBack();
    await expect(title(page, 'Members of ml-team')).toBeVisible();
  });
}

test('the original can be shown again', async ({ apiAs, openAs }) => {
  await (await apiAs('alice@example.com')).createWorkspace('ml-team');
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await expect(page.getByText('1 member', { exact: true })).toBeVisible();
  const before = await page.locator('main').innerText();
  for (const fresh of [true, false]) {
    await page.evaluate(async (fresh) => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const texts: { text: Text; data: string }[] = [];
      while (walker.nextNode()) {
        const text = walker.currentNode;
        if (text instanceof Text && text.data.trim()) texts.push({ text, data: text.data });
      }
      const pairs = texts.map(({ text, data }) => {
        const font = document.createElement('font');
        font.textContent = 'other words';
        text.replaceWith(font);
        return { font, text, data };
      });
      await new Promise((resolve) => setTimeout(resolve));
      for (const { font, text, data } of pairs) {
        font.replaceWith(fresh ? document.createTextNode(data) : text);
      }
      await new Promise((resolve) => setTimeout(resolve));
    }, fresh);
    expect(await page.locator('main').innerText()).toBe(before);
  }
  // And goes on to follow.
  await page.getByRole('searchbox').fill('nobody');
  await expect(page.getByText('0 of 1 member')).toBeVisible();
});
