//! What is in the palette's dialog is downloaded when it is first opened, or ahead of that.

use leptos::prelude::*;

use super::view::PaletteView;
use crate::chunk::chunk;
use crate::ui::lazy::{LoadingPage, Page};

/// The content of the palette.
pub fn palette() -> LoadingPage {
    Box::pin(palette_view())
}

chunk!(
    palette,
    fn palette_view() -> Page {
        || view! { <PaletteView /> }.into_any()
    }
);
