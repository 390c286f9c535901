//! Mounts Studio, nothing else.
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
#[component]
fn Hello() -> impl IntoView {
    view! { <h1>"x"</h1> }
}
fn main() {
    mount_to_body(
        || view! {<Router base="/studio"><Routes fallback=|| view!{"x"}><Route path=path!("/") view=Hello/></Routes></Router>},
    )
}
