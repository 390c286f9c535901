import { expectSignedIn } from '../checks';
import { expect, type Stage } from '../fixture';

const PAGES = {
  workspaces: 'Workspaces',
  'workspaces/default': 'Settings of default',
  'workspaces/default/members': 'Members of default',
};

/** Three tabs are at the provider before the first of them comes back; each has a page of its own. */
export async function severalTabs(stage: Stage): Promise<void> {
  const { context, rogue } = stage;
  const tabs = [];
  for (const path of Object.keys(PAGES)) {
    const tab = await context.newPage();
    // It comes to no end as long as the provider holds it.
    await tab.goto(path, { waitUntil: 'commit' });
    tabs.push(tab);
    await expect.poll(() => rogue.held).toBe(tabs.length);
  }
  await rogue.release();
  for (const [i, heading] of Object.values(PAGES).entries()) {
    await expectSignedIn(stage, heading, tabs[i]);
  }
  await stage.page.close();
}
