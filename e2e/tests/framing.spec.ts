// Studio in a frame of another site, on a host that sends no headers.

import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';

import { expect, test as base } from '@playwright/test';

import { STUDIO_FILES } from '../../dev/support/platform.mjs';
import { portOf } from '../../dev/support/ports.mjs';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};

/** Any static host: Studio below /studio/, pages with a frame elsewhere. */
async function staticHost(): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://host');
    if (pathname === '/frame') {
      response.setHeader('Content-Type', 'text/html');
      response.end(
        `<!doctype html><title>Frame</title><iframe src="${searchParams.get('src')}" ` +
          `${searchParams.get('attributes') ?? ''} width="800" height="600"></iframe>`,
      );
      return;
    }
    const path = pathname.replace(/^\/studio\//, '');
    const file = extname(path) ? path : 'index.html';
    response.setHeader('Content-Type', TYPES[extname(file)] ?? 'text/plain');
    const content = createReadStream(join(STUDIO_FILES, file));
    content.on('error', () => response.writeHead(404).end());
    content.pipe(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const test = base.extend<object, { port: number }>({
  port: [
    async ({}, use) => {
      const server = await staticHost();
      await use(portOf(server));
      server.close();
      server.closeAllConnections();
    },
    { scope: 'worker' },
  ],
});

const frame = (origin: string, src: string, attributes = '') =>
  `${origin}/frame?${new URLSearchParams({ src, attributes })}`;

for (const [what, outer, attributes] of [
  ['of another site', 'localhost', ''],
  [
    'of another site, sandboxed',
    'localhost',
    'sandbox="allow-scripts allow-popups allow-same-origin"',
  ],
] as const) {
  test(`starts in no frame ${what}, and says where it does`, async ({ page, context, port }) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const studio = `http://127.0.0.1:${port}/studio/workspaces?q=x`;
    await page.goto(frame(`http://${outer}:${port}`, studio, attributes));
    const inner = page.frameLocator('iframe');
    await expect(inner.getByRole('alert')).toContainText("doesn't run inside another site");
    await expect(inner.getByRole('heading')).toHaveCount(0);
    const link = inner.getByRole('link', { name: 'Open Studio by itself' });
    await expect(link).toHaveAttribute('href', studio);
    const opened = context.waitForEvent('page');
    await link.click();
    expect(await (await opened).evaluate(() => location.href)).toContain('/studio/workspaces');
    // It has asked for nothing but its own files.
    expect(asked.filter((path) => path.startsWith('/apis/'))).toEqual([]);
  });
}

test('a frame of another site within one of its own counts as well', async ({ page, port }) => {
  const studio = `http://127.0.0.1:${port}/studio/`;
  const stranger = frame(`http://localhost:${port}`, studio);
  await page.goto(frame(`http://127.0.0.1:${port}`, stranger));
  const inner = page.frameLocator('iframe').frameLocator('iframe');
  await expect(inner.getByRole('alert')).toContainText("doesn't run inside another site");
});

test('the code of a sign-in stays out of the link', async ({ page, port }) => {
  const callback = `http://127.0.0.1:${port}/studio/auth/success?code=secret&state=x`;
  await page.goto(frame(`http://localhost:${port}`, callback));
  const link = page.frameLocator('iframe').getByRole('link');
  await expect(link).toHaveAttribute('href', `http://127.0.0.1:${port}/studio/`);
});

test('it starts in a frame of its own site, and without one', async ({ page, port }) => {
  const studio = `http://127.0.0.1:${port}/studio/`;
  // There is no platform here, which is what it finds out first.
  const away = "The platform can't be reached";
  await page.goto(frame(`http://127.0.0.1:${port}`, studio));
  await expect(page.frameLocator('iframe').getByRole('heading', { name: away })).toBeVisible();
  await page.goto(studio);
  await expect(page.getByRole('heading', { name: away })).toBeVisible();
});
