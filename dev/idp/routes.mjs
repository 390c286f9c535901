// Sign-in and consent: what `oidc-provider` leaves to the application.

import { readFile } from 'node:fs/promises';

import { errors } from 'oidc-provider';

import * as pages from './pages.mjs';

const stylesheet = await readFile(new URL('style.css', import.meta.url), 'utf8');

/**
 * @typedef {import('oidc-provider').KoaContextWithOIDC} Context
 * @typedef {Awaited<ReturnType<Provider['interactionDetails']>>} Interaction
 * @typedef {import('oidc-provider').Provider} Provider
 *
 * @typedef {object} Missing  what consent is asked for
 * @property {string[]} [missingOIDCScope]
 * @property {string[]} [missingOIDCClaims]
 * @property {Record<string, string[]>} [missingResourceScopes]
 */

/** A form of these pages is well under this. */
const MAX_BODY_BYTES = 8 * 1024;

/**
 * A policy as strict as Studio's own, so that the sign-in page can't be what lets something in.
 * Browsers apply `form-action` to the redirects after a form too, hence Studio's origins.
 * @param {string[]} studioOrigins
 */
export function securityHeaders(studioOrigins) {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    'img-src data:',
    // oidc-provider adds the hash of the script with which it submits a form by itself.
    "script-src 'self'",
    `form-action 'self' ${studioOrigins.join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return async (/** @type {Context} */ ctx, /** @type {() => Promise<unknown>} */ next) => {
    ctx.set('Content-Security-Policy', policy);
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('Referrer-Policy', 'no-referrer');
    await next();
  };
}

/**
 * @param {Provider} provider
 * @param {import('./accounts.mjs').Accounts} accounts
 */
export function interactions(provider, accounts) {
  /** @type {Partial<Record<string, (ctx: Context, interaction: Interaction) => Promise<void>>>} */
  const actions = {
    '': show,
    '/sign-in': signIn,
    '/allow': allow,
    '/deny': deny,
  };

  return async (/** @type {Context} */ ctx, /** @type {() => Promise<unknown>} */ next) => {
    if (ctx.path === '/style.css') {
      ctx.type = 'css';
      ctx.body = stylesheet;
      return undefined;
    }
    if (ctx.path === '/') {
      ctx.type = 'html';
      ctx.body = pages.home(provider.issuer);
      return undefined;
    }
    const match = /^\/interaction\/[^/]+(\/[a-z-]+)?$/.exec(ctx.path);
    const action = match && actions[match[1] ?? ''];
    if (!action || ctx.method !== (action === show ? 'GET' : 'POST')) return next();

    ctx.set('Cache-Control', 'no-store');
    try {
      await action(ctx, await provider.interactionDetails(ctx.req, ctx.res));
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      ctx.status = 400;
      ctx.type = 'html';
      ctx.body = pages.expired();
    }
    return undefined;
  };

  /**
   * @param {Context} ctx
   * @param {Interaction} interaction
   */
  async function show(ctx, { uid, prompt, params, session }) {
    ctx.type = 'html';
    if (prompt.name !== 'consent') {
      ctx.body = pages.signIn(uid, text(params.login_hint));
      return;
    }
    const client = await provider.Client.find(text(params.client_id));
    const account = accounts.bySub(session?.accountId ?? '');
    if (!client || !account) throw new Error('consent is asked of nobody');
    ctx.body = pages.consent(uid, {
      client: client.clientName ?? client.clientId,
      account,
      scopes: requestedScopes(prompt.details),
    });
  }

  /**
   * @param {Context} ctx
   * @param {Interaction} interaction
   */
  async function signIn(ctx, { uid }) {
    const email = (await readForm(ctx)).get('email')?.trim() ?? '';
    if (!/^[^@\s]+@[^@\s]+$/.test(email)) {
      ctx.status = 422;
      ctx.type = 'html';
      ctx.body = pages.signIn(uid, email, 'Type an e-mail address, such as frank@example.com.');
      return;
    }
    const { sub } = accounts.byEmail(email);
    await finish(ctx, { select_account: {}, login: { accountId: sub } });
  }

  /**
   * @param {Context} ctx
   * @param {Interaction} interaction
   */
  async function allow(ctx, { prompt, grantId, params, session }) {
    const grant = grantId
      ? await provider.Grant.find(grantId)
      : new provider.Grant({ accountId: session?.accountId, clientId: text(params.client_id) });
    if (!grant) throw new Error('what was granted has expired');
    /** @type {Missing} */
    const { missingOIDCScope, missingOIDCClaims, missingResourceScopes } = prompt.details;
    if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '));
    if (missingOIDCClaims) grant.addOIDCClaims(missingOIDCClaims);
    for (const [resource, scopes] of Object.entries(missingResourceScopes ?? {})) {
      grant.addResourceScope(resource, scopes.join(' '));
    }
    await finish(ctx, { consent: { grantId: await grant.save() } });
  }

  /** @param {Context} ctx */
  async function deny(ctx) {
    await finish(ctx, {
      error: 'access_denied',
      error_description: 'You did not allow NMP Studio to use your account.',
    });
  }

  /**
   * @param {Context} ctx
   * @param {import('oidc-provider').InteractionResults} result
   */
  async function finish(ctx, result) {
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
    ctx.status = 303;
  }
}

/**
 * A parameter of the authorization request.
 * @param {unknown} value
 */
function text(value) {
  return typeof value === 'string' ? value : '';
}

/** @param {Missing} details  of a prompt for consent */
function requestedScopes({ missingOIDCScope, missingResourceScopes }) {
  return [...(missingOIDCScope ?? []), ...Object.values(missingResourceScopes ?? {}).flat()];
}

/** @param {Context} ctx */
async function readForm(ctx) {
  let body = '';
  for await (const chunk of ctx.req) {
    body += chunk;
    if (body.length > MAX_BODY_BYTES) ctx.throw(413);
  }
  return new URLSearchParams(body);
}
