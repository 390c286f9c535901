//! That bulk work waits, because the platform asks for it.

use leptos::prelude::*;

use crate::state::pace::Pace;

/// How long the pause goes on, and a way to stop what waits. Nothing while there is none.
#[component]
pub fn PauseNote(
    /// Whose pause.
    pace: Pace,
    /// What to do instead of waiting; else what waits is not sent.
    #[prop(optional)]
    stop: Option<Callback<()>>,
) -> impl IntoView {
    let paused = Memo::new(move |_| pace.left().is_some());
    let press = move |_| match stop {
        Some(stop) => stop.run(()),
        None => pace.stop(),
    };
    move || {
        paused.get().then(|| {
            view! {
                <div class="note" role="note" aria-label="Pause">
                    // Every second another number: not for reading out.
                    <p>
                        {move || match pace.left() {
                            Some(1) => "The platform asks to wait: going on in 1 second.".to_owned(),
                            left => {
                                let left = left.unwrap_or_default();
                                format!("The platform asks to wait: going on in {left} seconds.")
                            }
                        }}
                    </p>
                    <button type="button" class="button small" on:click=press>
                        "Stop"
                    </button>
                </div>
            }
        })
    }
}
