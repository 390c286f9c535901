// In the browser: esbuild puts these in place of three globals in what wasm2js wrote, so that its
// memory and its traps are to the bindings and to boot.js what WebAssembly's are.

/** A WebAssembly page. */
const PAGE_BYTES = 65_536;
/** What a session needs that lists a few hundred members. Untouched, it takes no memory. */
const ROOM_BYTES = 32 << 20;

/** The memory: a buffer with more room than it says. */
class Memory extends globalThis.ArrayBuffer {
  size = 0;

  /** @param {number} room  in bytes */
  constructor(room) {
    super(room);
    this.room = room;
  }

  /** @override */
  get byteLength() {
    return this.size;
  }
}

/** @type {Memory | undefined} */
let memory;

/**
 * `new ArrayBuffer(…)`. wasm2js makes another buffer for each page that Rust's allocator asks for,
 * and copies everything. Here it gets the same one, until that has no more room.
 * @param {number} size  in bytes
 */
export function ArrayBuffer(size) {
  // Of what isn't memory.
  if (size % PAGE_BYTES !== 0) return new globalThis.ArrayBuffer(size);
  if (!memory || size > memory.room) memory = new Memory(Math.max(2 * size, ROOM_BYTES));
  memory.size = size;
  return memory;
}

/** The array that wasm2js copies the memory with when it has another buffer. */
export class Int8Array extends globalThis.Int8Array {
  /**
   * The bindings keep views of the memory, and make new ones when the buffer of the old ones is
   * detached, as WebAssembly's is when its memory grows.
   * @override
   * @param {globalThis.Int8Array<globalThis.ArrayBuffer>} old
   */
  set(old) {
    if (old.buffer === this.buffer) return;
    super.set(old);
    structuredClone(old.buffer, { transfer: [old.buffer] });
  }
}

/** A trap, by the name that it has in WebAssembly. */
export class Error extends globalThis.Error {
  /** @override */
  name = 'RuntimeError';
}
