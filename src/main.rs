//! Mounts Studio, nothing else.

use leptos::prelude::*;
use studio::app::App;
use studio::session::browser;

fn main() {
    browser::read_base();
    // `boot.js` has said why.
    if browser::is_framed_by_another_site() {
        return;
    }
    // Before anything else runs, the code leaves the address bar.
    let callback_query = browser::take_callback_query();
    if let Some(shell) = document().get_element_by_id("boot") {
        shell.remove();
    }
    mount_to_body(move || view! { <App callback_query /> });
}
