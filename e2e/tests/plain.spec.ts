// Studio as plain JavaScript, where the page's policy forbids WebAssembly or the browser has none; and
// what one sees where it can't start.

import type { Page } from '@playwright/test';

import { helixPolicy, PolicySender, WASM_REFUSED } from '../fixtures/policy';
import { expect, prefetched, row, test, title } from '../fixtures/test';

const PLAIN = /\/plain-\w+\.js$/;
const WASM = /\.wasm$/;

/** What a file has at its end that was changed. */
const NEWLINE = Buffer.from('\n');

/** The paths of the files that a page asks for, from now on. */
function requestedFiles(page: Page): string[] {
  const files: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (/\.(wasm|js|css)$/.test(pathname)) files.push(pathname);
  });
  return files;
}

// Whatever STUDIO_E2E_POLICY says.
test.use({ policy: 'own' });

test.describe('under the policy of NeMo Helix', { tag: '@chromium' }, () => {
  test.use({ policy: 'helix' });

  test('one signs in, and changes a role', async ({ apiAs, page, signInAs }) => {
    const files = requestedFiles(page);
    const alice = await apiAs('alice@example.com');
    await alice.createWorkspace('ml-team');
    await alice.addMember('ml-team', 'bob@example.com', 'Editor');
    await page.goto('workspaces');
    await signInAs(page, 'alice@example.com');
    await row(page, 'ml-team').getByRole('link', { name: 'ml-team' }).click();
    await expect(title(page, 'Members of ml-team')).toBeVisible();
    await page.getByRole('button', { name: 'Change role of bob@example.com, now' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change role of bob@example.com' });
    await dialog.getByRole('radio', { name: 'Viewer' }).check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('bob@example.com is now a Viewer.')).toBeVisible();
    await expect(row(page, 'bob@example.com')).toContainText('Viewer');

    expect(files.filter((file) => PLAIN.test(file)).length).toBeGreaterThan(0);
    expect(files.filter((file) => WASM.test(file))).toEqual([]);
  });

  test('each file is fetched once', async ({ openAs }) => {
    const page = await openAs('alice@example.com');
    const files = requestedFiles(page);
    await page.reload();
    await expect(row(page, 'default')).toBeVisible();
    expect(files.filter((file) => PLAIN.test(file))).toHaveLength(1);
    expect(files).toEqual([...new Set(files)]);
  });
});

test('where WebAssembly may run, nothing else is fetched', async ({ openAs }) => {
  const page = await openAs('alice@example.com');
  const files = requestedFiles(page);
  await page.reload();
  await expect(row(page, 'default')).toBeVisible();
  await prefetched(page);
  expect(files.filter((file) => PLAIN.test(file))).toEqual([]);
  expect(files.filter((file) => /\/studio-\w+\.wasm$/.test(file))).toHaveLength(1);
});

test('a browser without WebAssembly gets plain JavaScript', async ({ page, signInAs }) => {
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly'));
  const files = requestedFiles(page);
  await page.goto('workspaces');
  await signInAs(page, 'alice@example.com');
  await expect(row(page, 'default')).toBeVisible();
  expect(files.filter((file) => WASM.test(file))).toEqual([]);
});

for (const [build, pattern] of [
  ['WebAssembly', '**/studio-*.wasm'],
  ['plain JavaScript', '**/plain-*.js'],
  ['the bindings', '**/studio-*.js'],
] as const) {
  const name = new RegExp(pattern.slice(3).replace('*', '\\w+'));

  test.describe(`${build}:`, { tag: '@chromium' }, () => {
    test.use({ policy: build === 'plain JavaScript' ? 'helix' : 'own' });

    test('a missing file is named', async ({ guard, page }) => {
      guard.allow(/status of 404|answered with 404|MIME type|integrity|Failed to fetch/);
      await page.route(pattern, (route) => route.fulfill({ status: 404 }));
      await page.goto('');
      await expect(page.getByRole('alert')).toContainText(name);
      await expect(page.getByRole('alert')).toContainText('is missing, or not as it was built');
      await page.unroute(pattern);
      await page.getByRole('button', { name: 'Reload' }).click();
      await page.waitForURL('**/interaction/**');
    });

    test('a file of another build is named', async ({ guard, page }) => {
      guard.allow(/integrity|Failed to fetch/);
      await page.route(pattern, async (route) => {
        const answer = await route.fetch();
        await route.fulfill({
          response: answer,
          body: Buffer.concat([await answer.body(), NEWLINE]),
        });
      });
      await page.goto('');
      await expect(page.getByRole('alert')).toContainText(name);
      await expect(page.getByRole('alert')).toContainText('is missing, or not as it was built');
    });
  });
}

for (const [what, directive, policy] of [
  ['scripts but two', 'script-src-elem', 'script-src BOOT BINDINGS'],
  ['requests', 'connect-src', "script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'"],
] as const) {
  const tag = '@chromium';
  test(`a policy that forbids ${what} is named`, { tag }, async ({ guard, page, platform }) => {
    guard.allow(/Content.Security.Policy|Failed to fetch/i);
    guard.allow(WASM_REFUSED);
    const html = await (
      await fetch(platform.studioUrl, { headers: { Accept: 'text/html' } })
    ).text();
    const located = (file: RegExp) => `${platform.studioUrl}${file.exec(html)?.[0]}`;
    const sources = policy
      .replace('BOOT', located(/boot-\w+\.js/))
      .replace('BINDINGS', located(/studio-\w+\.js/));
    await new PolicySender(platform.studioUrl, sources).watch(page);
    await page.goto('');
    await expect(page.getByRole('alert')).toContainText(`the page's policy, ${directive}, forbids`);
  });
}

test(
  'where no script may run, the page says so after a while',
  { tag: '@chromium' },
  async ({ guard, page, platform }) => {
    guard.allow(/Content.Security.Policy/i);
    const policy = helixPolicy().replace(/script-src [^;]+/, "script-src 'none'");
    await new PolicySender(platform.studioUrl, policy).watch(page);
    await page.goto('');
    const sentence = page.getByText(
      "the server's Content-Security-Policy or this browser may forbid",
    );
    await expect(sentence).toBeHidden();
    await sentence.evaluate((element) => element.getAnimations()[0].finish());
    await expect(sentence).toBeVisible();
  },
);

test('a browser that lacks something else is too old', async ({ guard, page }) => {
  guard.allow(/TextDecoder/);
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'TextDecoder'));
  await page.goto('');
  await expect(page.getByRole('alert')).toContainText('it needs a newer browser');
});

for (const policy of ['own', 'helix'] as const) {
  test.describe(`${policy} policy:`, { tag: '@chromium' }, () => {
    test.use({ policy });

    test('a fault of Studio is told from one of a file', async ({ guard, openAs }) => {
      guard.allow(/unreachable/);
      const page = await openAs('alice@example.com');
      await page.evaluate(() => {
        setTimeout(() => {
          throw Object.assign(new Error('unreachable'), { name: 'RuntimeError' });
        });
      });
      await expect(page.getByRole('alert')).toContainText('has stopped because of a fault in it');
    });
  });
}
