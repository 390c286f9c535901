// NVIDIA's own Studio, served by the embedded platform from the files in NVIDIA's package. Its
// command line and Python SDK: e2e/clients.

import { isInstallable, nvidiaStudioFiles } from '../../../dev/nemo-platform/installed.mjs';
import { RELEASES, type ReleaseName } from '../../../dev/nemo-platform/releases.mjs';
import { expect, test as base } from '../../fixtures/test';

const test = base.extend<{ release: ReleaseName }>({
  release: ['platform', { option: true }],
  // Not before a test needs it: the package may have to be installed.
  studioFiles: async ({ release }, use) => {
    // It needs a Python that not every machine has; script/test names what it left out.
    test.skip(!isInstallable(release), `${RELEASES[release].title} has no Python here`);
    await use(nvidiaStudioFiles(release));
  },
});

const CASES: { release: ReleaseName; dialect: 'nmp' | 'helix' }[] = [
  { release: 'platform', dialect: 'nmp' },
  { release: 'helix', dialect: 'nmp' },
  { release: 'helix', dialect: 'helix' },
];

for (const { release, dialect } of CASES) {
  test.describe(`of ${RELEASES[release].title}, dialect ${dialect}`, () => {
    test.use({ release, authSettings: { dialect } });
    signsInAndManagesMembers();
  });
}

function signsInAndManagesMembers() {
  test('signs in and manages members', async ({ apiAs, guard, idp, page }) => {
    // Its fonts are on a host of NVIDIA's, which the policy of the embedded platform forbids.
    guard.allow(/brand-assets/);
    // It looks for a workspace with the person's name, and makes one.
    guard.allow(/status of 403 .*\/workspaces\/alice\b/);
    const alice = await apiAs('alice@example.com');
    await alice.createWorkspace('ml-team');

    await page.goto('');
    await page.waitForURL(`${idp.issuer}/interaction/**`);
    await page.getByRole('button', { name: 'alice@example.com' }).click();
    await expect(page.getByRole('button', { name: 'Alice Archer' })).toBeVisible();
    expect((await alice.workspace('alice')).name).toBe('alice');

    await page.goto('workspaces/ml-team/members');
    const bob = page.getByRole('row', { name: /bob@example\.com/ });
    await expect(page.getByRole('row', { name: /alice@example\.com Admin/ })).toBeVisible();

    await page.getByRole('button', { name: 'Add Member' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('bob@example.com');
    await dialog.getByRole('radio', { name: 'Editor' }).check({ force: true });
    await dialog.getByRole('button', { name: 'Add Member' }).click();
    await expect(bob).toContainText('Editor');
    expect(await rolesOf('bob@example.com')).toEqual(['Editor']);

    await bob.getByRole('button', { name: 'Row Actions' }).click();
    await page.getByRole('menuitem', { name: 'Edit Role' }).click();
    await expect(dialog.getByRole('radio', { name: 'Editor' })).toBeChecked();
    await dialog.getByRole('radio', { name: 'Viewer' }).check({ force: true });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(bob).toContainText('Viewer');
    expect(await rolesOf('bob@example.com')).toEqual(['Viewer']);

    await bob.getByRole('button', { name: 'Row Actions' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await expect(bob).toBeHidden();
    expect(await rolesOf('bob@example.com')).toBeUndefined();

    async function rolesOf(principal: string): Promise<string[] | undefined> {
      const members: { principal: string; roles: string[] }[] = await alice.members('ml-team');
      return members.find((member) => member.principal === principal)?.roles;
    }
  });
}
