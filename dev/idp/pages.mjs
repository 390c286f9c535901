// The provider's pages: plain HTML, no scripts. Every value goes through `html`, which escapes it.

import { DEMO_ACCOUNTS } from './accounts.mjs';

/** @type {Partial<Record<string, string>>} */
const SCOPES = {
  openid: 'Know who you are',
  profile: 'See your name and groups',
  email: 'See your e-mail address',
  groups: 'See your groups',
  offline_access: 'Stay signed in while you are away',
  'platform:read': 'Read from the platform on your behalf',
  'platform:write': 'Make changes on the platform on your behalf',
  'entities:read': 'Read workspaces and members on your behalf',
  'entities:write': 'Change workspaces and members on your behalf',
};

/** @typedef {string | Markup | Markup[] | undefined} Value  what can be put into a page */

class Markup {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }
}

/**
 * A template tag: escapes what is put in, unless it is markup made by `html` itself.
 * @param {TemplateStringsArray} strings
 * @param {...Value} values
 */
function html(strings, ...values) {
  const text = strings.reduce((all, part, i) => all + escaped(values[i - 1]) + part);
  return new Markup(text);
}

/**
 * @param {Value} value
 * @returns {string}
 */
function escaped(value) {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(escaped).join('');
  return (value ?? '').replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/**
 * @param {string} title
 * @param {Markup} main
 */
function page(title, main) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Development identity provider</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${main}
        </main>
        <footer>
          <p>
            <strong>For development only.</strong> This identity provider asks for no password, so
            that you can try Studio as different people.
          </p>
        </footer>
      </body>
    </html> `.text;
}

/** @param {string} issuer */
export function home(issuer) {
  return page(
    'Identity provider',
    html`<p>This is the identity provider <code>${issuer}</code>. Open Studio to sign in.</p>`,
  );
}

/**
 * @param {string} uid
 * @param {string} [email]  to start with in the text field
 * @param {string} [error]
 */
export function signIn(uid, email = '', error) {
  const action = `/interaction/${uid}/sign-in`;
  /** @param {import('./accounts.mjs').Account} account */
  const account = ({ email, name, about }) =>
    html`<li>
      <button class="account" name="email" value="${email}">
        <span class="name">${name}</span> <span>${email}</span>
        <span class="about">${about}</span>
      </button>
    </li>`;
  return page(
    'Sign in',
    html`<p>Choose who to be in NMP Studio.</p>
      <form method="post" action="${action}">
        <ul aria-label="Demo accounts">
          ${DEMO_ACCOUNTS.map(account)}
        </ul>
      </form>
      <h2>Someone else</h2>
      <form method="post" action="${action}">
        <label for="email">E-mail</label>
        <input
          id="email"
          name="email"
          type="email"
          required
          autocomplete="email"
          value="${email}"
          ${error ? html`aria-invalid="true" aria-describedby="email-error"` : ''}
        />
        ${error ? html`<p id="email-error" class="error">${error}</p>` : ''}
        <button>Sign in</button>
      </form>`,
  );
}

/**
 * @param {string} uid
 * @param {{ client: string, account: import('./accounts.mjs').Account, scopes: string[] }} request
 */
export function consent(uid, { client, account, scopes }) {
  return page(
    `Allow ${client}?`,
    html`<p>You are ${account.name} (${account.email}). ${client} asks to:</p>
      <ul class="scopes">
        ${scopes.map((scope) => html`<li>${SCOPES[scope] ?? scope} <code>${scope}</code></li>`)}
      </ul>
      <div class="choices">
        <form method="post" action="/interaction/${uid}/allow"><button>Allow</button></form>
        <form method="post" action="/interaction/${uid}/deny">
          <button class="quiet">Deny</button>
        </form>
      </div>`,
  );
}

export function expired() {
  return page(
    'This page has expired',
    html`<p>The sign-in was finished or took too long. Go back to Studio and start again.</p>`,
  );
}

/** @param {{ error: string, error_description?: string }} out */
export function error({ error, error_description: description }) {
  return page(
    'Sign-in failed',
    html`<p>${description ?? 'The identity provider could not go on.'}</p>
      <p><code>${error}</code></p>`,
  );
}

/**
 * @typedef {{ action: string, xsrf: string }} Form  where it goes, and its forgery protection
 *
 * @param {Form} form
 * @param {import('./accounts.mjs').Account} [account]
 */
export function signOut({ action, xsrf }, account) {
  const who = account ? html` You are signed in as ${account.name} (${account.email}).` : '';
  return page(
    'Sign out?',
    html`<p>This signs you out of the identity provider as well.${who}</p>
      <form class="choices" method="post" action="${action}">
        <input type="hidden" name="xsrf" value="${xsrf}" />
        <button name="logout" value="yes">Sign out</button>
        <button class="quiet">Stay signed in</button>
      </form>`,
  );
}

export function signedOut() {
  return page('Signed out', html`<p>You can close this page.</p>`);
}

/**
 * @param {Form} form
 * @param {Error & { userCode?: string }} [error]
 */
export function deviceCode({ action, xsrf }, error) {
  const problem = error && deviceProblem(error);
  return page(
    'Sign in on a device',
    html`<form method="post" action="${action}">
      <input type="hidden" name="xsrf" value="${xsrf}" />
      <label for="user_code">Code shown on your device</label>
      <input
        id="user_code"
        name="user_code"
        required
        autocomplete="off"
        autocapitalize="characters"
        value="${error?.userCode}"
        ${problem ? html`aria-invalid="true" aria-describedby="code-error"` : ''}
      />
      ${problem ? html`<p id="code-error" class="error">${problem}</p>` : ''}
      <button>Continue</button>
    </form>`,
  );
}

/** @param {Error & { userCode?: string }} error */
function deviceProblem(error) {
  if (error.userCode || error.name === 'NoCodeError') return 'There is no such code. Try again.';
  if (error.name === 'AbortedError') return 'You did not allow this device. Nothing was signed in.';
  return 'Something went wrong. Start again on your device.';
}

/**
 * @param {Form} form
 * @param {string} client
 * @param {string} userCode
 */
export function deviceConfirm({ action, xsrf }, client, userCode) {
  return page(
    'Is this your device?',
    html`<p>${client} on your device should show this code:</p>
      <p class="code"><code>${userCode}</code></p>
      <form class="choices" method="post" action="${action}">
        <input type="hidden" name="xsrf" value="${xsrf}" />
        <input type="hidden" name="user_code" value="${userCode}" />
        <button name="confirm" value="yes">Yes, go on</button>
        <button class="quiet" name="abort" value="yes">No, this is not mine</button>
      </form>`,
  );
}

export function deviceDone() {
  return page('Your device is signed in', html`<p>You can close this page.</p>`);
}
