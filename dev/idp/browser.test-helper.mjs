// As much of a browser as the provider's pages need: cookies, redirects, forms.

import assert from 'node:assert/strict';

export class Browser {
  /** @type {Map<string, string>} */
  #cookies = new Map();

  /**
   * Opens an address and follows redirects, to the first that leaves the provider.
   * @param {string} url
   * @param {RequestInit} [init]
   * @returns {Promise<{ url: string, status: number, text: string }>}
   */
  async open(url, init = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      ...init,
      headers: { Cookie: cookie, Accept: 'text/html' },
      redirect: 'manual',
    });
    for (const line of answer.headers.getSetCookie()) this.#store(line);

    const location = answer.headers.get('location');
    if (!location) return { url, status: answer.status, text: await answer.text() };
    const next = new URL(location, url);
    if (next.origin !== new URL(url).origin) return { url: next.href, status: 0, text: '' };
    return this.open(next.href);
  }

  /**
   * @param {{ action: string, hidden: Record<string, string> }} form
   * @param {Record<string, string>} [fields]
   */
  submit({ action, hidden }, fields = {}) {
    return this.open(action, {
      method: 'POST',
      body: new URLSearchParams({ ...hidden, ...fields }),
    });
  }

  /** What the provider has set. */
  cookies() {
    return [...this.#cookies].map(([name, value]) => ({ name, value }));
  }

  /** @param {string} line  of `Set-Cookie` */
  #store(line) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (!name || value === undefined) return;
    if (value === '') this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}

/**
 * The form of a page whose action contains `part`.
 * @param {{ url: string, text: string }} page
 * @param {string} part
 */
export function formIn(page, part) {
  for (const [form, attributes] of page.text.matchAll(/<form([^>]*)>.*?<\/form>/gs)) {
    const action = /action="([^"]*)"/.exec(attributes)?.[1] ?? '';
    if (!action.includes(part)) continue;
    const inputs = form.matchAll(/<input[^>]*type="hidden"[^>]*>/g);
    const hidden = Object.fromEntries(
      [...inputs].map(([input]) => [
        /name="([^"]*)"/.exec(input)?.[1] ?? '',
        /value="([^"]*)"/.exec(input)?.[1] ?? '',
      ]),
    );
    return { action: new URL(action, page.url).href, hidden };
  }
  return assert.fail(`no form to '${part}' at ${page.url}: ${page.text}`);
}
