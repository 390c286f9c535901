//! What can be chosen in front of a change, and what it means.

use leptos::prelude::*;
use nmp_access::GeneralAccess;
use nmp_types::Role;
use nmp_types::role::JOB_RUNNER;

/// What can be chosen in the dialog.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    /// One role in place of those that can be given.
    Role(Role),
    /// Exactly these roles.
    Exact(Vec<Role>),
    /// Who gets in without being named.
    General(GeneralAccess),
}

impl Choice {
    /// Names it.
    pub fn label(&self) -> &str {
        match self {
            Choice::Role(role) => role.as_str(),
            Choice::Exact(_) => "",
            Choice::General(access) => access.label(),
        }
    }

    /// What it means.
    pub fn meaning(&self) -> &'static str {
        match self {
            Choice::Role(role) => role_meaning(role),
            Choice::Exact(_) => "",
            Choice::General(access) => access.description(),
        }
    }
}

/// What a role that can be given is for.
pub fn role_meaning(role: &Role) -> &'static str {
    match role {
        Role::Viewer => "Can view everything here, including members.",
        Role::Editor => "Can also create, change and delete resources, and edit the description.",
        Role::Admin => "Can also manage members and delete the workspace.",
        Role::WorkspaceCreator => "Can create workspaces, and is an Admin of those.",
        Role::PlatformAdmin | Role::HelixAdmin => {
            "Can do everything in every workspace, and give this role to others."
        }
        Role::Other(name) if name == JOB_RUNNER => {
            "Uploads the logs of jobs, and nothing else: for what runs them."
        }
        Role::Other(_) => "In use here. What it allows is up to the platform.",
    }
}

/// What stands beside the input of a choice: its name, and what it means, which describes the input.
#[component]
pub fn ChoiceText(
    /// Names it.
    #[prop(into)]
    label: String,
    /// What it means.
    meaning: &'static str,
    /// What the input's `aria-describedby` says.
    meaning_id: String,
) -> impl IntoView {
    view! {
        <span>
            <span class="choice-label" translate="no">
                {label}
            </span>
            <span class="muted small" id=meaning_id>
                {meaning}
            </span>
        </span>
    }
}
