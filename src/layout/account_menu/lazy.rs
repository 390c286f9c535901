//! What is in the menu comes with the account page.

use leptos::prelude::*;

use super::content::MenuContent;
use crate::chunk::chunk;
use crate::ui::lazy::{LoadingPage, Page};

/// The content of the menu.
pub fn menu() -> LoadingPage {
    Box::pin(menu_content())
}

chunk!(
    account,
    fn menu_content() -> Page {
        || view! { <MenuContent /> }.into_any()
    }
);
