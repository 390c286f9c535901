//! Changing the description.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nmp_types::{UpdateWorkspace, Workspace};

use crate::api::Api;
use crate::rights::Revision;
use crate::ui::field::TextField;
use crate::ui::submit::FormEnd;
use crate::ui::{Dialog, Toasts};

/// The dialog.
#[component]
pub fn EditDescriptionDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The workspace.
    workspace: Signal<Workspace>,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    view! {
        <Dialog open title="Edit description" busy>
            <EditForm open busy workspace />
        </Dialog>
    }
}

#[component]
fn EditForm(
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    workspace: Signal<Workspace>,
) -> impl IntoView {
    let api = Api::expect();
    let revision = Revision::expect();
    let toasts = Toasts::expect();
    let before = workspace.get_untracked();
    let description = RwSignal::new(before.description.unwrap_or_default());
    let error = RwSignal::new(None::<String>);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        // An empty text clears it on every version; 0.3.0 takes `null` for “leave it”.
        let body = UpdateWorkspace {
            description: Some(description.get_untracked().trim().to_owned()),
        };
        busy.set(true);
        error.set(None);
        let name = workspace.with_untracked(|workspace| workspace.name.clone());
        spawn_local(async move {
            let outcome = api.update_workspace(&name, &body).await;
            busy.set(false);
            match outcome {
                Ok(_) => {
                    open.set(false);
                    toasts.say("Description saved.");
                    revision.bump();
                }
                Err(refused) => error.set(Some(refused.to_string())),
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
