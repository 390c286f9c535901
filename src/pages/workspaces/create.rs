//! Creating a workspace.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use nmp_types::{CreateWorkspace, WorkspaceName};

use crate::api::{Api, ApiError};
use crate::drafts::{Drafts, fields};
use crate::paths::Path;
use crate::rights::RightsSignal;
use crate::ui::field::TextField;
use crate::ui::submit::FormEnd;
use crate::ui::{Dialog, Toasts};

const FORM: &str = "create-workspace";

/// The dialog; it opens by itself with what was typed before the session expired.
#[component]
pub fn CreateWorkspaceDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let draft = Drafts::expect().reopen(FORM, open);
    view! {
        <Dialog open title="Create workspace" busy>
            <CreateForm open busy draft />
        </Dialog>
    }
}

#[component]
fn CreateForm(
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    draft: StoredValue<Option<Vec<String>>>,
) -> impl IntoView {
    let api = Api::expect();
    let rights = RightsSignal::expect();
    let toasts = Toasts::expect();
    let navigate = use_navigate();
    let [name, description] =
        fields(draft.try_update_value(Option::take).flatten()).map(RwSignal::new);
    Drafts::expect().watch(FORM, vec![name, description]);
    let submitted = RwSignal::new(false);
    let refused = RwSignal::new(None::<(String, ApiError)>);

    // The rules are checked as one types, by the code that the server runs; an empty field is
    // no mistake before it was sent.
    let rule = move || {
        let text = name.get();
        if text.is_empty() && !submitted.get() {
            return None;
        }
        text.parse::<WorkspaceName>()
            .err()
            .map(|fault| fault.to_string())
    };
    // What the server said is about the name that was sent.
    let refusal = move || {
        let (sent, error) = refused.get()?;
        let about_name = match &error {
            ApiError::Conflict(words) => Some(words.clone()),
            other => other.for_field("name"),
        };
        about_name.filter(|_| sent == name.get())
    };
    let name_error = Signal::derive(move || rule().or_else(refusal));
    let form_error = Signal::derive(move || {
        refused
            .get()
            .map(|(_, error)| error)
            .filter(|error| {
                !matches!(error, ApiError::Conflict(_)) && error.for_field("name").is_none()
            })
            .map(|error| error.to_string())
    });

    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        submitted.set(true);
        let Ok(valid) = name.get_untracked().parse::<WorkspaceName>() else {
            return;
        };
        let text = description.get_untracked().trim().to_owned();
        let body = CreateWorkspace {
            name: valid,
            description: (!text.is_empty()).then_some(text),
        };
        busy.set(true);
        refused.set(None);
        let navigate = navigate.clone();
        spawn_local(async move {
            let outcome = api.create_workspace(&body).await;
            busy.set(false);
            match outcome {
                Ok(workspace) => {
                    open.set(false);
                    toasts.say(format!(
                        "Workspace {} created. You are its Admin.",
                        workspace.name
                    ));
                    navigate(
                        &Path::Members(workspace.name).to(),
                        NavigateOptions::default(),
                    );
                }
                Err(error) => {
                    if error == ApiError::Forbidden {
                        rights.remember_refused_creation();
                    }
                    refused.set(Some((body.name.to_string(), error)));
                }
            }
        });
    };
    view! {
        <form on:submit=submit novalidate=true>
            <TextField
                id="workspace-name"
                label="Name"
                value=name
                error=name_error
                help="2 to 63 characters: a to z, 0 to 9 and - @ . + _. It can't be changed later."
                autofocus=true
            />
            <TextField
                id="workspace-description"
                label="Description (optional)"
                value=description
                multiline=true
            />
            <FormEnd
                label="Create"
                busy_label="Creating…"
                busy
                error=form_error
                cancel=Callback::new(move |()| open.set(false))
            />
        </form>
    }
}
