// The module that script.mjs makes while bundling.
declare module 'studio:files' {
  import type { Fetched } from './script.mjs';

  /** By the names that wasm-bindgen and wasm-split gave them. */
  const files: Partial<Record<string, Fetched>>;
  export default files;
}

// The modules that plain.mjs makes while bundling.
declare module '*/studio.js' {}

declare module '*/studio_bg.wasm' {
  /** Of what was WebAssembly. */
  export const memory: { readonly buffer: ArrayBuffer };
}

declare module 'studio:data' {
  const data: import('./plain.mjs').Data;
  export default data;
}

declare module 'studio:sheets' {
  /** The places of the style sheets beyond those of the first page. */
  const sheets: number[];
  export default sheets;
}
