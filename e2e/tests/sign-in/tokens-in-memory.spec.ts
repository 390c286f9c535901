// A deployment that lets tabs keep no tokens: one word in index.html.

import { expect, stored, test, title } from '../../fixtures/test';

test('nothing is stored, and a reload signs in again by itself', async ({
  page,
  signInAs,
  traffic,
}) => {
  // The harness serves one build to all tests, so the word is changed while the page is read.
  await page.addInitScript(() => {
    new MutationObserver(() => {
      document.querySelector('meta[name="nmp-studio-tokens"]')?.setAttribute('content', 'memory');
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto('account');
  await signInAs(page, 'alice@example.com');
  await expect(title(page, 'Account')).toBeVisible();
  expect((await stored(page)).session).not.toContain('nmp-studio.session');

  await page.reload();
  await expect(title(page, 'Account')).toBeVisible();
  expect(traffic.authorizations()).toHaveLength(2);
});

test('by default a reload goes on with what the tab has kept', async ({
  page,
  signInAs,
  traffic,
}) => {
  await page.goto('account');
  await signInAs(page, 'alice@example.com');
  await expect(title(page, 'Account')).toBeVisible();
  expect((await stored(page)).session).toContain('nmp-studio.session');

  await page.reload();
  await expect(title(page, 'Account')).toBeVisible();
  expect(traffic.authorizations()).toHaveLength(1);
});
