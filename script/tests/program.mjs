// Programs that stand in for those that the scripts call.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes one.
 * @param {string} path  its folder is made if need be
 * @param {string} text  in bash
 */
export function program(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/usr/bin/env bash\n${text}\n`);
  chmodSync(path, 0o755);
}
