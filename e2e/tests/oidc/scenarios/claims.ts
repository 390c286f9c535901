import { expectSignedIn } from '../checks';
import { expect, openAccountMenu, type Stage } from '../fixture';

/** What is asked for in the request is what the account menu shows. */
export async function claims(stage: Stage): Promise<void> {
  const { page, rogue } = stage;
  await page.goto('workspaces');
  await expectSignedIn(stage);
  const scope = rogue.askedFor('authorization')[0].url.searchParams.get('scope');
  expect(scope?.split(' ')).toEqual(expect.arrayContaining(['openid', 'profile', 'email']));
  const menu = await openAccountMenu(page);
  await expect(menu.getByText(rogue.person.name)).toBeVisible();
  await expect(menu.getByText(rogue.person.email)).toBeVisible();
}
