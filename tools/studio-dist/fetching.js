// In the browser: the files that are fetched later, and the style sheets among them.

/** @typedef {import('./script.mjs').Located} Located */

/** @type {Map<string, Promise<void>>} requested style sheets, by path */
const sheets = new Map();

/**
 * Adds a style sheet. Sheets are added in the order in which they are asked for.
 * @param {Located} sheet
 */
export function loadSheet(sheet) {
  return once(sheets, sheet.path, async () => {
    const rules = new CSSStyleSheet();
    document.adoptedStyleSheets.push(rules);
    try {
      const response = await fetchFile(sheet);
      await rules.replace(await response.text());
    } catch (error) {
      document.adoptedStyleSheets.splice(document.adoptedStyleSheets.indexOf(rules), 1);
      throw error;
    }
  });
}

/**
 * Fetches a file, unless boot.js has asked for it already. A failure says which file it is about,
 * for boot.js.
 * @param {Located} file
 */
export async function fetchFile({ path, integrity = integrityOf(path) }) {
  const url = located(path);
  const begun = globalThis.studioFiles?.get(url);
  // An answer can be read once.
  globalThis.studioFiles?.delete(url);
  try {
    return await (begun ?? globalThis.fetch(url, { integrity }));
  } catch (error) {
    if (error instanceof Error) Object.assign(error, { path });
    throw error;
  }
}

/**
 * As index.html says.
 * @param {string} path
 */
function integrityOf(path) {
  const link = document.querySelector(`link[data-parts][href="${path}"]`);
  if (link instanceof HTMLLinkElement && link.integrity) return link.integrity;
  throw new Error(`index.html doesn't name ${path}`);
}

/**
 * Runs an action once, and again only if it failed.
 * @template Result
 * @param {Map<string, Promise<Result>>} done
 * @param {string} key
 * @param {() => Promise<Result>} action
 */
export function once(done, key, action) {
  const begun = done.get(key);
  if (begun) return begun;
  const doing = action();
  done.set(key, doing);
  doing.catch(() => done.delete(key));
  return doing;
}

/**
 * All files are in one folder or under it, wherever that is served.
 * @param {string} path
 */
export function located(path) {
  return new URL(path, import.meta.url).href;
}
