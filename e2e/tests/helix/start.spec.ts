// NeMo Helix sends a policy with its pages that forbids WebAssembly; Studio then starts from its build
// as plain JavaScript. What tests/plain.spec.ts shows with a recorded policy, here with the policy itself
// and in the files as NeMo Helix serves them.

import { expect, row, test } from '../../fixtures/test';

test('Studio starts and works where WebAssembly is forbidden', async ({
  apiAs,
  openAs,
  platform,
  traffic,
}) => {
  const page = await fetch(platform.studioUrl, { headers: { Accept: 'text/html' } });
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self'");
  expect(policy, 'otherwise this test is about nothing').not.toContain('wasm-unsafe-eval');

  const alice = await apiAs('alice@example.com');
  await alice.createWorkspace('ml-team');
  await alice.addMember('ml-team', 'bob@example.com', 'Viewer');
  const studio = await openAs('alice@example.com', 'workspaces');
  await row(studio, 'ml-team').getByRole('link').click();
  await expect(row(studio, 'bob@example.com')).toContainText('Viewer');
  await studio.reload();
  await expect(row(studio, 'bob@example.com')).toContainText('Viewer');

  const files = traffic.urls().map(({ pathname }) => pathname);
  expect(files.filter((path) => /\/plain-\w+\.js$/.test(path)).length).toBeGreaterThan(0);
  expect(
    files.filter((path) => path.endsWith('.wasm')),
    'nothing is fetched in vain',
  ).toEqual([]);
});
