//! What is in the palette's dialog is downloaded when it is first opened, or ahead of that.

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::view::PaletteView;
use crate::chunk::ChunkError;
use crate::ui::lazy::{LoadingPage, Page};

/// The content of the palette.
pub fn palette() -> LoadingPage {
    Box::pin(palette_view())
}

#[wasm_split(palette, wasm_split_path = leptos::wasm_split, fallible)]
fn palette_view() -> Result<Page, ChunkError> {
    Ok(|| view! { <PaletteView /> }.into_any())
}
