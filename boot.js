// Before the first paint: the chosen look, and the policy for Trusted Types. After that: messages
// for when the app can't start, or has stopped. A panic in WebAssembly is a trap without a message,
// and the app is dead after it. At the end: how a page that the browser translates stays correct.
(() => {
  // Leptos builds elements that never change through `template.innerHTML`, which the
  // Content-Security-Policy (`require-trusted-types-for 'script'`) allows only by a policy. This
  // one accepts the markup of such elements: plain tags, with attributes that can neither run nor
  // load anything. Everything else, and every other sink, is refused.
  const TAGS =
    /^(?:a|article|aside|b|br|button|caption|code|dd|details|div|dl|dt|em|fieldset|footer|form|h[1-6]|header|hr|i|label|legend|li|main|nav|ol|option|p|path|pre|section|small|span|strong|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|time|tr|ul|wbr)$/;
  const ATTRIBUTES =
    /^(?:class|id|for|role|scope|colspan|rowspan|tabindex|title|type|disabled|hidden|d|viewBox|focusable|translate|aria-[a-z]+|data-[a-z-]+)$/;
  const isHarmless = (/** @type {string} */ html) => {
    let harmless = true;
    const rest = html.replace(
      /<!--[^<>-]*-->|<\/?([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*\/?>/g,
      (_, /** @type {string | undefined} */ tag, /** @type {string} */ attributes) => {
        if (tag === undefined) return '';
        harmless &&= TAGS.test(tag);
        for (const [, name] of attributes.matchAll(/\s+([a-zA-Z-]+)(?:="[^"]*")?/g)) {
          harmless &&= ATTRIBUTES.test(name);
        }
        return '';
      },
    );
    return harmless && !rest.includes('<');
  };
  globalThis.trustedTypes?.createPolicy('default', {
    createHTML: (html) => (isHarmless(html) ? html : null),
  });

  try {
    const looks = [
      ['theme', 'light', 'dark'],
      ['rows', 'compact'],
    ];
    for (const [key, ...values] of looks) {
      const chosen = localStorage.getItem(`nmp-studio.${key}`);
      if (chosen && values.includes(chosen)) document.documentElement.dataset[key] = chosen;
    }
  } catch {
    // Storage is blocked: look as the system says.
  }

  const show = (/** @type {string} */ sentence, /** @type {HTMLElement} */ action) => {
    const panel = document.createElement('div');
    panel.className = 'panel';
    panel.setAttribute('role', 'alert');
    const text = document.createElement('p');
    text.textContent = sentence;
    action.className = 'button primary';
    panel.append(text, action);
    const place = () => (document.querySelector('main') ?? document.body).replaceChildren(panel);
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', place);
    else place();
  };
  const say = (/** @type {string} */ sentence) => {
    const reload = document.createElement('button');
    reload.textContent = 'Reload';
    reload.addEventListener('click', () => location.reload());
    show(sentence, reload);
  };

  // Another site's page could cover Studio and make people click what they don't see. If the host
  // sends no `frame-ancestors`, this stops it: `main.rs` looks for the mark, and doesn't start.
  const isFramedByAnotherSite = () => {
    try {
      for (let page = /** @type {Window} */ (window); page !== page.parent; page = page.parent) {
        if (page.parent.location.origin !== location.origin) return true;
      }
      return false;
    } catch {
      // If it can't be read, it is another site.
      return true;
    }
  };
  if (isFramedByAnotherSite()) {
    document.documentElement.dataset.framed = '';
    addEventListener('DOMContentLoaded', () => {
      const open = document.createElement('a');
      // The parameters of a sign-in stay out of the link.
      open.href = location.pathname.endsWith('/auth/success') ? document.baseURI : location.href;
      open.target = '_blank';
      open.rel = 'noopener';
      open.textContent = 'Open Studio by itself';
      show("Studio doesn't run inside another site, where clicks could be faked.", open);
    });
    return;
  }

  let started = false;
  let hasFailed = false;
  /** @type {string | undefined} a file of Studio that the page's policy forbids, and the directive */
  let forbidden;
  /** @type {string | null | undefined} a file that didn't come, or with another content */
  let missing;
  const explain = () => {
    if (started || !hasFailed) return;
    const cause =
      forbidden ??
      (missing ? `${missing} is missing, or not as it was built` : 'it needs a newer browser');
    say(
      `Studio couldn't start: ${cause}. If reloading doesn't help, tell the people who run the platform.`,
    );
  };
  /** @typedef {{name?: string, path?: string}} Problem */
  const failed = (/** @type {Event & {error?: Problem, reason?: Problem}} */ event) => {
    const problem = event.error ?? event.reason;
    if (problem?.name === 'RuntimeError') {
      say('Studio has stopped because of a fault in it. What you see here may be out of date.');
      return;
    }
    const { target } = event;
    missing ??=
      target instanceof Element
        ? (target.getAttribute('src') ?? target.getAttribute('href'))
        : problem?.path;
    hasFailed = true;
    explain();
  };
  addEventListener('error', failed, true);
  addEventListener('unhandledrejection', failed);
  addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) => {
    // Not what is an extension's, and not WebAssembly itself.
    if (blockedURI.startsWith(origin)) {
      forbidden = `the page's policy, ${effectiveDirective}, forbids ${blockedURI}`;
      explain();
    }
  });
  addEventListener('StudioStarted', () => {
    started = true;
  });

  // Nothing is fetched before it is needed then (app.rs).
  if (navigator.connection?.saveData) document.documentElement.dataset.saveData = '';

  // Studio is fetched as WebAssembly, or as plain JavaScript where the page's policy forbids
  // WebAssembly, or the browser has none. index.html names both, in ways that fetch nothing yet.
  const compileEmptyModule = () =>
    new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  // Asked for by boot.js, the app and what its page needs come at once; asked for by the app, which
  // only knows then, they would come one after the other. runtime.js takes the files from here.
  const fetchAhead = () => {
    const { pathname } = new URL(document.baseURI);
    const [page, name, view] = location.pathname.slice(pathname.length).split('/');
    /** @type {Partial<Record<string, string>>} */
    const parts = {
      access: 'access',
      account: 'account',
      auth: 'tokens',
      workspaces: name && (view === 'activity' ? view : 'workspace'),
    };
    const part = page && parts[page];
    globalThis.studioFiles = new Map();
    for (const link of document.querySelectorAll(
      `link[data-parts~=app], link[data-parts~="${part}"]`,
    )) {
      if (!(link instanceof HTMLLinkElement)) continue;
      const { href, integrity } = link;
      const file = fetch(href, { integrity });
      // Handled where the app asks for it.
      file.catch(() => {});
      globalThis.studioFiles.set(href, file);
    }
  };

  // So is what the app asks first, unless the platform is elsewhere (config.rs).
  const platform = document.querySelector('meta[name="nmp-platform-base-url"]');
  if (!platform?.getAttribute('content')?.includes('/')) {
    const link = document.createElement('link');
    Object.assign(link, {
      rel: 'preload',
      as: 'fetch',
      crossOrigin: 'anonymous',
      href: '/apis/auth/discovery',
    });
    document.head.append(link);
  }

  try {
    compileEmptyModule();
    fetchAhead();
  } catch {
    const plain = document.getElementById('plain');
    // A development build doesn't have it.
    if (plain instanceof HTMLScriptElement) {
      document.documentElement.dataset.plain = '';
      plain.type = 'module';
      document.head.append(plain);
    }
  }
})();

// A page translator replaces text nodes with <font> elements. Studio keeps writing to the text
// nodes, which are no longer shown: "rises to Editor" would stay when Admin is chosen. So each text
// node goes back, empty, beside its translation; as soon as Studio writes to it or removes it, all
// translations in the same block are removed too, and the block shows Studio's text until it is
// translated again. A translation may move words from one text of a block to another.
(() => {
  const BLOCK =
    'a,button,caption,dd,div,dt,fieldset,h1,h2,h3,label,legend,li,option,p,pre,section,summary,td,th';
  /** @type {WeakMap<Node, HTMLElement>} */
  const standIns = new WeakMap();
  /** @type {WeakMap<Node, { text: Text, data: string }>} */
  const replaced = new WeakMap();

  const isText = (/** @type {Node} */ node) => node instanceof Text;
  /**
   * @param {Node | null} node
   * @returns {node is HTMLElement}
   */
  const isFree = (node) => node?.nodeName === 'FONT' && node.isConnected && !replaced.has(node);

  const restore = (/** @type {HTMLElement} */ font) => {
    const hidden = replaced.get(font);
    if (!hidden) return;
    const { text, data } = hidden;
    replaced.delete(font);
    standIns.delete(text);
    // Studio may have written to it already.
    text.data ||= data;
    font.remove();
  };
  const restoreBlock = (/** @type {HTMLElement} */ from) => {
    const block = from.closest(BLOCK) ?? from;
    for (const font of block.querySelectorAll('font')) restore(font);
  };
  const stand = (/** @type {HTMLElement} */ font, /** @type {Text} */ text) => {
    replaced.set(font, { text, data: text.data });
    standIns.set(text, font);
    font.before(text);
    text.data = '';
  };

  const observer = new MutationObserver((records) => {
    for (const {
      type,
      target,
      addedNodes,
      removedNodes,
      previousSibling,
      nextSibling,
    } of records) {
      if (type === 'characterData') {
        if (isText(target) && target.data && standIns.has(target) && target.parentElement) {
          restoreBlock(target.parentElement);
        }
        continue;
      }
      for (const node of removedNodes) {
        if (node.isConnected) continue;
        const standIn = standIns.get(node);
        const hidden = replaced.get(node);
        if (standIn) {
          // Removed by Studio.
          const from = standIn.parentElement;
          restore(standIn);
          if (from) restoreBlock(from);
        } else if (hidden && node instanceof HTMLElement) {
          // Removed by the translator, which shows the original again, perhaps in a new text node.
          const { text, data } = hidden;
          for (const near of [...addedNodes, previousSibling, nextSibling]) {
            if (near && near !== text && isText(near) && near.data === data) near.remove();
          }
          restore(node);
        } else if (isText(node) && node.data.trim()) {
          const font = [...addedNodes, previousSibling, nextSibling].find(isFree);
          if (font) stand(font, node);
        }
      }
    }
    // Our own changes need no reaction.
    observer.takeRecords();
  });
  observer.observe(document, { subtree: true, childList: true, characterData: true });
})();
