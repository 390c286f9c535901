import type { Fault } from '../../../rogue-idp/faults/index.mjs';
import { expectSignedIn, expectSignOut } from '../checks';
import { accountButton, expect, signOut, stored, title, type Stage } from '../fixture';

/** In, and out: at the provider as well, if it can be notified; it stays like that. */
export async function signOutAtTheProvider(stage: Stage, fault: Fault): Promise<void> {
  const { page, rogue } = stage;
  await page.goto('workspaces');
  await expectSignedIn(stage);
  if (fault.outcome.asked['end session'] === 1) await expectSignOut(stage);
  else await signOut(page);
  await expect(title(page, 'Signed out')).toBeVisible();
  await expect(accountButton(page)).toBeHidden();
  expect((await stored(page)).session).toEqual([]);
  expect(rogue.askedFor('authorization')).toHaveLength(1);
}
