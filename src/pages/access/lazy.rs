//! The pages about access whose code is downloaded when it is first asked for: not everybody opens them, and
//! some few people, and seldom.

use leptos::prelude::*;

use super::findings::FindingsPage;
use super::matrix::MatrixPage;
use super::overview::OverviewPage;
use super::posture::PosturePage;
use crate::chunk::chunk;
use crate::ui::lazy::{LoadingPage, Page};

/// What needs attention and what has changed.
pub fn overview() -> LoadingPage {
    Box::pin(overview_page())
}

/// What stands out.
pub fn findings() -> LoadingPage {
    Box::pin(findings_page())
}

/// Who has which role where, at one look.
pub fn matrix() -> LoadingPage {
    Box::pin(matrix_page())
}

/// How well the platform is protected.
pub fn posture() -> LoadingPage {
    Box::pin(posture_page())
}

chunk!(
    findings,
    fn overview_page() -> Page {
        || view! { <OverviewPage /> }.into_any()
    }
);

chunk!(
    findings,
    fn findings_page() -> Page {
        || view! { <FindingsPage /> }.into_any()
    }
);

chunk!(
    matrix,
    fn matrix_page() -> Page {
        || view! { <MatrixPage /> }.into_any()
    }
);

chunk!(
    posture,
    fn posture_page() -> Page {
        || view! { <PosturePage /> }.into_any()
    }
);
