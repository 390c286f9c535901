// Names that NeMo Helix keeps for itself.

import { expect, openDialog, test } from '../../fixtures/test';

test('a name that is reserved is refused in the words of the platform', async ({
  guard,
  openAs,
}) => {
  guard.allow(/status of 403 .*\/workspaces\b/);
  const page = await openAs('alice@example.com', 'workspaces');
  const dialog = await openDialog(page, 'Create workspace');
  await dialog.getByLabel('Name').fill('sample-team');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog).toContainText(/reserved/i);
});
