import { expectSignedIn, expectSignOut } from '../checks';
import { expect, title, type Stage } from '../fixture';

/** The address of the redirect, opened again by someone who is in, and by someone who is out. */
export async function callbackAgain(stage: Stage): Promise<void> {
  const { page, rogue, traffic } = stage;
  await page.goto('workspaces');
  await expectSignedIn(stage);
  const callback = traffic.callbacks()[0].href;
  await page.goto(callback);
  await expectSignedIn(stage);

  await expectSignOut(stage);
  const calls = traffic.apiCalls().length;
  await page.goto(callback);
  await expect(title(page, "Signing in didn't work")).toBeVisible();
  await page.getByText('Details', { exact: true }).click();
  await expect(page.getByText('code: state')).toBeVisible();
  expect(traffic.apiCalls()).toHaveLength(calls);
  expect(rogue.grants('authorization_code')).toHaveLength(1);
}
