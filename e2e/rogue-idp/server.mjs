// An OpenID provider that does one thing wrong at a time. Without a fault it is as correct as it
// is small: no page, everybody is signed in as the same person and sent straight back.

import { once } from 'node:events';
import { createServer } from 'node:http';

import { portOf } from '../../dev/support/ports.mjs';
import { makeKeys } from './keys.mjs';
import { Provider } from './provider.mjs';

/** @param {{ port?: number }} [options] */
export async function startRogueIdp({ port = 0 } = {}) {
  const keys = await makeKeys();
  // `localhost` is another origin than 127.0.0.1, and serves as the foreign host that a fault
  // leads to. Headers, and so addresses, are limited to the 16 kB that are common.
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const provider = new Provider(`http://127.0.0.1:${portOf(server)}`, keys);
  server.on('request', (request, response) => {
    provider.handle(request, response).catch((error) => {
      provider.complaints.push(`the rogue provider itself failed: ${error.stack}`);
      response.destroy();
    });
  });
  return Object.assign(provider, {
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  });
}
