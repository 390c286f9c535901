import assert from 'node:assert/strict';
import { test } from 'node:test';

import { partsByModule } from './loaders.mjs';

/** As wasm-split 0.2.4 writes them. */
const LOADERS = `
/* access, workspace */
const __chunk_1 = makeLoad(() => {
    const src = fetch(new URL("./chunk_1.wasm", import.meta.url));
    src.catch(() => {});
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}
, []);
export const __wasm_split_load_workspace = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL("./split_workspace.wasm", import.meta.url));
    src.catch(() => {});
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}
, [__chunk_1]));
`;

test('each module is needed by parts', () => {
  assert.deepEqual(partsByModule(LOADERS, ['chunk_1.wasm', 'split_workspace.wasm']), {
    'chunk_1.wasm': ['access', 'workspace'],
    'split_workspace.wasm': ['workspace'],
  });
});

test('a module that no part needs stops the build: the tool has changed', () => {
  assert.throws(() => partsByModule(LOADERS, ['chunk_2.wasm']), /chunk_2\.wasm/);
  assert.throws(() => partsByModule('', ['chunk_1.wasm']), /chunk_1\.wasm/);
});
