// Who can sign in. The demo accounts match the demo workspaces of dev/seed-demo.mjs;
// any other e-mail address may sign in too and gets an account of its own on the spot.

import { createHash } from 'node:crypto';

/**
 * @typedef {object} Account
 * @property {string} sub     opaque and stable, never the e-mail: Studio must not confuse the two
 * @property {string} email
 * @property {string} name
 * @property {string[]} groups
 * @property {string} about   shown on the sign-in page
 */

/** @type {readonly Account[]} */
export const DEMO_ACCOUNTS = [
  {
    sub: 'user-admin',
    email: 'admin@example.com',
    name: 'Ada Admin',
    groups: [],
    about: 'Platform admin: may do everything everywhere',
  },
  {
    sub: 'user-alice',
    email: 'alice@example.com',
    name: 'Alice Archer',
    groups: [],
    about: 'Owns workspaces: Admin of ml-team, research and data-platform',
  },
  {
    sub: 'user-bob',
    email: 'bob@example.com',
    name: 'Bob Baker',
    groups: [],
    about: 'Editor in ml-team, Admin of sandbox',
  },
  {
    sub: 'user-carol',
    email: 'carol@example.com',
    name: 'Carol Castle',
    groups: [],
    about: 'Viewer in ml-team',
  },
  {
    sub: 'user-dave',
    email: 'dave@example.com',
    name: 'Dave Dyer',
    groups: ['data-eng'],
    about: 'In the group data-eng: Viewer in ml-team, Editor in data-platform',
  },
  {
    sub: 'user-erin',
    email: 'erin@example.com',
    name: 'Erin Ellis',
    groups: [],
    about: 'Outsider: sees only what is open to everyone',
  },
];

/** The accounts of one running identity provider. */
export class Accounts {
  /** @type {Map<string, Account>} */
  #bySub = new Map(DEMO_ACCOUNTS.map((account) => [account.sub, account]));

  /** @param {string} sub */
  bySub(sub) {
    return this.#bySub.get(sub);
  }

  /**
   * The account of an e-mail address, made if it does not exist yet.
   * @param {string} email
   * @returns {Account}
   */
  byEmail(email) {
    for (const account of this.#bySub.values()) {
      if (account.email === email) return account;
    }
    const digest = createHash('sha256').update(email).digest('hex').slice(0, 12);
    const account = {
      sub: `user-${digest}`,
      email,
      name: email.slice(0, email.indexOf('@')),
      groups: [],
      about: '',
    };
    this.#bySub.set(account.sub, account);
    return account;
  }
}

/**
 * What both tokens say about an account besides `sub`.
 * @param {Account} account
 */
export function claimsOf({ email, name, groups }) {
  return { email, email_verified: true, name, groups };
}
