// In the browser: the files that the script fetches, and the style sheets among them. index.html names
// them, each with its integrity; a file is known by its place among those links.

/** @type {Map<number, Promise<void>>} requested style sheets, by place */
const sheets = new Map();

/**
 * Adds a style sheet. Sheets are added in the order in which they are asked for.
 * @param {number} place
 */
export function loadSheet(place) {
  return once(sheets, place, async () => {
    const rules = new CSSStyleSheet();
    document.adoptedStyleSheets.push(rules);
    try {
      const response = await fetchFile(place);
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
 * @param {number} place
 */
export async function fetchFile(place) {
  const link = document.querySelectorAll('link[data-parts]')[place];
  if (!(link instanceof HTMLLinkElement) || !link.integrity) {
    throw new Error(`index.html doesn't name file ${place}`);
  }
  const { href, integrity } = link;
  const begun = globalThis.studioFiles?.get(href);
  // An answer can be read once.
  globalThis.studioFiles?.delete(href);
  try {
    return await (begun ?? globalThis.fetch(href, { integrity }));
  } catch (error) {
    if (error instanceof Error) Object.assign(error, { path: link.getAttribute('href') });
    throw error;
  }
}

/**
 * Runs an action once, and again only if it failed.
 * @template Result
 * @param {Map<number, Promise<Result>>} done
 * @param {number} key
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
