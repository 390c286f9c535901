//! The tables of names that look like others, downloaded when a page first asks for them.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nmp_access::confusable::Confusables;

use crate::chunk::chunk;

/// The judge of names that look like others; `None` until its tables have come. If they don't,
/// nothing is said of such names, and the next page that asks tries again.
pub fn confusables() -> ReadSignal<Option<Confusables>> {
    let (judge, set) = signal(None);
    spawn_local(async move {
        if let Ok(found) = confusable_tables().await {
            // The person may have gone elsewhere.
            let _ = set.try_set(Some(found()));
        }
    });
    judge
}

chunk!(
    confusables,
    fn confusable_tables() -> fn() -> Confusables {
        Confusables::with_tables
    }
);
