// Which modules each part of Studio needs, as wasm-split says in the loaders that it writes. It knows
// a table of them, but its command line doesn't write that.

const SHARED =
  /\/\* ([\w, ]+) \*\/\nconst \w+ = makeLoad\(\(\) => \{\s+const src = fetch\(new URL\("\.\/([\w.]+)"/g;
const OWN =
  /export const __wasm_split_load_(\w+) = wrapAsyncCb\(makeLoad\(\(\) => \{\s+const src = fetch\(new URL\("\.\/([\w.]+)"/g;

/**
 * The parts that need each of these modules.
 * @param {string} loaders  what wasm-split wrote
 * @param {string[]} modules  the files that it wrote
 * @returns {Record<string, string[]>}  by the names of the files
 */
export function partsByModule(loaders, modules) {
  const found = Object.fromEntries(
    [SHARED, OWN].flatMap((pattern) =>
      [...loaders.matchAll(pattern)].map(([, parts, file]) => [file, parts.split(', ')]),
    ),
  );
  for (const module of modules) {
    if (!found[module])
      throw new Error(`wasm-split's loaders don't say which part needs ${module}`);
  }
  return found;
}
