//! What a part that is fetched later keeps for as long as the app lives, without the first page
//! knowing of it.

use std::any::Any;

use leptos::prelude::*;

/// Handles that are made once, by whoever asks first, and then are the same for everyone.
#[derive(Clone)]
pub struct Kept {
    /// Signals and effects that are made under it live as long as the app.
    owner: Owner,
    handles: StoredValue<Vec<Box<dyn Any + Send + Sync>>>,
}

impl Kept {
    /// Provides it to everything below. What is kept may use everything provided before.
    pub fn provide() {
        if let Some(owner) = Owner::current() {
            provide_context(Self {
                owner,
                handles: StoredValue::new(Vec::new()),
            });
        }
    }

    /// The handle of a type; made by `make` if nobody has asked for it yet.
    pub fn get_or<T: Copy + Send + Sync + 'static>(make: fn() -> T) -> T {
        let kept: Self = expect_context();
        let found = kept
            .handles
            .with_value(|all| all.iter().find_map(|one| one.downcast_ref::<T>().copied()));
        found.unwrap_or_else(|| {
            let made = kept.owner.with(make);
            kept.handles.update_value(|all| all.push(Box::new(made)));
            made
        })
    }
}
