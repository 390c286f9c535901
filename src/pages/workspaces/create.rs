//! Creating a workspace.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use nmp_sdk::{ApiError, RefusalKind, workspaces};
use nmp_types::{CreateWorkspace, WorkspaceName};

use crate::chunk::chunk;
use crate::paths::Path;
use crate::state::RightsSignal;
use crate::state::drafts::{Drafts, fields};
use crate::transport::Api;
use crate::ui::field::TextField;
use crate::ui::focus;
use crate::ui::lazy::{Lazy, LoadingPage, Page};
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
    provide_context(FormState { open, busy, draft });
    view! {
        <Dialog open on_close=move |()| open.set(false) title="Create workspace" busy>
            <Lazy load=create_workspace what="This form" />
        </Dialog>
    }
}

/// The form that creates a workspace.
pub fn create_workspace() -> LoadingPage {
    Box::pin(create_workspace_form())
}

chunk!(
    create,
    fn create_workspace_form() -> Page {
        || view! { <CreateWorkspaceForm /> }.into_any()
    }
);

/// A name like the one that is typed, where that can't be one: “Ml Team!” → `ml-team`.
fn suggestion(typed: &str) -> Option<String> {
    if typed.parse::<WorkspaceName>().is_ok() {
        return None;
    }
    let mut name = String::new();
    for c in typed.trim().chars().flat_map(char::to_lowercase) {
        let fits = c.is_ascii_lowercase() || c.is_ascii_digit() || "@._+".contains(c);
        match c {
            c if fits => name.push(c),
            _ if name.is_empty() || name.ends_with('-') => {}
            _ => name.push('-'),
        }
    }
    name.truncate(63);
    let name = name.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    name.parse::<WorkspaceName>()
        .is_ok()
        .then(|| name.to_owned())
}

/// What the form shares with its dialog.
#[derive(Clone, Copy)]
struct FormState {
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    draft: StoredValue<Option<Vec<String>>>,
}

/// What the platform says against a name, with what to do about it. It refuses reserved names (403)
/// with a sentence, as it does quotas, which aren't about the name.
fn about_name(name: &str, error: &ApiError) -> Option<String> {
    match error.kind() {
        Some(RefusalKind::Conflict) => {
            let mut words = error.to_string();
            if words.contains("being deleted") {
                words.push_str(
                    ". Its name stays taken until then: choose another, or try again later.",
                );
            }
            Some(words)
        }
        Some(RefusalKind::Denied) if name.starts_with("sample-") => Some(error.to_string()),
        _ => error.for_field("name"),
    }
}

/// The form in the dialog; its code is downloaded apart.
#[component]
fn CreateWorkspaceForm() -> impl IntoView {
    let FormState { open, busy, draft } = expect_context();
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
        about_name(&sent, &error).filter(|_| sent == name.get())
    };
    let name_error = Signal::derive(move || rule().or_else(refusal));
    let form_error = Signal::derive(move || {
        let (sent, error) = refused.get()?;
        about_name(&sent, &error)
            .is_none()
            .then(|| error.to_string())
    });

    let suggested = Memo::new(move |_| name.with(|name| suggestion(name)));

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
            let outcome = api.send(workspaces::create(&body)).await;
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
                    if error.is_forbidden() {
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
            {move || {
                suggested
                    .get()
                    .map(|suggested| {
                        let label = format!("Use {suggested}");
                        view! {
                            <p>
                                <button
                                    type="button"
                                    class="button small"
                                    on:click=move |_| {
                                        name.set(suggested.clone());
                                        focus::enter(&["#workspace-name"]);
                                    }
                                >
                                    {label}
                                </button>
                            </p>
                        }
                    })
            }}
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_made_of_what_was_typed() {
        for (typed, expected) in [
            ("Ml Team!", Some("ml-team")),
            ("  Data  &  Models ", Some("data-models")),
            ("Ärzte", Some("rzte")),
            ("ml-team", None),
            ("!", None),
            ("", None),
        ] {
            assert_eq!(suggestion(typed).as_deref(), expected, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn what_is_proposed_can_be_a_name(typed in any::<String>()) {
            if let Some(name) = suggestion(&typed) {
                prop_assert!(name.parse::<WorkspaceName>().is_ok());
            }
        }
    }
}
