// What the build as plain JavaScript replaces in the output of wasm2js: with other tools, it must still
// be there. The module is a small one instead of Studio; the rest is what builds Studio.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { binaryen } from './binaryen.mjs';
import { plainScript, translated } from './plain.mjs';

const PAGE_BYTES = 65_536;
/** More than the room that the memory has at first. */
const MANY_PAGES = 1000;
const TEXT = 'STUDIO_UI_X \\\r\n\u2028é\0';
const DATA_START = 1024;
const MODULE = `(module
  (memory (export "memory") 1)
  (table funcref (elem $fault))
  (data (i32.const ${DATA_START}) "${wat(Buffer.from(TEXT))}")
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "read") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "write") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
  (func $fault (unreachable))
  (func (export "fault") (call_indirect (i32.const 0)))
  (func (export "__wbindgen_start")))`;

const folder = mkdtempSync(join(tmpdir(), 'studio-plain-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** @type {Awaited<ReturnType<typeof translated>>} */
let whole;

before(async () => {
  const source = join(folder, 'small.wat');
  const wasm = join(folder, 'small.wasm');
  writeFileSync(source, MODULE);
  await binaryen('wasm-as', [source, '-o', wasm]);
  whole = await translated(wasm, { names: false });
});

/**
 * Bytes as in WebAssembly's text format.
 * @param {Buffer} bytes
 */
function wat(bytes) {
  return [...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
}

/**
 * In place of what wasm-bindgen writes.
 * @param {string} name  of a new folder
 * @param {string} script
 */
function bindingsOf(name, script) {
  const bindings = join(folder, name);
  mkdirSync(bindings);
  writeFileSync(join(bindings, 'studio.js'), script);
  return bindings;
}

/** @param {string} name  each name has a memory of its own */
async function instance(name) {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, whole.script);
  return import(pathToFileURL(file).href);
}

test('a memory that grows keeps its views while it has room', async () => {
  const { memory, grow } = await instance('in-place');
  const view = new Uint8Array(memory.buffer);
  assert.equal(memory.buffer.byteLength, PAGE_BYTES);
  assert.equal(grow(1), 1);
  assert.equal(memory.buffer.byteLength, 2 * PAGE_BYTES);
  assert.equal(view.buffer, memory.buffer);
});

test('a memory that needs more room keeps its bytes, and views of the old one are empty', async () => {
  const { memory, grow, read, write } = await instance('moved');
  const view = new Uint8Array(memory.buffer);
  write(7, 200);
  assert.equal(grow(MANY_PAGES), 1);
  // By which the bindings know that they need new views.
  assert.equal(view.byteLength, 0);
  assert.equal(new Uint8Array(memory.buffer)[7], 200);
  assert.equal(read(7), 200);
  const end = (MANY_PAGES + 1) * PAGE_BYTES;
  assert.equal(memory.buffer.byteLength, end);
  write(end - 1, 3);
  assert.equal(new Uint8Array(memory.buffer)[end - 1], 3);
  // In place again.
  assert.equal(grow(1), MANY_PAGES + 1);
  assert.equal(read(7), 200);
});

test('a fault has the name that it has in WebAssembly', async () => {
  const { fault } = await instance('fault');
  assert.throws(fault, { name: 'RuntimeError' });
});

test('the script puts the data into the memory, and contains no marker', async () => {
  const { start, mask, bytes } = whole.data;
  assert.equal(start, DATA_START);
  const text = Buffer.from(bytes, 'latin1').map((byte) => byte ^ mask);
  // Zeros at the end are there anyway.
  assert.equal(text.toString(), TEXT.slice(0, -1));

  const bindings = bindingsOf(
    'bindings',
    `import { memory, __wbindgen_start } from './studio_bg.wasm';
     bound(memory);
     __wbindgen_start();`,
  );
  const script = await plainScript({ ...whole, bindings, sheets: [], names: false });
  assert.ok(!script.includes('STUDIO_UI_'));
  const file = join(folder, 'script.mjs');
  writeFileSync(file, script);
  /** @type {string[]} */
  const events = [];
  const memory = new Promise((resolve) => {
    Object.assign(globalThis, {
      bound: (/** @type {{buffer: ArrayBuffer}} */ { buffer }) => resolve(Buffer.from(buffer)),
      dispatchEvent: (/** @type {Event} */ event) => events.push(event.type),
    });
  });
  await import(pathToFileURL(file).href);
  assert.deepEqual(events, ['StudioStarted']);
  const found = (await memory).subarray(DATA_START, DATA_START + Buffer.byteLength(TEXT));
  assert.deepEqual(Buffer.from(found), Buffer.from(TEXT));
});

test('data that would be a marker is an error', async () => {
  const bindings = bindingsOf('marked', "console.log('STUDIO_UI_X');");
  await assert.rejects(
    plainScript({ ...whole, bindings, sheets: [], names: false }),
    /contains a marker/,
  );
});
