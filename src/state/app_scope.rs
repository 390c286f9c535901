//! App-lifetime state owned by lazily loaded chunks: the first page doesn't know its types.

use std::any::Any;

use leptos::prelude::*;

/// Handles that are made once, on first use, and then are the same for everyone.
#[derive(Clone)]
pub struct AppScope {
    /// Signals and effects that are made under it live as long as the app.
    owner: Owner,
    handles: StoredValue<Vec<Box<dyn Any + Send + Sync>>>,
}

impl AppScope {
    /// Provides it to everything below. A handle may use everything provided before.
    pub fn provide() {
        if let Some(owner) = Owner::current() {
            provide_context(Self {
                owner,
                handles: StoredValue::new(Vec::new()),
            });
        }
    }

    /// The handle of a type; made by `make` on first use.
    pub fn get_or<T: Copy + Send + Sync + 'static>(make: fn() -> T) -> T {
        let scope: Self = expect_context();
        let found = scope
            .handles
            .with_value(|all| all.iter().find_map(|one| one.downcast_ref::<T>().copied()));
        found.unwrap_or_else(|| {
            let made = scope.owner.with(make);
            scope.handles.update_value(|all| all.push(Box::new(made)));
            made
        })
    }
}
