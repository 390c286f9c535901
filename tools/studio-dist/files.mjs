// Files of dist/: named by their content, so they can be cached for ever, each with a .br and a
// .gz file beside it, so servers need not compress.

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** An output folder. */
export class Output {
  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
  }

  /**
   * Writes a file under its own name.
   * @param {string} path  within the folder
   * @param {string | Buffer} content
   */
  write(path, content) {
    const bytes = Buffer.from(content);
    const target = join(this.folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
    writeFileSync(`${target}.br`, brotli(bytes, extname(path) !== '.wasm'));
    writeFileSync(`${target}.gz`, gzipSync(bytes, { level: 9 }));
  }

  /**
   * Writes a file with its content's hash in its name.
   * @param {string} path  within the folder, without the hash
   * @param {string | Buffer} content
   * @returns {{path: string, integrity: string}} its path and digest (Subresource Integrity)
   */
  writeHashed(path, content) {
    const extension = extname(path);
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
    const hashed = `${path.slice(0, -extension.length)}-${hash}${extension}`;
    this.write(hashed, content);
    return { path: hashed, integrity: integrity(content) };
  }
}

/** @param {string | Buffer} content */
function integrity(content) {
  // The shortest that browsers take (W3C Subresource Integrity, section 3.2), and strong enough: the
  // first page has one per file.
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}

/**
 * @param {Buffer} content
 * @param {boolean} isText
 */
export function brotli(content, isText) {
  return brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_MODE]: isText
        ? constants.BROTLI_MODE_TEXT
        : constants.BROTLI_MODE_GENERIC,
      // WebAssembly's sections differ so much that larger blocks (2^20 bytes instead of brotli's own
      // choice) take half a per cent off. Scripts don't gain.
      [constants.BROTLI_PARAM_LGBLOCK]: isText ? 0 : 20,
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
}
