// index.html with the final names in it, and integrity attributes.

/** @typedef {{path: string, integrity: string}} Located */

const STYLESHEET = /[ \t]*<link rel="stylesheet" href="([^"]+)"(?: data-parts="([^"]+)")? \/>\n/g;

/**
 * The style sheets that a page names, in order, with the parts of Studio that each is fetched with;
 * none for what the first page needs.
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
 * @param {{base: string, styles: Located, boot: Located, script: Located, main: Located}} built
 *   `base` is the path that Studio is served under, with slashes at both ends; everything else is
 *   resolved against it by the browser
 */
export function indexPage(html, { base, styles, boot, script, main }) {
  const replaced = [
    // They are for whoever reads the repository.
    [/[ \t]*<!--[^]*?-->\n/g, ''],
    [/<base href="[^"]*" \/>/, `<base href="${base}" />`],
    [STYLESHEET, ''],
    [
      /<script src="boot\.js"><\/script>/,
      `<link rel="stylesheet" ${located('href', styles)} />
    <script ${located('src', boot)}></script>`,
    ],
    [
      /<script type="module" src="studio\.js"><\/script>/,
      `<script type="module" ${located('src', script)}></script>
    <link rel="preload" as="fetch" type="application/wasm" crossorigin="anonymous" ${located('href', main)} />`,
    ],
  ];
  const page = replaced.reduce((text, [pattern, replacement]) => {
    if (text.search(pattern) < 0) throw new Error(`${pattern} is nowhere in index.html`);
    return text.replace(pattern, replacement);
  }, html);
  const left = /="style\/[^"]*"|data-trunk/.exec(page);
  if (left) throw new Error(`index.html has something that the build doesn't know: ${left[0]}`);
  return page;
}

function located(attribute, { path, integrity }) {
  return `${attribute}="${path}" integrity="${integrity}"`;
}
