//! Changing the description.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nmp_sdk::workspaces;
use nmp_types::{UpdateWorkspace, Workspace};

use crate::state::Revision;
use crate::state::drafts::{Drafts, fields};
use crate::transport::Api;
use crate::ui::field::TextField;
use crate::ui::submit::FormEnd;
use crate::ui::{Dialog, Toasts};

const FORM: &str = "edit-description";

/// The dialog; it opens by itself with what was typed before the session expired.
#[component]
pub fn EditDescriptionDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The workspace.
    workspace: Signal<Workspace>,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let draft = Drafts::expect().reopen(FORM, open);
    view! {
        <Dialog open on_close=move |()| open.set(false) title="Edit description" busy>
            <EditForm open busy workspace draft />
        </Dialog>
    }
}

#[component]
fn EditForm(
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    workspace: Signal<Workspace>,
    draft: StoredValue<Option<Vec<String>>>,
) -> impl IntoView {
    let api = Api::expect();
    let revision = Revision::expect();
    let toasts = Toasts::expect();
    let before = workspace.with_untracked(|workspace| workspace.description.clone());
    let typed = draft.try_update_value(Option::take).flatten();
    let [text] = fields(typed.or_else(|| before.map(|text| vec![text])));
    let description = RwSignal::new(text);
    Drafts::expect().watch(FORM, vec![description]);
    let error = RwSignal::new(None::<String>);
    let rights_changed = revision.bump_after();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        // An empty text clears it on every version; 0.3.0 takes `null` for “leave it”.
        let body = UpdateWorkspace {
            description: Some(description.get_untracked().trim().to_owned()),
        };
        busy.set(true);
        error.set(None);
        let rights_changed = Arc::clone(&rights_changed);
        let name = workspace.with_untracked(|workspace| workspace.name.clone());
        spawn_local(async move {
            let outcome = api.send(workspaces::update(&name, &body)).await;
            busy.set(false);
            match outcome {
                Ok(_) => {
                    open.set(false);
                    toasts.say("Description saved.");
                    revision.bump();
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
            <TextField
                id="edit-description"
                label="Description"
                value=description
                multiline=true
                autofocus=true
            />
            <FormEnd
                label="Save"
                busy_label="Saving…"
                busy
                error
                cancel=Callback::new(move |()| open.set(false))
            />
        </form>
    }
}
