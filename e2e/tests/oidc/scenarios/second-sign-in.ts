import { expectSignedIn, expectSignOut } from '../checks';
import type { Stage } from '../fixture';

/** In, out, and in again in the same tab. */
export async function secondSignIn(stage: Stage): Promise<void> {
  const { page } = stage;
  await page.goto('workspaces');
  await expectSignedIn(stage);
  await expectSignOut(stage);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expectSignedIn(stage);
}
