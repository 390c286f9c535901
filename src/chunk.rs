//! What is downloaded apart from the first page.
//!
//! `script/build-studio` cuts the WebAssembly at the functions marked with `wasm_split`: what only
//! they reach becomes a file of its own, a chunk, fetched when one of them is called for the first
//! time. Those functions return a function pointer, so that whoever called can use it under the
//! reactive owner of its choice and, from then on, without waiting. [`pages::lazy`] and
//! [`session::lazy`] have them.
//!
//! [`pages::lazy`]: crate::pages::lazy
//! [`session::lazy`]: crate::session::lazy

use leptos::wasm_split::SplitLoaderError;

/// A chunk that didn't come. Asking for it again fetches it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A part of Studio couldn't be downloaded.")]
pub struct ChunkError;

impl From<SplitLoaderError> for ChunkError {
    fn from(_: SplitLoaderError) -> Self {
        ChunkError
    }
}
