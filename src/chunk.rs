//! What is downloaded apart from the first page.
//!
//! A release is cut at the functions written with [`chunk!`]: what only they reach becomes a file
//! of its own, a chunk, fetched when one of them is called for the first time. Those functions
//! return a function pointer, so that the caller can use it under the reactive owner of its choice
//! and, from then on, without waiting. [`pages::lazy`] and [`session::lazy`] have them.
//!
//! A development build (with `debug_assertions`) is one file, which is quicker to make, and so is the
//! one as plain JavaScript (with the feature `one-piece`).
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

/// Writes a function that answers with what is in a chunk:
/// `chunk!(palette, fn palette_view() -> Page { … })` belongs to the chunk `palette`. The function
/// is `async` and answers a [`ChunkError`] if the chunk doesn't come.
macro_rules! chunk {
    ($chunk:ident, fn $name:ident() -> $content:ty $body:block) => {
        #[cfg(not(any(debug_assertions, feature = "one-piece")))]
        #[leptos::wasm_split::wasm_split($chunk, wasm_split_path = leptos::wasm_split, fallible)]
        fn $name() -> Result<$content, $crate::chunk::ChunkError> {
            Ok($body)
        }

        #[cfg(any(debug_assertions, feature = "one-piece"))]
        async fn $name() -> Result<$content, $crate::chunk::ChunkError> {
            Ok($body)
        }
    };
}
pub(crate) use chunk;
