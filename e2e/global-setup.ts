import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { RELEASE_UNDER_TEST } from './fixtures/under-test';
import { installedPrograms } from '../dev/nemo-platform/installed.mjs';
import { platformBinary, STUDIO_FILES } from '../dev/support/platform.mjs';

/** Says what is missing once, instead of in every test. */
export default function globalSetup(): void {
  if (!existsSync(join(STUDIO_FILES, 'index.html'))) {
    throw new Error('Studio is not built. Run script/build-studio.');
  }
  // Installs it, with nobody to see what takes so long, unless script/bootstrap has.
  if (RELEASE_UNDER_TEST) installedPrograms(RELEASE_UNDER_TEST);
  else platformBinary();
}
