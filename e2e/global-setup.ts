import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { platformBinary, STUDIO_FILES } from './support/platform.mjs';

/** Says what is missing once, instead of in every test. */
export default function globalSetup(): void {
  if (!existsSync(join(STUDIO_FILES, 'index.html'))) {
    throw new Error('Studio is not built. Run script/build-studio.');
  }
  platformBinary();
}
