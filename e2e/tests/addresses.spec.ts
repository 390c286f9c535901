// Every address means what it was made for: through the real router, with names that look encoded.

import type { Page } from '@playwright/test';

import { expect, row, test, title } from '../fixtures/test';

/** Names of members that have been, or might be, taken for another. */
const NASTY = [
  'alice%40x.org',
  '%2B',
  'a+b',
  'a b',
  '100%',
  '%zz',
  'a%2Fb',
  'a%252Fb',
  'a/b',
  'a?b#c',
  '&=',
  'a&principal=b',
  '🦀',
  '%F0%9F%A6%80',
  '"quoted\'',
  'back\\slash',
  '<b>',
  ';,:@',
];

const MEMBERS = 'workspaces/ml-team/members';

/** As Studio shows a name beside other words: set apart from them if it isn't ASCII. */
function shown(name: string): string {
  return /^[ -~]*$/.test(name) ? name : `\u2068${name}\u2069`;
}

async function copiedLink(page: Page): Promise<string> {
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Share as link or CLI command').click();
  await dialog.getByRole('button', { name: 'Copy link' }).click();
  return page.evaluate(() => navigator.clipboard.readText());
}

test('a copied link opens what it was copied from', async ({ apiAs, openAs }) => {
  test.slow();
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  for (const principal of NASTY) await alice.addMember('ml-team', principal, 'Viewer');
  const page = await openAs('alice@example.com', MEMBERS);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const heading = page.getByRole('dialog').getByRole('heading', { level: 2 });
  for (const principal of NASTY) {
    await page.getByRole('button', { name: `Remove ${shown(principal)}`, exact: true }).click();
    await expect(heading).toHaveText(`Remove ${shown(principal)}`);
    const link = await copiedLink(page);
    await page.goto('about:blank');
    await page.goto(link);
    expect(await heading.textContent()).toBe(`Remove ${shown(principal)}`);
    await expect(page.getByRole('dialog')).toContainText(`${principal} will lose`);
    await page.keyboard.press('Escape');
  }
  // And what it does, it does to that one.
  await page.getByRole('button', { name: 'Remove alice%40x.org', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(row(page, 'alice%40x.org')).toBeHidden();
  const left = (await alice.members('ml-team')).map(({ principal }) => principal);
  expect(left.toSorted()).toEqual(['alice@example.com', ...NASTY.slice(1)].toSorted());
});

test('links, searches, filters and pages of people survive a reload', async ({ apiAs, openAs }) => {
  test.slow();
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  for (const principal of NASTY) await alice.addMember('ml-team', principal, 'Viewer');
  const page = await openAs('alice@example.com', MEMBERS);
  const search = page.getByRole('searchbox');
  for (const path of [MEMBERS, 'access/grants', 'workspaces']) {
    await page.goto(path);
    for (const text of ['alice%40x.org', '%2B', 'a+b', '100%', 'a?b#c', '&=', '🦀']) {
      await search.fill(text);
      await expect(page).toHaveURL((url) => url.searchParams.get('q') === text);
      await page.reload();
      await expect(search).toHaveValue(text);
    }
  }
  await page.goto('access/person');
  for (const principal of ['alice%40x.org', 'a?b#c', '100%', 'back\\slash']) {
    await page.getByRole('link', { name: principal, exact: true }).click();
    await expect(title(page, `Access of ${principal}`)).toBeVisible();
    await page.reload();
    await expect(title(page, `Access of ${principal}`)).toBeVisible();
    await page.goBack();
  }
});

/** A generator of the same numbers each time (mulberry32). */
function numbers(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Texts of what means something in addresses, and of anything else. */
function* texts(count: number): Generator<string> {
  const random = numbers(11);
  const parts = [
    ...Array.from('%+&=#?/\\.;:@\'"<> aZ09é語🦀'),
    '%2',
    '%25',
    '%40',
    '%2F',
    '%zz',
    '%C3%A9',
    '%FF',
  ];
  for (let n = 0; n < count; n++) {
    const length = 1 + Math.floor(random() * 10);
    const pick = () => parts[Math.floor(random() * parts.length)];
    const text = Array.from({ length }, pick).join('').trim();
    if (text) yield text;
  }
}

test('any text comes through the router as it was', async ({ openAs }) => {
  const page = await openAs('alice@example.com', 'access/person?principal=bob');
  await expect(title(page, 'Access of bob')).toBeVisible();
  const failed = await page.evaluate(
    async (all) => {
      const wrong: [string, string | undefined][] = [];
      const settled = () => new Promise((resolve) => setTimeout(resolve));
      for (const text of all) {
        const query = new URLSearchParams({ principal: text });
        history.pushState(null, '', `${location.pathname}?${query}`);
        dispatchEvent(new PopStateEvent('popstate'));
        await settled();
        // Without what sets a name apart from other words.
        const heading = document.querySelector('h1')?.textContent.replace(/[\u2068\u2069]/g, '');
        if (heading !== `Access of ${text}`) wrong.push([text, heading]);
      }
      return wrong;
    },
    [...NASTY, ...texts(300)],
  );
  expect(failed).toEqual([]);
});

test('a link to many is carried where no server reads it, through a sign-in too', async ({
  apiAs,
  openAs,
  browser,
  baseURL,
  signInAs,
  traffic,
}) => {
  test.slow();
  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  const people = Array.from({ length: 200 }, (_, n) => `person-${n}%40team@example.com`);
  for (const person of people) await alice.addMember('ml-team', person, 'Viewer');
  const page = await openAs('alice@example.com', MEMBERS);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('searchbox').fill('person-');
  await page.getByLabel('Select all listed members').check();
  await page.getByRole('button', { name: 'Remove selected' }).click();
  await expect(page.getByRole('dialog', { name: 'Remove 200 members' })).toBeVisible();
  const link = await copiedLink(page);
  expect(link.indexOf('#')).toBeLessThan(100);

  const context = await browser.newContext({ baseURL });
  const other = await context.newPage();
  await other.goto(link);
  await signInAs(other, 'alice@example.com');
  const dialog = other.getByRole('dialog', { name: 'Remove 200 members' });
  await expect(dialog).toBeVisible();
  await expect(other).toHaveURL(/members$/);
  await other.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await context.close();
  expect(traffic.apiCalls().filter((request) => request.method() !== 'GET')).toHaveLength(0);
});

test('no link is offered that would be cut off', async ({ openAs, apiAs }) => {
  await (await apiAs('alice@example.com')).createWorkspace('ml-team');
  const page = await openAs('alice@example.com', 'workspaces');
  const data = Array.from({ length: 2_000 }, (_, n) => ({
    principal: `person-${n}@example.com`,
    roles: ['Viewer'],
  }));
  data.push({ principal: 'alice@example.com', roles: ['Admin'] });
  await page.route('**/apis/**/ml-team/members', (route) => route.fulfill({ json: { data } }));
  await page.goto(`${MEMBERS}?q=person-`);
  await page.getByLabel('Select all listed members').check();
  await page.getByRole('button', { name: 'Remove selected' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove 2,000 members' });
  await dialog.getByText('Share as link or CLI command').click();
  await expect(dialog.getByText('There is no link for so many at once')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Copy link' })).toBeHidden();
  await expect(dialog.getByRole('button', { name: 'Copy command' })).toBeVisible();
});

test('an address that is too long is answered with a page', async ({ page, guard }) => {
  guard.allow(/status of 414/);
  const answer = await page.goto(`workspaces?q=${'%3Cb%3E'.repeat(2_000)}`);
  expect(answer?.status()).toBe(414);
  await expect(title(page, 'This address is too long')).toBeVisible();
  await page.getByRole('link', { name: 'Go to Studio' }).click();
  await page.waitForURL((url) => !url.search.includes('q='));
});

for (const dots of ['..', '.', '%2E%2E']) {
  test(`a member "${dots}" is shown, and nothing is sent for it`, async ({
    apiAs,
    openAs,
    traffic,
  }) => {
    await (await apiAs('alice@example.com')).createWorkspace('ml-team');
    const page = await openAs('alice@example.com', 'workspaces');
    // The platform lets none in; another one might.
    await page.route('**/apis/**/ml-team/members', (route) =>
      route.fulfill({
        json: {
          data: [
            { principal: 'alice@example.com', roles: ['Admin'] },
            { principal: dots, roles: ['Viewer'] },
          ],
        },
      }),
    );
    for (const action of ['remove', 'role&to=Admin']) {
      await page.goto(`${MEMBERS}?do=${action}&principal=${encodeURIComponent(dots)}`);
      const dialog = page.getByRole('dialog');
      await expect(dialog).toContainText(`“${dots}” can't stand in an address`);
      await expect(dialog.getByRole('button', { name: /^(Remove|Save)$/ })).toBeDisabled();
    }
    await page.keyboard.press('Escape');
    await expect(row(page, dots)).toBeVisible();
    expect(traffic.apiCalls().filter((request) => request.method() !== 'GET')).toHaveLength(0);
  });
}
