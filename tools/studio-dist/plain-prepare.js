// In the browser: what must be there before the build as plain JavaScript starts.

import data from 'studio:data';
import sheets from 'studio:sheets';

import { loadSheet } from './fetching.js';
import { memory } from './studio_bg.wasm';

/** Fills the memory, and loads the style sheets of all pages. */
export async function prepare() {
  const loaded = Promise.all(sheets.map(loadSheet));
  const { start, mask, bytes } = data;
  const contents = new Uint8Array(memory.buffer, start);
  for (let index = 0; index < bytes.length; index += 1) {
    contents[index] = bytes.charCodeAt(index) ^ mask;
  }
  await loaded;
}
