// The development identity provider as a command; see `usage`.

import { parseArgs } from 'node:util';

import { startIdp } from './server.mjs';

const usage = `Usage: node dev/idp/main.mjs [options]

An OpenID Connect provider for development and tests. It asks for no password: never
let anyone but yourself reach it. It listens on 127.0.0.1 and, once it does, prints one
line of JSON: {"issuer": "..."}.

  --port N                 0 means any free one (default 0)
  --studio-origin ORIGIN   where Studio is served, may be given several times
                           (default http://127.0.0.1:8080)
  --access-token-ttl S     seconds (default 3600)
  --id-token-ttl S         seconds (default 3600)
  --no-refresh-token       issue no refresh tokens
  --auto-consent           don't ask people to allow Studio's access
`;

/** oidc-provider writes its notices with console.info; stdout is for the line of JSON alone. */
console.info = console.error;

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      'studio-origin': { type: 'string', multiple: true, default: ['http://127.0.0.1:8080'] },
      'access-token-ttl': { type: 'string' },
      'id-token-ttl': { type: 'string' },
      'no-refresh-token': { type: 'boolean', default: false },
      'auto-consent': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    process.exit(0);
  }
  return {
    port: wholeNumber('--port', values.port),
    studioOrigins: values['studio-origin'],
    accessTokenTtl: wholeNumber('--access-token-ttl', values['access-token-ttl']),
    idTokenTtl: wholeNumber('--id-token-ttl', values['id-token-ttl']),
    refreshTokens: !values['no-refresh-token'],
    autoConsent: values['auto-consent'],
  };
}

/**
 * @param {string} name
 * @param {string | undefined} text
 */
function wholeNumber(name, text) {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new Error(`${name} takes a whole number, not '${text}'`);
  return Number(text);
}

try {
  const idp = await startIdp(readOptions());
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void idp.close());
  process.stdout.write(`${JSON.stringify({ issuer: idp.issuer })}\n`);
} catch (error) {
  console.error(`identity provider: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
