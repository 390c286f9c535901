// The platform's API, as far as preparing data needs it.

/**
 * An unsigned token, as Studio's quickstart form makes it; accepted while
 * `auth.allow_unsigned_jwt` is on.
 * @param {string} email
 * @param {{ groups?: string[], expiresIn?: number }} [options]  `expiresIn` in seconds
 */
export function unsignedToken(email, { groups = [], expiresIn = 3600 } = {}) {
  const now = Math.floor(Date.now() / 1000);
  const payload = { sub: email, email, groups, iat: now, exp: now + expiresIn };
  const part = (/** @type {object} */ value) =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(payload)}.`;
}

const WORKSPACES = '/apis/entities/v2/workspaces';

/**
 * NeMo Platform 0.3.0 now and then answers with this status and detail, before it has done anything:
 * its policy engine failed. Data is prepared anyway.
 */
const POLICY_ENGINE_FAILED = 'Internal authorization error';
const TRIES = 4;

/**
 * Says before each request whether the platform may answer it before it is live.
 * @typedef {{ mayHurry(by: Api, method: string, path: string): Promise<boolean> }} Pace
 */

/** Calls as one person. */
export class Api {
  #origin;
  #token;
  #pace;

  /**
   * @param {string} origin
   * @param {string} [token]
   * @param {Pace} [pace]
   */
  constructor(origin, token, pace) {
    this.#origin = origin;
    this.#token = token;
    this.#pace = pace;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @returns {Promise<{ status: number, body: any }>}
   */
  async request(method, path, body) {
    const url = new URL(this.#origin + path);
    if (await this.#pace?.mayHurry(this, method, path)) {
      url.searchParams.set('wait_role_propagation', 'false');
    }
    for (let left = TRIES; ; left -= 1) {
      const answer = await fetch(url, {
        method,
        headers: {
          ...(this.#token ? { Authorization: `Bearer ${this.#token}` } : {}),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await answer.text();
      const read = { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
      const failed = read.status === 500 && read.body?.detail === POLICY_ENGINE_FAILED;
      if (!failed || left <= 1) return read;
    }
  }

  /** @param {string} name */
  createWorkspace(name, description = '') {
    return this.#expectOk('POST', WORKSPACES, { name, description });
  }

  /** @param {string} name */
  workspace(name) {
    return this.#expectOk('GET', workspacePath(name));
  }

  /** @param {string} name */
  deleteWorkspace(name) {
    return this.#expectOk('DELETE', workspacePath(name));
  }

  /**
   * @param {string} workspace
   * @returns {Promise<{ principal: string, roles: string[] }[]>}
   */
  async members(workspace) {
    return (await this.#expectOk('GET', membersPath(workspace))).data;
  }

  /**
   * @param {string} workspace
   * @param {string} principal
   * @param {...string} roles
   */
  addMember(workspace, principal, ...roles) {
    return this.#expectOk('POST', membersPath(workspace), { principal, roles });
  }

  /**
   * @param {string} workspace
   * @param {string} principal
   * @param {...string} roles
   */
  setRoles(workspace, principal, ...roles) {
    return this.#expectOk('PUT', membersPath(workspace, principal), { roles });
  }

  /**
   * @param {string} workspace
   * @param {string} principal
   */
  removeMember(workspace, principal) {
    return this.#expectOk('DELETE', membersPath(workspace, principal));
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   */
  async #expectOk(method, path, body) {
    const answer = await this.request(method, path, body);
    if (answer.status >= 400) {
      const detail = JSON.stringify(answer.body);
      throw new Error(`${method} ${path} was answered with ${answer.status}: ${detail}`);
    }
    return answer.body;
  }
}

/** @param {string} name */
function workspacePath(name) {
  return `${WORKSPACES}/${encodeURIComponent(name)}`;
}

/**
 * @param {string} workspace
 * @param {string} [principal]
 */
function membersPath(workspace, principal) {
  const path = `${workspacePath(workspace)}/members`;
  return principal === undefined ? path : `${path}/${encodeURIComponent(principal)}`;
}
