// Measures the cost of signed tokens: the same one repeatedly, as a session sends it, and a new one
// each time, so that none can be remembered.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { startIdp } from '../idp/server.mjs';
import { load } from './tools.mjs';

const WORKSPACES = '/apis/entities/v2/workspaces';
const LIFETIME_S = 3600;

/** More than a platform remembers; the embedded one remembers 8,192. */
const TOKENS = 12_000;

/**
 * @param {object} options
 * @param {string} options.folder  for temporary files
 * @param {number} options.seconds
 * @param {number} options.connections
 * @param {(idp: Awaited<ReturnType<typeof startIdp>>) => Promise<{ origin: string, stop(): Promise<void> }>}
 *   options.start  starts a platform that trusts the identity provider
 */
export async function measureSigned({ folder, seconds, connections, start }) {
  const idp = await startIdp({ studioOrigins: [] });
  // Each has its own identifier, so no two are equal.
  const sign = () => idp.accessToken('reader@example.com', { expiresIn: LIFETIME_S });
  try {
    const platform = await start(idp);
    try {
      const url = `${platform.origin}${WORKSPACES}/bench-signed`;
      const headers = { Authorization: `Bearer ${await sign()}` };
      await create(`${platform.origin}${WORKSPACES}`, headers);
      const options = { url, connections, seconds };
      const same = await load({ ...options, headers });
      const tokens = [];
      for (let index = 0; index < TOKENS; index += 1) {
        tokens.push(await sign());
      }
      const script = join(folder, 'tokens.lua');
      writeFileSync(join(folder, 'tokens'), tokens.join('\n'));
      writeFileSync(script, eachInTurn(join(folder, 'tokens')));
      return { same, others: await load({ ...options, headers: {}, script }) };
    } finally {
      await platform.stop();
    }
  } finally {
    await idp.close();
  }
}

/**
 * Creates a workspace, with the caller as Admin; returns when that is live.
 * @param {string} url
 * @param {Record<string, string>} headers
 */
async function create(url, headers) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'bench-signed' }),
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
}

/**
 * The script that wrk runs for each request.
 * @param {string} file  the tokens, one per line
 */
function eachInTurn(file) {
  return `
    local tokens, next = {}, 0
    for token in io.lines(${JSON.stringify(file)}) do tokens[#tokens + 1] = "Bearer " .. token end
    request = function()
      next = next % #tokens + 1
      wrk.headers["Authorization"] = tokens[next]
      return wrk.format()
    end
  `;
}
