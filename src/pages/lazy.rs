//! The pages whose code is downloaded when it is first asked for.

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::access::AccessPage;
use super::account::AccountPage;
use super::workspace::{activity::ActivityPage, members::MembersPage, overview::OverviewPage};
use crate::chunk::ChunkError;
use crate::ui::lazy::{LoadingPage, Page};

/// The account page.
pub fn account() -> LoadingPage {
    Box::pin(account_page())
}

/// The overview of a workspace.
pub fn overview() -> LoadingPage {
    Box::pin(overview_page())
}

/// The members of a workspace.
pub fn members() -> LoadingPage {
    Box::pin(members_page())
}

/// Access across workspaces.
pub fn access() -> LoadingPage {
    Box::pin(access_page())
}

/// What was changed in a workspace, by whom and when.
pub fn activity() -> LoadingPage {
    Box::pin(activity_page())
}

#[wasm_split(account, wasm_split_path = leptos::wasm_split, fallible)]
fn account_page() -> Result<Page, ChunkError> {
    Ok(|| view! { <AccountPage /> }.into_any())
}

#[wasm_split(workspace, wasm_split_path = leptos::wasm_split, fallible)]
fn overview_page() -> Result<Page, ChunkError> {
    Ok(|| view! { <OverviewPage /> }.into_any())
}

#[wasm_split(workspace, wasm_split_path = leptos::wasm_split, fallible)]
fn members_page() -> Result<Page, ChunkError> {
    Ok(|| view! { <MembersPage /> }.into_any())
}

#[wasm_split(access, wasm_split_path = leptos::wasm_split, fallible)]
fn access_page() -> Result<Page, ChunkError> {
    Ok(|| view! { <AccessPage /> }.into_any())
}

#[wasm_split(activity, wasm_split_path = leptos::wasm_split, fallible)]
fn activity_page() -> Result<Page, ChunkError> {
    Ok(|| view! { <ActivityPage /> }.into_any())
}

/// Fetches all of them. Whoever then needs one that didn't come asks again and is told.
pub async fn prefetch() {
    let _ = overview().await;
    let _ = account().await;
    let _ = access().await;
}
