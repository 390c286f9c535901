//! A text that asks for access: which role, where, why, with a link that fills in the answer. To copy or to
//! mail; nothing is sent from here.

use leptos::prelude::*;
use nmp_access::Rights;
use nmp_access::change::command::link_query;
use nmp_access::rights::denial::request_access;
use nmp_types::Role;

use crate::paths::{Path, shared};
use crate::session::browser;
use crate::state::RightsSignal;
use crate::ui::clipboard::CopyButton;
use crate::ui::field::TextField;

/// The id of the field of the role.
pub const ROLE: &str = "request-role";

const ROLES: [Role; 3] = [Role::Viewer, Role::Editor, Role::Admin];

/// The form with its text.
#[component]
pub fn RequestAccess(
    /// Where; can be typed.
    workspace: RwSignal<String>,
    /// Where is said already.
    #[prop(optional)]
    fixed: bool,
) -> impl IntoView {
    let rights = RightsSignal::expect();
    let role = RwSignal::new(Role::Viewer);
    let reason = RwSignal::new(String::new());
    let text = Signal::derive(move || {
        let Rights::Of { identity, .. } = rights.get() else {
            return String::new();
        };
        let workspace = workspace.with(|name| name.trim().to_owned());
        if workspace.is_empty() {
            return String::new();
        }
        let role = role.get();
        let me: Vec<String> = identity.own_names().take(1).cloned().collect();
        let link = shared(
            &browser::origin(),
            &Path::Members(workspace.clone()),
            &link_query("add", &me, Some(&role)),
        );
        let reason = reason.with(|reason| reason.trim().to_owned());
        request_access(
            &identity,
            &workspace,
            &role,
            &reason,
            &link.unwrap_or_default(),
        )
    });
    let ready = move || text.with(|text| !text.is_empty());
    let mail = move || {
        let encoded = |text: &str| String::from(js_sys::encode_uri_component(text));
        let subject = workspace.with(|name| format!("Access to {}", name.trim()));
        text.with(|text| {
            format!(
                "mailto:?subject={}&body={}",
                encoded(&subject),
                encoded(text)
            )
        })
    };
    let changed = move |event| {
        let name = event_target_value(&event);
        if let Some(chosen) = ROLES.into_iter().find(|role| role.as_str() == name) {
            role.set(chosen);
        }
    };
    view! {
        <div class="request-form">
            {(!fixed)
                .then(|| {
                    view! { <TextField id="request-workspace" label="Workspace" value=workspace /> }
                })} <div class="field">
                <label for=ROLE>"Role"</label>
                <select class="input select" id=ROLE on:change=changed>
                    {ROLES
                        .into_iter()
                        .map(|one| {
                            let name = one.to_string();
                            view! {
                                <option
                                    value=name.clone()
                                    selected=move || role.with(|role| *role == one)
                                    translate="no"
                                >
                                    {name.clone()}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </div> <TextField id="request-reason" label="Reason (optional)" value=reason />
            {move || {
                ready()
                    .then(|| {
                        view! {
                            <blockquote class="request">{text}</blockquote>
                            <div class="actions">
                                <CopyButton label="Copy request" text />
                                <a class="button" href=mail>
                                    "Open mail"
                                </a>
                            </div>
                        }
                    })
            }}
        </div>
    }
}
