// The picture in the README: the members of ml-team in the demo of script/server, as Alice.

import { fileURLToPath } from 'node:url';

import { seedDemo } from '../../script/seed-demo.mjs';
import { expect, row, test } from '../fixtures/test';
import { Api } from '../support/api.mjs';

const PICTURE = fileURLToPath(new URL('../../docs/screenshot.png', import.meta.url));

test.use({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });

test('README', async ({ idp, platform, openAs }) => {
  await seedDemo(async (email: string) => {
    const token = await idp.accessToken(email, { claims: { sub: email } });
    return new Api(platform.origin, token);
  });
  const page = await openAs('alice@example.com', 'workspaces/ml-team/members');
  await expect(row(page, 'alice@example.com')).toContainText('You');
  await page.screenshot({ path: PICTURE, animations: 'disabled' });
});
