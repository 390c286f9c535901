//! Deleting a workspace: the name has to be typed.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use nmp_sdk::workspaces;
use nmp_types::Workspace;

use crate::paths::Path;
use crate::state::Revision;
use crate::transport::Api;
use crate::ui::field::TextField;
use crate::ui::submit::FormEnd;
use crate::ui::{Dialog, Toasts};

/// The dialog.
#[component]
pub fn DeleteDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The workspace.
    workspace: Signal<Workspace>,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    view! {
        <Dialog open on_close=move |()| open.set(false) title="Delete workspace" busy>
            <DeleteForm
                open
                busy
                name=workspace.with_untracked(|workspace| workspace.name.clone())
            />
        </Dialog>
    }
}

#[component]
fn DeleteForm(open: RwSignal<bool>, busy: RwSignal<bool>, name: String) -> impl IntoView {
    let api = Api::expect();
    let toasts = Toasts::expect();
    let navigate = use_navigate();
    let typed = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let rights_changed = Revision::expect().bump_after();
    let expected = name.clone();
    let differs = Signal::derive(move || typed.with(|typed| typed.trim() != expected));
    let sent_name = name.clone();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if differs.get_untracked() {
            return;
        }
        busy.set(true);
        error.set(None);
        let name = sent_name.clone();
        let navigate = navigate.clone();
        let rights_changed = Arc::clone(&rights_changed);
        spawn_local(async move {
            let outcome = api.send(workspaces::delete(&name)).await;
            busy.set(false);
            match outcome {
                Ok(_) => {
                    open.set(false);
                    toasts.say(format!("Workspace {name} deleted."));
                    navigate(&Path::Workspaces.to(), NavigateOptions::default());
                }
                Err(refused) => {
                    rights_changed.store(refused.is_forbidden(), Ordering::Relaxed);
                    error.set(Some(refused.to_string()));
                }
            }
        });
    };
    view! {
        <form on:submit=submit novalidate=true>
            <p>
                "Everything in " <strong>{name.clone()}</strong>
                " is deleted, and everyone loses access. This can't be undone."
            </p>
            <TextField
                id="delete-name"
                label=format!("Type {name} to confirm")
                value=typed
                autofocus=true
            />
            <FormEnd
                label="Delete"
                busy_label="Deleting…"
                busy
                error
                danger=true
                disabled=differs
                cancel=Callback::new(move |()| open.set(false))
            />
        </form>
    }
}
