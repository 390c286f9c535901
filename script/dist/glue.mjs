// Studio's one script: wasm-bindgen's bindings, wasm-split's loaders, and the start of the app.
// Both tools write modules that name each other and files without hashes; as one module with the
// final names in it, it is one request, and its integrity covers all that it fetches.

/** @typedef {{path: string, integrity: string}} Located */

const LINK_MODULE = './__wasm_split.js';

/**
 * @param {string} bindings  what wasm-bindgen wrote
 * @param {string} loaders  what wasm-split wrote
 * @param {Located} main  the WebAssembly that the app starts with
 * @param {Map<string, Located>} chunks  the other parts, by the names that wasm-split gave them
 * @param {(Located & {parts: string[]})[]} sheets  the style sheets that are fetched with parts, in order
 * @returns {string} the module
 */
export function glue(bindings, loaders, main, chunks, sheets) {
  const imported = [];
  const withoutImports = replaceSome(
    bindings,
    /^import \* as (\w+) from "\.\/__wasm_split\.js";?$/gm,
    (_, name) => {
      imported.push(name);
      return '';
    },
  );
  return [
    withoutImports,
    STYLE_LOADER,
    withSheets(inlineLoaders(loaders, chunks), sheets),
    // One import a loader, and all of them in one object under the one name of the module.
    ...imported.map((name) => `const ${name} = { ${exportsOf(loaders).join(', ')} };`),
    start(main),
  ].join('\n');
}

function exportsOf(loaders) {
  return [...loaders.matchAll(/^export const (\w+) = /gm)].map(([, name]) => name);
}

function inlineLoaders(loaders, chunks) {
  let text = replaceSome(loaders, /^import \{ initSync \} from ".*";$/gm, () => '');
  text = replaceSome(text, /^export const /gm, () => 'const ');
  text = replaceSome(text, /fetch\(new URL\("\.\/([\w.]+)", import\.meta\.url\)\)/g, (_, name) => {
    const chunk = chunks.get(name);
    if (!chunk) throw new Error(`wasm-split names a part that it didn't write: ${name}`);
    return fetchOf(chunk);
  });
  // Like wasm-bindgen's own, this must not depend on a server that knows the media type.
  text = replaceSome(
    text,
    /WebAssembly\.instantiateStreaming\(src, imports\)/g,
    () => '__wbg_load(await src, imports)',
  );
  return text;
}

/**
 * Fetches a style sheet once, and again only if it didn't come.
 */
const STYLE_LOADER = `
const __styles = new Map();
function __loadStyles(path, integrity) {
  let loading = __styles.get(path);
  if (!loading) {
    loading = new Promise((resolve, reject) => {
      const link = document.createElement("link");
      Object.assign(link, { rel: "stylesheet", integrity, href: new URL(path, import.meta.url).href });
      link.onload = () => resolve();
      link.onerror = () => {
        link.remove();
        __styles.delete(path);
        reject(new Error(path + " couldn't be fetched"));
      };
      document.head.append(link);
    });
    __styles.set(path, loading);
  }
  return loading;
}`;

/**
 * Lets each part wait for its style sheets as it waits for the WebAssembly that it shares with others.
 * They are added in the order in which index.html has them, so that it doesn't matter which part comes first
 * as long as whatever needs a later one needs those before it.
 */
function withSheets(loaders, sheets) {
  return sheets
    .toReversed()
    .reduce(
      (text, { parts, path, integrity }) =>
        parts.reduce(
          (inner, part) =>
            replaceSome(
              inner,
              new RegExp(`(const __wasm_split_load_${part} = wrapAsyncCb\\([^[]*\\n, \\[)`),
              (_, before) => `${before}() => __loadStyles("./${path}", "${integrity}"), `,
            ),
          text,
        ),
      loaders,
    );
}

function start(main) {
  return `await __wbg_init({ module_or_path: ${fetchOf(main)} });
dispatchEvent(new Event("StudioStarted"));
`;
}

/** Both are in one folder or below it, wherever that is served. */
function fetchOf({ path, integrity }) {
  return `fetch(new URL("./${path}", import.meta.url), { integrity: "${integrity}" })`;
}

/** Replaces what must be there: another version of a tool may write something else. */
function replaceSome(text, pattern, replacement) {
  if (text.search(pattern) < 0) {
    throw new Error(`${pattern} is nowhere in what the tools wrote for ${LINK_MODULE}`);
  }
  return text.replace(pattern, replacement);
}
