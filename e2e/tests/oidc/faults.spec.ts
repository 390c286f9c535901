// Every fault of the rogue provider, one test each. The table, with what it is all for, is in
// docs/oidc.md; it is written from the same rows.

import { GROUPS } from '../../rogue-idp/faults/index.mjs';
import { expectNoHarm } from './checks';
import { test } from './fixture';
import { scenarios } from './scenarios';

for (const [group, faults] of Object.entries(GROUPS)) {
  test.describe(group, () => {
    for (const fault of faults) {
      test(`${fault.id}: ${fault.does}`, async ({ stage }) => {
        stage.rogue.reset(fault);
        if (fault.console) stage.guard.allow(fault.console);
        await scenarios[fault.scenario](stage, fault);
        await expectNoHarm(stage, fault);
      });
    }
  });
}
