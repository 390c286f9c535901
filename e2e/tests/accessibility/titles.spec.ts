// Every page has its own title, and a new page takes the focus to its heading.

import { expect, test, title } from '../../fixtures/test';

test('titles and headings follow one from page to page', async ({ apiAs, openAs, guard }) => {
  guard.allow(/status of 403/);
  await (await apiAs('alice@example.com')).createWorkspace('ml-team');
  const page = await openAs('alice@example.com', 'workspaces');
  await expect(page).toHaveTitle('Workspaces · Studio');
  // The first page leaves the focus where the browser puts it.
  await expect(title(page, 'Workspaces')).not.toBeFocused();

  await page.getByRole('link', { name: 'ml-team' }).click();
  await expect(page).toHaveTitle('Members of ml-team · Studio');
  await expect(title(page, 'Members of ml-team')).toBeFocused();

  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page).toHaveTitle('Settings of ml-team · Studio');
  await expect(title(page, 'Settings of ml-team')).toBeFocused();

  await page.goBack();
  await expect(page).toHaveTitle('Members of ml-team · Studio');
  await expect(title(page, 'Members of ml-team')).toBeFocused();

  for (const [path, name] of [
    ['workspaces/no-such-thing', 'no-such-thing'],
    ['nowhere', 'Page not found'],
  ]) {
    await page.goto(path);
    await expect(page).toHaveTitle(`${name} · Studio`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  }
});

test('a page in the title of the failed sign-in is named too', async ({ page }) => {
  await page.goto('auth/success?error=x&state=y');
  await expect(page).toHaveTitle("Signing in didn't work · Studio");
});
