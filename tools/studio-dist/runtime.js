// In the browser: esbuild replaces `fetch` and `WebAssembly.instantiateStreaming` with this in the
// code of wasm-bindgen and wasm-split, which names files without their hashes and fetches them
// without integrity.

import files from 'studio:files';

import { fetchFile, loadSheet, once } from './fetching.js';

/** @type {Map<number, Promise<ArrayBuffer>>} requested files with several modules, by place */
const shared = new Map();

/**
 * Fetches one of Studio's own modules by its final name, with its integrity, once the style sheets
 * that it needs are loaded. Everything else is fetched as requested.
 * @param {RequestInfo | URL} resource
 * @param {RequestInit} [options]
 */
export async function fetch(resource, options) {
  // Only the tools' own code passes a URL; Studio's requests are Request objects.
  if (!(resource instanceof URL)) return globalThis.fetch(resource, options);
  const name = resource.pathname.split('/').at(-1);
  const module = name && files[name];
  if (!module) throw new Error(`${name} is not a file of Studio`);
  const { file, range, styles } = module;
  const code = range ? part(file, range) : fetchFile(file);
  const [answer] = await Promise.all([code, ...styles.map(loadSheet)]);
  return answer;
}

/**
 * One of the modules in a file.
 * @param {number} file
 * @param {[number, number]} range
 */
async function part(file, range) {
  const bytes = await once(shared, file, async () => {
    const response = await fetchFile(file);
    if (!response.ok) throw new Error(`${response.url} was answered with ${response.status}`);
    return response.arrayBuffer();
  });
  const headers = { 'Content-Type': 'application/wasm' };
  return new Response(bytes.slice(...range), { headers });
}

/**
 * Works even if the server doesn't know the media type of WebAssembly.
 * @param {Response | PromiseLike<Response>} source
 * @param {WebAssembly.Imports} [imports]
 */
export async function instantiateStreaming(source, imports) {
  const response = await source;
  if (response.headers.get('Content-Type') === 'application/wasm') {
    return globalThis.WebAssembly.instantiateStreaming(response, imports);
  }
  if (!response.ok) throw new TypeError(`${response.url} was answered with ${response.status}`);
  return WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
