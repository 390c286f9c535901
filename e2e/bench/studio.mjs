// Measures how fast Studio opens from a link to a workspace's members, beside NVIDIA's own Studio, on
// the same embedded platform with authentication off, over loopback; script/bench studio calls this.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { chromium } from '@playwright/test';

import { nvidiaStudioFiles } from '../../dev/nemo-platform/installed.mjs';
import { startPlatform } from '../../dev/support/platform.mjs';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    'without-nvidia': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const RUNS = Number(options.runs);
if (!Number.isInteger(RUNS) || RUNS < 1) throw new Error('--runs takes a whole number from 1');

/** The workspaces, by how many members they have. */
const SIZES = [4, 1000, 10_000];
/** What DevTools limits: bytes per second both ways, milliseconds of delay, and the processor. */
const SLOW = { bytesPerSecond: (1.6 * 1024 * 1024) / 8, latency: 150, slowdown: 4 };

/**
 * @typedef {{milliseconds: number, bytes: number, codeBytes: number, requests: number, blocking: number}} Opening
 *   bytes as they were on the wire, compressed
 */

const studios = [
  { name: 'Studio', files: undefined, row: 'tbody tr' },
  ...(options['without-nvidia']
    ? []
    : [{ name: "NVIDIA's", files: nvidiaStudioFiles('platform'), row: 'tbody tr' }]),
];

const browser = await chromium.launch({
  executablePath:
    process.env.STUDIO_CHROMIUM ?? execFileSync('which', ['chromium']).toString().trim(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
});
/** @type {Record<string, Record<string, Opening>>} by the studio's name and the case */
const figures = {};
try {
  for (const { name, files, row } of studios) figures[name] = await measured(files, row);
} finally {
  await browser.close();
}
print();
if (options.json) writeFileSync(options.json, JSON.stringify(figures, null, 2));

/**
 * @param {string | undefined} files  the folder that is served; Studio's own by default
 * @param {string} row  a selector of the list's rows
 */
async function measured(files, row) {
  const dataDir = mkdtempSync(join(tmpdir(), 'studio-bench-'));
  const platform = await startPlatform({
    dataDir,
    auth: 'off',
    ...(files && { studioFiles: files }),
  });
  try {
    for (const size of SIZES) await fill(platform.origin, size);
    /** @type {Record<string, Opening>} */
    const result = {};
    for (const size of SIZES) {
      const url = `${platform.studioUrl}workspaces/w${size}/members`;
      result[`cold, ${size}`] = await medianOf(() => open(url, row, {}));
      result[`second reload, ${size}`] = await medianOf(() => open(url, row, { reloads: 2 }));
      result[`slow, ${size}`] = await medianOf(() => open(url, row, { slow: true }));
    }
    return result;
  } finally {
    await platform.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/**
 * A workspace `w<size>` with so many members.
 * @param {string} origin
 * @param {number} size
 */
async function fill(origin, size) {
  const workspaces = `${origin}/apis/entities/v2/workspaces`;
  await post(workspaces, { name: `w${size}` });
  const names = Array.from({ length: size }, (_, index) => `person-${index}@example.com`);
  const one = async () => {
    for (let name = names.pop(); name; name = names.pop()) {
      await post(`${workspaces}/w${size}/members`, { principal: name, roles: ['Viewer'] });
    }
  };
  await Promise.all(Array.from({ length: 16 }, one));
}

/**
 * @param {string} url
 * @param {unknown} body
 */
async function post(url, body) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url} was answered with ${answer.status}`);
}

/** @param {() => Promise<Opening>} action */
async function medianOf(action) {
  const openings = [];
  for (let run = 0; run < RUNS; run += 1) openings.push(await action());
  openings.sort((a, b) => a.milliseconds - b.milliseconds);
  return openings[Math.floor(RUNS / 2)];
}

/**
 * Opens the page in a browser that has nothing of it, and then reloads it.
 * @param {string} url
 * @param {string} row
 * @param {{slow?: boolean, reloads?: number}} how
 * @returns {Promise<Opening>} of the last load
 */
async function open(url, row, { slow = false, reloads = 0 }) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    if (slow) {
      await devtools.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: SLOW.latency,
        downloadThroughput: SLOW.bytesPerSecond,
        uploadThroughput: SLOW.bytesPerSecond,
      });
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOW.slowdown });
    }
    /** @type {Map<string, {url: string, bytes: number}>} */
    let requests = new Map();
    devtools.on('Network.requestWillBeSent', ({ requestId, request }) => {
      if (request.url.startsWith('http')) requests.set(requestId, { url: request.url, bytes: 0 });
    });
    devtools.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
      const request = requests.get(requestId);
      if (request) request.bytes += encodedDataLength;
    });
    for (let load = 0; load <= reloads; load += 1) {
      requests = new Map();
      await (load === 0
        ? page.goto(url, { waitUntil: 'commit' })
        : page.reload({ waitUntil: 'commit' }));
      await page.waitForSelector(row, { timeout: 120_000 });
      // What is fetched ahead after that belongs to the next load.
      if (load < reloads) await page.waitForLoadState('networkidle');
    }
    // Both as they are when the row has been painted.
    const { milliseconds, blocking } = await page.evaluate(
      () =>
        new Promise((resolve) => {
          requestAnimationFrame(() => {
            const painted = performance.now();
            new PerformanceObserver((list) => {
              const beyond = list.getEntries().map(({ duration }) => Math.max(0, duration - 50));
              resolve({
                milliseconds: painted,
                blocking: beyond.reduce((sum, one) => sum + one, 0),
              });
            }).observe({ type: 'longtask', buffered: true });
            // Without a long task, nothing is observed.
            setTimeout(() => resolve({ milliseconds: painted, blocking: 0 }), 100);
          });
        }),
    );
    const all = [...requests.values()];
    const bytes = (/** @type {typeof all} */ some) =>
      some.reduce((sum, request) => sum + request.bytes, 0);
    return {
      milliseconds,
      blocking,
      requests: all.length,
      bytes: bytes(all),
      codeBytes: bytes(all.filter((request) => !request.url.includes('/apis/'))),
    };
  } finally {
    await context.close();
  }
}

function print() {
  const [ours, theirs] = studios.map(({ name }) => figures[name]);
  console.log(
    '| until the first row | Studio | NVIDIA’s | ratio | requests | kB, of it code | blocked, ms |',
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const [name, own] of Object.entries(ours)) {
    const peer = theirs?.[name];
    const ms = (/** @type {Opening | undefined} */ opening) =>
      opening ? `${Math.round(opening.milliseconds)} ms` : '';
    const ratio = peer ? (own.milliseconds / peer.milliseconds).toFixed(2) : '';
    const kilobytes = (/** @type {number} */ bytes) => Math.round(bytes / 1000);
    console.log(
      `| ${name} | ${ms(own)} | ${ms(peer)} | ${ratio} | ${own.requests}${peer ? ` / ${peer.requests}` : ''} | ` +
        `${kilobytes(own.bytes)}, ${kilobytes(own.codeBytes)}${peer ? ` / ${kilobytes(peer.bytes)}, ${kilobytes(peer.codeBytes)}` : ''} | ` +
        `${Math.round(own.blocking)}${peer ? ` / ${Math.round(peer.blocking)}` : ''} |`,
    );
  }
}
