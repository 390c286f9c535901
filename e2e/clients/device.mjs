// A person who confirms in a browser what a command line shows.

import assert from 'node:assert/strict';

import { Browser, formIn } from '../../dev/idp/browser.test-helper.mjs';

/**
 * Reads what a command line shows, and does what it asks for, once.
 * @param {string} email
 */
export function confirmOnce(email) {
  let begun = false;
  return (/** @type {string} */ said) => {
    const page = /Visit: (\S+)/.exec(said)?.[1];
    const code = /Enter code: ([A-Z0-9-]+)/.exec(said)?.[1];
    if (begun || !page || !code) return;
    begun = true;
    // A failure shows in the command, which then waits in vain.
    confirm(page, code, email).catch((error) => console.error(error));
  };
}

/**
 * @param {string} page
 * @param {string} code
 * @param {string} email
 */
async function confirm(page, code, email) {
  const browser = new Browser();
  const enter = await browser.open(page);
  const shown = await browser.submit(formIn(enter, '/device'), { user_code: code });
  const signIn = await browser.submit(formIn(shown, '/device'), { confirm: 'yes' });
  const done = await browser.submit(formIn(signIn, 'sign-in'), { email });
  assert.match(done.text, /Your device is signed in/);
}
