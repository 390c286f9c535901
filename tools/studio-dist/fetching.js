// In the browser: the style sheets of the parts that are fetched later.

/** @typedef {import('./script.mjs').Located} Located */

/** @type {Map<string, Promise<void>>} requested style sheets, by path */
const sheets = new Map();

/**
 * Adds a style sheet. Sheets are added in the order of index.html, provided that a part that needs
 * a later one also needs the earlier ones.
 * @param {Located} sheet
 */
export function loadSheet({ path, integrity }) {
  /** @returns {Promise<void>} */
  const added = () =>
    new Promise((resolve, reject) => {
      const link = document.createElement('link');
      Object.assign(link, { rel: 'stylesheet', integrity, href: located(path) });
      link.addEventListener('load', () => resolve());
      link.addEventListener('error', () => {
        link.remove();
        reject(new Error(`${path} couldn't be fetched`));
      });
      document.head.append(link);
    });
  return once(sheets, path, added);
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
