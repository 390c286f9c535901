//! The page about access whose code is downloaded when it is first asked for: few open it, and seldom.

use leptos::prelude::*;

use super::posture::PosturePage;
use crate::chunk::chunk;
use crate::ui::lazy::{LoadingPage, Page};

/// How well the platform is protected.
pub fn posture() -> LoadingPage {
    Box::pin(posture_page())
}

chunk!(
    posture,
    fn posture_page() -> Page {
        || view! { <PosturePage /> }.into_any()
    }
);
