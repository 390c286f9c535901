import type { Fault } from '../../../rogue-idp/faults/index.mjs';
import { expectRefused, expectSignedIn, saysOf } from '../checks';
import { expect, row, title, type Stage } from '../fixture';

/** Nothing wrong yet, but tokens that end soon. */
const shortLived = {
  switch: {
    tokens: (tokens: object) => ({ ...tokens, expires_in: LIFETIME }),
    refreshTokens: (tokens: object) => ({ ...tokens, expires_in: LIFETIME }),
  },
};
const LIFETIME = 2;

/** In, on a page, and what the token is good for has ended; then something is clicked. */
export async function refresh(stage: Stage, fault: Fault): Promise<void> {
  const { page, rogue } = stage;
  rogue.reset(shortLived);
  await page.goto('workspaces');
  await expectSignedIn(stage);
  await untilTokensEnd();
  const before = rogue.grants('refresh_token').length;
  rogue.commit(fault);
  if (fault.outcome.kind === 'ended') await page.clock.install();
  await row(page, 'default').getByRole('link').click();
  await outcomesAfterRefresh[fault.outcome.kind](stage, fault);
  expect(rogue.grants('refresh_token').length, 'refreshes').toBeGreaterThan(before);
}

/** There is nothing to refresh with: the person acts, and Studio signs in again. */
export async function noRefreshToken(stage: Stage): Promise<void> {
  const { page, rogue } = stage;
  await page.goto('workspaces');
  await expectSignedIn(stage);
  await untilTokensEnd();
  await row(page, 'default').getByRole('link').click();
  await expectSignedIn(stage, 'Members of default');
  expect(rogue.grants('refresh_token')).toEqual([]);
}

type Check = (stage: Stage, fault: Fault) => Promise<void>;

export const outcomesAfterRefresh: Record<string, Check> = {
  renewed: (stage) => expectSignedIn(stage, 'Members of default'),
  'signed in again': (stage) => expectSignedIn(stage, 'Members of default'),
  ended: expectEnded,
  kept: expectKept,
};

async function expectEnded(stage: Stage, fault: Fault): Promise<void> {
  await expectRefused(stage, fault);
  expect(stage.rogue.askedFor('authorization')).toHaveLength(1);
}

async function expectKept(stage: Stage, fault: Fault): Promise<void> {
  const { page, rogue } = stage;
  await expect(page.getByRole('alert').first()).toContainText(saysOf(fault));
  await expect(title(page, "Signing in didn't work")).toBeHidden();
  const { committed } = rogue;
  rogue.commit();
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await expect(row(page, 'All signed-in users')).toBeVisible();
  rogue.committed = committed;
}

/** No way around it: Studio goes by the real time, and so does the platform. */
async function untilTokensEnd(): Promise<void> {
  const last = Date.now();
  await expect.poll(() => Date.now() - last).toBeGreaterThan(LIFETIME * 1000);
}
