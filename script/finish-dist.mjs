#!/usr/bin/env node
// The last step of script/build-studio, after Trunk: allows Trunk's loader in the
// Content-Security-Policy by its hash, and writes a .br and a .gz file beside every text and wasm
// file, so that a server has nothing to compress.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const DIST = new URL('../dist/', import.meta.url).pathname;
const PLACEHOLDER = "'sha256-INLINE'";
const COMPRESSED_TYPES = new Set([
  '.css',
  '.html',
  '.js',
  '.json',
  '.svg',
  '.txt',
  '.wasm',
  '.webmanifest',
]);

function allowInlineScripts() {
  const path = join(DIST, 'index.html');
  const html = readFileSync(path, 'utf8');
  const hashes = [...html.matchAll(/<script\b([^>]*)>([^]*?)<\/script>/g)]
    .filter(([, attributes]) => !/\ssrc\s*=/.test(attributes))
    .map(([, , code]) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`);

  if (!html.includes(PLACEHOLDER)) {
    if (hashes.every((hash) => html.includes(hash))) return;
    throw new Error(
      `index.html has an inline script and no ${PLACEHOLDER} in its Content-Security-Policy`,
    );
  }
  writeFileSync(path, html.replace(PLACEHOLDER, hashes.join(' ')));
}

function compressAll() {
  for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !COMPRESSED_TYPES.has(extname(entry.name))) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const content = readFileSync(path);
    writeFileSync(`${path}.br`, brotli(content, extname(entry.name) !== '.wasm'));
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  }
}

function brotli(content, isText) {
  return brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_MODE]: isText
        ? constants.BROTLI_MODE_TEXT
        : constants.BROTLI_MODE_GENERIC,
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
}

allowInlineScripts();
compressAll();
