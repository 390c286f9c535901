// Envoy with deploy/envoy.yaml, between an identity provider and the embedded platform.

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startIdp } from '../../dev/idp/server.mjs';
import { startPlatform } from '../../dev/support/platform.mjs';
import { closeWithConnections, freePort, HOST, portOf } from '../../dev/support/ports.mjs';
import { serverProcess } from '../../dev/support/server-process.mjs';

const CONFIGURATION = fileURLToPath(new URL('../envoy.yaml', import.meta.url));
const INSTALL = fileURLToPath(new URL('install', import.meta.url));
const START_TIMEOUT_MS = 20_000;

/** The name of the platform in the file. */
export const HOST_NAME = 'nmp.example.com';
/** The provider's in the file, by which Envoy checks its certificate. */
const PROVIDER_NAME = 'idp.example.com';

export const SECRET = '0123456789abcdef0123456789abcdef';

/** What the headers of each dialect begin with. */
export const PREFIXES = { nmp: 'x-nmp-', helix: 'x-nhx-' };

/**
 * @typedef {Record<string, string | string[]>} Headers
 * @typedef {{ status: number, text: string }} Answer
 */

/**
 * Starts all of it.
 * @param {string} folder
 * @param {keyof typeof PREFIXES} dialect
 */
export async function start(folder, dialect) {
  /** @type {(() => unknown)[]} */
  const started = [];
  const stop = async () => {
    for (const end of started.toReversed()) await end();
  };
  try {
    return { ...(await startEach(folder, dialect, started)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * @param {string} folder
 * @param {keyof typeof PREFIXES} dialect
 * @param {(() => unknown)[]} started  gets what ends each server
 */
async function startEach(folder, dialect, started) {
  const idp = await startIdp({ studioOrigins: [`https://${HOST_NAME}`] });
  started.push(() => idp.close());

  const secretFile = join(folder, 'secret');
  writeFileSync(secretFile, `${SECRET}\n`);
  const studioFiles = join(folder, 'studio');
  mkdirSync(studioFiles);
  writeFileSync(join(studioFiles, 'index.html'), '<!doctype html><title>Studio</title>');
  const platform = await startPlatform({
    auth: 'oidc',
    idp,
    dataDir: join(folder, 'data'),
    studioFiles,
    settings: { dialect, trusted_gateway_secret_file: secretFile },
  });
  started.push(platform.stop);

  const tap = await startTap(platform.port);
  started.push(tap.close);
  const keys = await startKeys(folder, idp);
  started.push(keys.close);
  const port = await freePort();
  const file = join(folder, 'envoy.yaml');
  writeFileSync(
    file,
    deployed([
      ['0.0.0.0, port_value: 8443', `${HOST}, port_value: ${port}`],
      ['team-nmp-studio.nmp.svc, port_value: 80', `${HOST}, port_value: ${tap.port}`],
      [`${PROVIDER_NAME}, port_value: 443`, `${HOST}, port_value: ${keys.port}`],
      [`issuer: https://${PROVIDER_NAME}`, `issuer: ${idp.issuer}`],
      ['audiences: [nmp]', `audiences: [${idp.audience}]`],
      ['/etc/ssl/certs/ca-certificates.crt', keys.certificate],
      ['x-nmp-', PREFIXES[dialect]],
    ]),
  );
  const program = execFileSync(INSTALL, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
  const envoy = serverProcess({
    name: 'Envoy',
    command: program,
    // Several of them run at once, of which none takes over from another.
    args: ['-c', file, '--disable-hot-restart', '--concurrency', '1', '--log-level', 'warning'],
    env: { NMP_GATEWAY_SECRET: SECRET },
    logFile: join(folder, 'envoy.log'),
    isReady: async () => (await ask(port, '/health/ready', {})).status === 200,
    startTimeoutMs: START_TIMEOUT_MS,
  });
  await envoy.start();
  started.push(envoy.stop);
  return {
    idp,
    tap,
    /**
     * Asks through Envoy.
     * @param {string} path
     * @param {Headers} [headers]
     */
    throughEnvoy: (path, headers = {}) => ask(port, path, headers),
    /**
     * Asks the platform itself.
     * @param {string} path
     * @param {Headers} [headers]
     */
    straight: (path, headers = {}) => ask(platform.port, path, headers),
  };
}

/**
 * The file in deploy/ with other addresses, each of which must be in it.
 * @param {[string, string][]} replaced
 */
function deployed(replaced) {
  return replaced.reduce(
    (text, [what, with_]) => {
      if (!text.includes(what)) throw new Error(`envoy.yaml has no ${what}`);
      return text.replaceAll(what, with_);
    },
    readFileSync(CONFIGURATION, 'utf8'),
  );
}

/**
 * Hands requests on to the platform as they are, and keeps their headers.
 * @param {number} platform
 */
async function startTap(platform) {
  /** @type {string[][]} */
  let seen = [];
  const server = createServer((incoming, outgoing) => {
    const { method, url: path, rawHeaders: headers } = incoming;
    seen.push(headers);
    const on = request({ host: HOST, port: platform, method, path, headers, agent: false });
    on.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 0, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    on.on('error', (error) => outgoing.destroy(error));
    incoming.pipe(on);
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  return {
    port: portOf(server),
    close: () => closeWithConnections(server),
    /**
     * The headers of each request since the last call, as names in lower case and values.
     * @returns {[string, string][][]}
     */
    taken() {
      const taken = seen.map((raw) =>
        raw.flatMap((text, at) =>
          at % 2 === 0 ? [/** @type {[string, string]} */ ([text.toLowerCase(), raw[at + 1]])] : [],
        ),
      );
      seen = [];
      return taken;
    },
  };
}

/**
 * The provider's keys, where the file says that they are.
 * @param {string} folder
 * @param {{ issuer: string }} idp
 */
async function startKeys(folder, idp) {
  const [key, certificate] = ['key.pem', 'cert.pem'].map((name) => join(folder, name));
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-keyout', key, '-out', certificate, '-days', '2', '-subj', `/CN=${PROVIDER_NAME}`],
      ...['-addext', `subjectAltName=DNS:${PROVIDER_NAME}`],
    ],
    { stdio: 'ignore' },
  );
  const found = await fetch(`${idp.issuer}/.well-known/openid-configuration`);
  /** @type {{ jwks_uri: string }} */
  const { jwks_uri } = await found.json();
  const keys = await (await fetch(jwks_uri)).text();
  const options = { key: readFileSync(key), cert: readFileSync(certificate) };
  const server = createTlsServer(options, (incoming, outgoing) => {
    const known = incoming.url === '/keys' && incoming.headers.host === PROVIDER_NAME;
    outgoing.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
    outgoing.end(known ? keys : '{}');
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  return { port: portOf(server), certificate, close: () => closeWithConnections(server) };
}

/**
 * @param {number} port
 * @param {string} path
 * @param {Headers} headers
 * @returns {Promise<Answer>}
 */
async function ask(port, path, headers) {
  const all = { host: HOST_NAME, ...headers };
  const sent = request({ host: HOST, port, path, headers: all, agent: false });
  sent.end();
  const [answer] = await once(sent, 'response');
  let text = '';
  for await (const part of answer.setEncoding('utf8')) text += part;
  return { status: answer.statusCode, text };
}
