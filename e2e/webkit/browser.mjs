// WebKit as GTK's browsers have it, driven by WebDriver, on a screen that nobody sees.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { Builder, Capabilities } from 'selenium-webdriver';

import { freePort, HOST } from '../../dev/support/ports.mjs';
import { serverProcess } from '../../dev/support/server-process.mjs';
import { Page } from './page.mjs';

/** Newest first: the two that Debian has differ in the HTTP library they use. */
const MINI_BROWSERS = ['4.1', '4.0'].map(
  (version) => `/usr/lib/x86_64-linux-gnu/webkit2gtk-${version}/MiniBrowser`,
);
const START_TIMEOUT_MS = 20_000;

/** @param {{ webAssembly?: boolean }} [options]  without WebAssembly it is as in Safari's Lockdown Mode */
export async function startWebKit({ webAssembly = true } = {}) {
  const binary = MINI_BROWSERS.find((path) => existsSync(path));
  if (!binary) throw new Error('There is no MiniBrowser. Run script/bootstrap.');
  const screen = await startScreen();
  const port = await freePort();
  const url = `http://${HOST}:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'nmp-studio-webdriver-'));
  const driver = serverProcess({
    name: 'WebKitWebDriver',
    command: 'WebKitWebDriver',
    args: [`--port=${port}`, `--host=${HOST}`],
    env: {
      ...process.env,
      DISPLAY: screen.display,
      // There is no graphics card, and no accessibility bus.
      WEBKIT_DISABLE_DMABUF_RENDERER: '1',
      LIBGL_ALWAYS_SOFTWARE: '1',
      NO_AT_BRIDGE: '1',
      ...(webAssembly ? {} : { JSC_useWasm: '0' }),
    },
    logFile: join(folder, 'log'),
    isReady: async () => (await fetch(`${url}/status`)).ok,
    startTimeoutMs: START_TIMEOUT_MS,
  });
  await driver.start();

  const capabilities = new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { binary, args: ['--automation'] },
  });
  return {
    /** A browser of its own, with nothing in it. */
    async open() {
      const session = await new Builder().usingServer(url).withCapabilities(capabilities).build();
      await session.manage().window().setRect({ x: 0, y: 0, width: 1280, height: 900 });
      return new Page(session);
    },
    async stop() {
      await driver.stop();
      screen.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A display of X that no other has. */
async function startScreen() {
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  const [, , , number] = server.stdio;
  if (!(number instanceof Readable)) throw new Error('Xvfb has no pipe');
  const [line] = await once(number, 'data');
  return { display: `:${String(line).trim()}`, stop: () => server.kill() };
}
