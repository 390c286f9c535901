// index.html with the final names and integrity attributes.

/** @typedef {{path: string, integrity: string}} Located  a file that must come as it was built */
/** @typedef {Located & {parts: string[]}} PartFile  a file, with the parts of Studio that need it */

const STYLESHEET =
  /[ \t]*<link data-trunk rel="css" href="([^"]+)"(?: data-parts="([^"]+)")? \/>\n/g;
const POLICY = /[ \t]*<meta\s+http-equiv="Content-Security-Policy"[^>]*>\n/;

/**
 * The style sheets that a page names, in order, with the parts of Studio that each is fetched with;
 * without parts, it is for the first page.
 * @param {string} html
 * @returns {{path: string, parts: string[]}[]}
 */
export function styleSheetsOf(html) {
  return [...html.matchAll(STYLESHEET)].map(([, path, parts]) => ({
    path,
    parts: parts?.split(' ') ?? [],
  }));
}

/**
 * @param {string} html  index.html as it is in the repository
 * @param {{base: string, styles: Located, boot: Located, script: Located, plain: Located, partFiles: PartFile[]}} built
 *   `base` is the path that Studio is served under, with slashes at both ends; everything else is
 *   resolved against it by the browser
 */
export function indexPage(html, { base, styles, boot, script, plain, partFiles }) {
  const page = replaceAll(html, [
    // Comments are for readers of the repository.
    [/[ \t]*<!--[^]*?-->\n/g, ''],
    [/<base data-trunk-public-url \/>/, `<base href="${base}" />`],
    [/[ \t]*<link data-trunk rel="copy-file" [^>]*>\n/g, ''],
    [/[ \t]*<link\s+data-trunk\s+rel="rust"[^>]*>\n/, ''],
    [STYLESHEET, ''],
    [
      /<script data-trunk src="boot\.js"><\/script>/,
      // boot.js fetches what fits the browser, the policy and the address; the sooner it runs, the
      // better.
      `${partFiles.map(partLink).join('\n    ')}
    <script id="plain" type="text/plain" ${located('src', plain)}></script>
    <script ${located('src', boot)}></script>
    <link rel="stylesheet" ${located('href', styles)} />`,
    ],
    [
      /<script data-trunk type="module" src="start\.js"><\/script>/,
      `<script type="module" ${located('src', script)}></script>`,
    ],
  ]);
  const left = /="style\/[^"]*"|data-trunk/.exec(page);
  if (left) throw new Error(`index.html has something unknown to the build: ${left[0]}`);
  return page;
}

/**
 * The page as Trunk's development server sends it, with the policy in a header: the one in the page
 * would forbid Trunk's own script.
 * @param {string} html  index.html as Trunk has built it
 */
export function forDevelopment(html) {
  return replaceAll(html, [[POLICY, '']]);
}

/**
 * @param {string} html
 * @param {[RegExp, string][]} replacements
 */
function replaceAll(html, replacements) {
  return replacements.reduce((text, [pattern, replacement]) => {
    if (text.search(pattern) < 0) throw new Error(`index.html doesn't contain ${pattern}`);
    return text.replace(pattern, replacement);
  }, html);
}

/** @param {PartFile} file */
function partLink({ parts, ...file }) {
  return `<link data-parts="${parts.join(' ')}" ${located('href', file)} />`;
}

/**
 * @param {'href' | 'src'} attribute
 * @param {Located} file
 */
function located(attribute, { path, integrity }) {
  return `${attribute}="${path}" integrity="${integrity}"`;
}
