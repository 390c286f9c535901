//! Ways to go to another address.

use leptos_router::NavigateOptions;

/// The page stays as it is, and its address takes the place of the one before: for a state that
/// nobody wants to go back through step by step.
pub fn in_place() -> NavigateOptions {
    NavigateOptions {
        replace: true,
        scroll: false,
        ..NavigateOptions::default()
    }
}
