// Studio's one script: wasm-bindgen's bindings, wasm-split's loaders and start.js, bundled by
// esbuild. Both tools write modules that name each other and files without hashes; as one module
// it is one request, and its integrity covers everything that it fetches. Their output is not
// edited: runtime.js replaces the two functions that fetch files.

import { fileURLToPath } from 'node:url';

import { build, transform } from 'esbuild';

/**
 * A module that the script fetches: its file, its range if the file has others (first byte, and the
 * one after the last), and the style sheets that must be loaded before it runs. Files are known by
 * their places among the links of index.html.
 * @typedef {{file: number, range?: [number, number], styles: number[]}} Fetched
 */

/**
 * How what ships is bundled.
 * @type {import('esbuild').BuildOptions & {write: false}}
 */
export const BUNDLED = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  write: false,
  logLevel: 'error',
};
const RUNTIME = fileURLToPath(new URL('runtime.js', import.meta.url));

/**
 * @param {object} modules
 * @param {string} modules.start  start.js
 * @param {string} modules.bindings  what wasm-bindgen wrote
 * @param {string} modules.loaders  what wasm-split wrote
 * @param {Record<string, Fetched>} modules.fetched  by the names that the tools know
 * @returns {Promise<string>} the module
 */
export async function bundledScript({ start, bindings, loaders, fetched }) {
  const { outputFiles } = await build({
    ...BUNDLED,
    entryPoints: [start],
    inject: [RUNTIME],
    define: { 'WebAssembly.instantiateStreaming': 'instantiateStreaming' },
    plugins: [
      provided({
        './studio.js': { path: bindings },
        './__wasm_split.js': { path: loaders },
        'studio:files': { contents: JSON.stringify(fetched), loader: 'json' },
      }),
    ],
  });
  return outputFiles[0].text;
}

/**
 * A plugin of esbuild: modules that are elsewhere, or made while bundling.
 * @param {Record<string, {path: string} | {contents: string, loader: import('esbuild').Loader}>} modules
 *   by the names that they are imported by
 * @returns {import('esbuild').Plugin}
 */
export function provided(modules) {
  return {
    name: 'studio',
    setup(bundle) {
      bundle.onResolve({ filter: /.*/ }, ({ path }) => {
        const module = modules[path];
        if (!module) return undefined;
        return 'path' in module ? module : { path, namespace: 'studio' };
      });
      bundle.onLoad({ filter: /.*/, namespace: 'studio' }, ({ path }) => {
        const module = modules[path];
        return 'path' in module ? undefined : { ...module, resolveDir: '/' };
      });
    },
  };
}

/**
 * The same script or style sheet in fewer bytes.
 * @param {string | Buffer} content
 * @param {'css' | 'js'} loader
 */
export async function minified(content, loader) {
  const { code } = await transform(content.toString(), {
    loader,
    minify: true,
    legalComments: 'none',
  });
  return code;
}
