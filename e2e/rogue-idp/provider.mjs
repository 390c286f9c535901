// The rogue provider: an honest one whose every step can be changed by the fault in force.

import { createHash, randomUUID } from 'node:crypto';

import { sign } from './jws.mjs';

export const CLIENT_ID = 'nemo-studio';
export const AUDIENCE = 'nemo-platform';

/** The only person that there is. */
export const PERSON = {
  sub: 'user-rene',
  email: 'rene@example.com',
  email_verified: true,
  name: 'Rene Rogue',
};

/**
 * @typedef {import('./types').Answer} Answer
 * @typedef {import('./types').Asked} Asked
 * @typedef {import('./types').Json} Json
 * @typedef {import('./types').Steps} Steps
 * @typedef {import('./types').Wrong} Wrong
 * @typedef {import('node:http').IncomingHttpHeaders} Headers
 */

/**
 * The steps that a fault can change. Each takes what an honest provider would do and gives what this
 * one does; the same value back means: no fault this time.
 * @type {readonly (keyof Steps)[]}
 */
export const HOOKS = [
  'metadata',
  'metadataAnswer',
  'keySet',
  'keySetAnswer',
  'callback',
  'claims',
  'header',
  'key',
  'idToken',
  'accessTokenKey',
  'tokens',
  'tokenAnswer',
  'refreshClaims',
  'refreshIdToken',
  'refreshTokens',
  'refreshAnswer',
  'endSession',
  'accessClaims',
  'revocation',
];

export class Provider {
  /**
   * What was wrong with what the client sent: an honest provider would have refused it.
   * @type {string[]}
   */
  complaints = [];
  /** @type {Asked[]} requests of browsers, in order; not those of the platform */
  asked = [];
  /** @type {string[]} the endpoints that Studio only looked at */
  looks = [];
  /**
   * Codes, tokens, verifiers: whatever must not be seen.
   * @type {Set<string>}
   */
  secrets = new Set();
  /**
   * Access tokens that came along with something that had to be refused.
   * @type {Set<string>}
   */
  tainted = new Set();
  /** How often the fault was really committed. */
  committed = 0;

  /** @type {Wrong | undefined} */
  #fault;
  /** @type {Map<string, Record<string, string>>} the authorization requests of codes */
  #codes = new Map();
  /** @type {Map<string, { used: boolean }>} */
  #refreshTokens = new Map();
  /** @type {Map<keyof Steps, number>} */
  #counts = new Map();
  /** @type {{ response: import('node:http').ServerResponse, url: URL }[]} */
  #held = [];
  /** @type {number | undefined} */
  #authenticatedAt;
  /** @type {Json | undefined} the metadata that Studio goes by */
  #advertised;

  /**
   * @param {string} issuer
   * @param {Awaited<ReturnType<typeof import('./keys.mjs').makeKeys>>} keys
   */
  constructor(issuer, keys) {
    this.issuer = issuer;
    this.clientId = CLIENT_ID;
    this.audience = AUDIENCE;
    this.keys = keys;
    this.person = PERSON;
  }

  /**
   * Forgets everything, and does this wrong from now on; nothing without an argument.
   * @param {Wrong} [fault]
   */
  reset(fault) {
    this.complaints = [];
    this.asked = [];
    this.looks = [];
    this.secrets = new Set();
    this.tainted = new Set();
    this.#codes = new Map();
    this.#refreshTokens = new Map();
    this.#held = [];
    this.#authenticatedAt = undefined;
    this.commit(fault);
  }

  /**
   * Does this wrong from now on, and remembers what it has issued.
   * @param {Wrong} [fault]
   */
  commit(fault) {
    this.#fault = fault;
    this.#counts = new Map();
    this.committed = 0;
  }

  /**
   * The requests of an endpoint.
   * @param {string} endpoint
   */
  askedFor(endpoint) {
    return this.asked.filter((request) => request.endpoint === endpoint);
  }

  /**
   * Token requests with a grant type.
   * @param {string} type
   */
  grants(type) {
    return this.askedFor('token').filter(({ form }) => form.get('grant_type') === type);
  }

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  async handle(request, response) {
    const url = new URL(request.url ?? '/', this.issuer);
    const endpoint = endpointOf(url.pathname);
    const form = new URLSearchParams(await text(request));
    // The platform asks for metadata and keys too, at times of its own; it gets the truth.
    const fromPlatform = request.headers['user-agent']?.startsWith('nmp-platform');
    if (fromPlatform) return this.#send(response, this.#honest(endpoint));

    if (request.method === 'HEAD') return this.#look(endpoint, request, response);

    const asked = { endpoint, url, form, headers: request.headers };
    this.asked.push(asked);
    if (request.headers.host !== new URL(this.issuer).host) {
      this.complaints.push(`${request.method} ${url.pathname} was sent to another host`);
    }
    this.#checkAddress(endpoint, url);
    const answer = await this.#answer(asked);
    if (answer !== undefined) this.#send(response, answer);
    else this.#held.push({ response, url });
  }

  /**
   * Studio looks whether anything answers at all, where it couldn't read an answer: in a way that needs
   * no permission, and so gives nothing away.
   * @param {string} endpoint
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  #look(endpoint, request, response) {
    this.looks.push(endpoint);
    for (const name of ['authorization', 'cookie', 'content-type']) {
      if (request.headers[name]) this.complaints.push(`a look has the header ${name}`);
    }
    if (request.url?.includes('?')) this.complaints.push('a look has a query');
    this.#send(response, { cors: false });
  }

  /** Lets people go that a fault held back at the authorization endpoint, the last one first. */
  async release() {
    for (const { response, url } of this.#held.splice(0).toReversed()) {
      this.#send(response, await this.#callback(url.searchParams));
    }
  }

  get held() {
    return this.#held.length;
  }

  /** @param {string} endpoint */
  #honest(endpoint) {
    if (endpoint === 'metadata') {
      // What the platform knows of endpoints it would tell Studio, which then asks nobody else.
      const { issuer, jwks_uri } = this.#metadata();
      return json({ issuer, jwks_uri });
    }
    if (endpoint === 'keys') return json({ keys: this.#publicKeys() });
    return { status: 404 };
  }

  /**
   * @param {Asked} asked
   * @returns {Promise<Answer | undefined>}
   */
  async #answer({ endpoint, url, form, headers }) {
    switch (endpoint) {
      case 'metadata': {
        const document = await this.#change('metadata', this.#metadata());
        this.#advertised = document;
        return this.#change('metadataAnswer', json(document));
      }
      case 'keys': {
        const keySet = await this.#change('keySet', { keys: [this.keys.main.publicJwk] });
        return this.#change('keySetAnswer', json(keySet));
      }
      case 'authorization':
        this.#checkAuthorization(url.searchParams);
        return this.#fault?.holds ? undefined : this.#callback(url.searchParams);
      case 'token':
        return this.#token(form, headers);
      case 'end session':
        return this.#endSession(url.searchParams);
      case 'revocation':
        return this.#revoke(form, headers);
      default:
        if (endpoint !== 'other') this.complaints.push(`${endpoint} was asked for`);
        return { status: 404 };
    }
  }

  /**
   * Endpoints are where the metadata says, with the query that it says.
   * @param {string} endpoint
   * @param {URL} url
   */
  #checkAddress(endpoint, url) {
    const advertised = new Map([
      ['authorization', this.#advertised?.authorization_endpoint],
      ['token', this.#advertised?.token_endpoint],
      ['keys', this.#advertised?.jwks_uri],
    ]).get(endpoint);
    if (typeof advertised === 'string' && !url.href.startsWith(advertised)) {
      this.complaints.push(`${endpoint} was asked for at ${url.href}, not at ${advertised}`);
    }
  }

  #metadata() {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/auth`,
      token_endpoint: `${this.issuer}/token`,
      userinfo_endpoint: `${this.issuer}/userinfo`,
      jwks_uri: `${this.issuer}/keys`,
      end_session_endpoint: `${this.issuer}/end`,
      revocation_endpoint: `${this.issuer}/revoke`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256', 'ES256'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none'],
      authorization_response_iss_parameter_supported: true,
    };
  }

  #publicKeys() {
    return [this.keys.main, this.keys.next].map((key) => key.publicJwk);
  }

  /** @param {URLSearchParams} parameters */
  #checkAuthorization(parameters) {
    const expected = {
      response_type: /^code$/,
      client_id: new RegExp(`^${CLIENT_ID}$`),
      redirect_uri: /\/studio\/auth\/success$/,
      scope: /(^| )openid( |$)/,
      state: /^.{43}$/,
      nonce: /^.{43}$/,
      code_challenge: /^[\w-]{43}$/,
      code_challenge_method: /^S256$/,
    };
    for (const [name, form] of Object.entries(expected)) {
      const values = parameters.getAll(name);
      if (values.length !== 1 || !form.test(values[0])) {
        this.complaints.push(`authorization request: ${name} is ${JSON.stringify(values)}`);
      }
    }
  }

  /**
   * @param {URLSearchParams} parameters
   * @returns {Promise<Answer>}
   */
  async #callback(parameters) {
    const code = this.#secret();
    this.#codes.set(code, Object.fromEntries(parameters));
    const answer = new URLSearchParams({
      code,
      state: parameters.get('state') ?? '',
      iss: this.issuer,
    });
    const changed = await this.#change('callback', answer);
    const query = changed.toString();
    const separator = changed.inFragment ? '#' : '?';
    return {
      status: 303,
      location: `${parameters.get('redirect_uri')}${query && separator}${query}`,
    };
  }

  /**
   * @param {URLSearchParams} form
   * @param {Headers} headers
   */
  async #token(form, headers) {
    for (const name of ['authorization', 'cookie']) {
      if (headers[name]) this.complaints.push(`token request: it has the header ${name}`);
    }
    if (form.has('client_secret')) this.complaints.push('token request: it has a client_secret');
    if (form.get('client_id') !== CLIENT_ID) this.complaints.push('token request: client_id');
    if (form.get('grant_type') === 'refresh_token') return this.#refresh(form);

    const verifier = form.get('code_verifier') ?? '';
    this.secrets.add(verifier);
    const code = form.get('code') ?? '';
    const request = this.#codes.get(code);
    this.#codes.delete(code);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    if (
      request?.code_challenge !== challenge ||
      request.redirect_uri !== form.get('redirect_uri')
    ) {
      this.complaints.push('token request: code, verifier and redirect_uri do not fit');
      return json({ error: 'invalid_grant' }, 400);
    }
    const tokens = await this.#tokens('sign-in', request.nonce);
    return this.#change('tokenAnswer', json(await this.#change('tokens', tokens)));
  }

  /** @param {URLSearchParams} form */
  async #refresh(form) {
    const token = form.get('refresh_token') ?? '';
    const known = this.#refreshTokens.get(token);
    if (!known) this.complaints.push('token request: an unknown refresh token');
    if (known?.used) this.complaints.push('token request: a refresh token was sent twice');
    if (known) known.used = true;
    const tokens = await this.#tokens('refresh');
    const changed = await this.#change('refreshTokens', tokens);
    const answer = await this.#change('refreshAnswer', json(changed));
    // Without a new refresh token, or without any tokens, the old one is to be used again.
    if (known) known.used = answer.status === 200 && changed.refresh_token !== undefined;
    return answer;
  }

  /**
   * @param {'sign-in' | 'refresh'} phase
   * @param {string} [nonce]
   */
  async #tokens(phase, nonce) {
    const now = Math.floor(Date.now() / 1000);
    const accessClaims = await this.#change('accessClaims', {
      ...this.person,
      iss: this.issuer,
      aud: AUDIENCE,
      client_id: CLIENT_ID,
      scope: 'platform:read platform:write',
      jti: randomUUID(),
      iat: now,
      exp: now + 3600,
    });
    const accessKey = await this.#change('accessTokenKey', this.keys.main);
    const accessToken = sign(accessClaims, accessKey, { typ: 'at+jwt' });
    const claims = await this.#change(phase === 'refresh' ? 'refreshClaims' : 'claims', {
      ...this.person,
      iss: this.issuer,
      aud: CLIENT_ID,
      ...(nonce ? { nonce } : {}),
      at_hash: halfHash(accessToken),
      auth_time: this.#authTime(now),
      iat: now,
      exp: now + 3600,
    });
    const key = await this.#change('key', this.keys.main);
    const header = await this.#change('header', {});
    const idToken = await this.#change(
      phase === 'refresh' ? 'refreshIdToken' : 'idToken',
      sign(claims, key, header),
      claims,
    );
    const refreshToken = this.#secret();
    this.#refreshTokens.set(refreshToken, { used: false });
    for (const secret of [accessToken, idToken]) this.secrets.add(secret);
    if (this.#fault?.outcome?.taints?.includes(phase)) this.tainted.add(accessToken);
    return {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: 3600,
      id_token: idToken,
      refresh_token: refreshToken,
      scope: 'openid profile email platform:read platform:write',
    };
  }

  /**
   * RFC 7009: the token that a refresh would be made with, from a public client.
   * @param {URLSearchParams} form
   * @param {Headers} headers
   */
  async #revoke(form, headers) {
    for (const name of ['authorization', 'cookie']) {
      if (headers[name]) this.complaints.push(`revocation: it has the header ${name}`);
    }
    if (form.get('client_id') !== CLIENT_ID) this.complaints.push('revocation: client_id');
    const known = this.#refreshTokens.get(form.get('token') ?? '');
    if (!known) this.complaints.push('revocation: an unknown refresh token');
    if (known?.used) this.complaints.push('revocation: a refresh token that was used up');
    if (known) known.used = true;
    return this.#change('revocation', { status: 200 });
  }

  /** @param {number} now */
  #authTime(now) {
    this.#authenticatedAt ??= now;
    return this.#authenticatedAt;
  }

  /**
   * @param {URLSearchParams} parameters
   * @returns {Promise<Answer>}
   */
  async #endSession(parameters) {
    const back = parameters.get('post_logout_redirect_uri');
    // The hint is recommended, and may be too long for an address; then the client is named.
    if (!parameters.has('id_token_hint') && parameters.get('client_id') !== CLIENT_ID) {
      this.complaints.push('end session: neither id_token_hint nor client_id');
    }
    if (this.#fault?.outcome?.hint !== false && !parameters.has('id_token_hint')) {
      this.complaints.push('end session: no id_token_hint');
    }
    if (!back?.endsWith('/studio/')) this.complaints.push(`end session: it leads to ${back}`);
    const state = parameters.get('state');
    const answer = new URLSearchParams(state ? { state } : {});
    const query = (await this.#change('endSession', answer)).toString();
    return { status: 303, location: `${back}${query && '?'}${query}` };
  }

  /**
   * What the fault in force makes of a value.
   * @template {keyof Steps} Name
   * @param {Name} hook
   * @param {Steps[Name][0]} value
   * @param {Steps[Name][2]} details
   * @returns {Promise<Steps[Name][0] | Steps[Name][1]>}
   */
  async #change(hook, value, ...details) {
    const change = this.#fault?.switch[hook];
    if (!change) return value;
    const time = (this.#counts.get(hook) ?? 0) + 1;
    this.#counts.set(hook, time);
    const changed = await change(value, { idp: this, time }, ...details);
    if (changed !== value) this.committed += 1;
    return changed;
  }

  #secret() {
    const secret = randomUUID();
    this.secrets.add(secret);
    return secret;
  }

  /**
   * @param {import('node:http').ServerResponse} response
   * @param {Answer} answer
   */
  #send(response, answer) {
    const { type = 'application/json', body = '', location, cors = true } = answer;
    if (answer.never) return;
    if (answer.drop) {
      response.destroy();
      return;
    }
    response.writeHead(answer.status ?? 200, {
      'Content-Type': type,
      'Cache-Control': 'no-store',
      ...(cors ? { 'Access-Control-Allow-Origin': '*' } : {}),
      ...(location ? { Location: location } : {}),
    });
    response.end(body);
  }
}

/**
 * @param {unknown} value
 * @returns {Answer}
 */
export function json(value, status = 200) {
  return { status, body: JSON.stringify(value) };
}

/**
 * The left half of the SHA-256 (OpenID Connect Core 1.0, section 3.1.3.6).
 * @param {string} token
 */
function halfHash(token) {
  return createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
}

/** @param {string} path */
function endpointOf(path) {
  if (path === '/.well-known/openid-configuration') return 'metadata';
  if (path === '/keys' || path.startsWith('/keys/')) return 'keys';
  if (path === '/auth') return 'authorization';
  if (path === '/token') return 'token';
  if (path === '/end') return 'end session';
  if (path === '/revoke') return 'revocation';
  if (path === '/userinfo') return 'userinfo';
  if (path.startsWith('/trap')) return 'a trap';
  return 'other';
}

/** @param {import('node:http').IncomingMessage} request */
async function text(request) {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}
