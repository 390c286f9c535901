import type { Fault } from '../../../rogue-idp/faults/index.mjs';
import { expectRefused, expectSignedIn, expectStopped } from '../checks';
import type { Stage } from '../fixture';

/** A page is opened, and Studio goes to the provider by itself. */
export async function signIn(stage: Stage, fault: Fault): Promise<void> {
  const refused = fault.outcome.kind === 'refused';
  // Only where time is wound forward: everywhere else it is to be the real one.
  if (refused) await stage.page.clock.install();
  await stage.page.goto('workspaces');
  if (!refused) return expectSignedIn(stage);
  await expectRefused(stage, fault);
  await expectStopped(stage, fault);
}
