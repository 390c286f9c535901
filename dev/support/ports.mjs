// Ports of this machine.

import { once } from 'node:events';
import { createServer } from 'node:net';

export const HOST = '127.0.0.1';

/**
 * Where a server listens that has begun to.
 * @param {import('node:net').Server} server
 */
export function portOf(server) {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  return address.port;
}

/**
 * A port that was free a moment ago. Needed where two servers must know each other's address
 * before either runs.
 * @returns {Promise<number>}
 */
export async function freePort() {
  const server = createServer();
  server.listen(0, HOST);
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Ends a server with all its connections.
 * @param {import('node:http').Server} server
 */
export async function closeWithConnections(server) {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** @param {number} port */
export async function isFree(port) {
  const server = createServer();
  server.listen(port, HOST);
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
