//! One workspace in the list, with what its members tell about it.

use leptos::prelude::*;
use nmp_types::Workspace;

use crate::access::{GeneralAccess, MembersEvidence, Rights};
use crate::members::Members;
use crate::paths::Path;
use crate::rights::{RightsSignal, evidence};
use crate::ui::skeleton::SkeletonText;
use crate::ui::time::Moment;

/// A row of the table.
#[component]
pub fn WorkspaceRow(
    /// The workspace.
    workspace: Workspace,
) -> impl IntoView {
    let rights = RightsSignal::expect();
    let href = Path::Members(workspace.name.clone()).href();
    let members = Members::expect().watch(Signal::stored(workspace.name.clone()));
    let known = move || members.answer.get().map(|answer| evidence(Some(&answer)));
    // A cell whose content depends on the members: a grey bar until they are known.
    let cell = move |show: fn(&Rights, &MembersEvidence) -> String| {
        move || match known() {
            None => view! { <SkeletonText /> }.into_any(),
            Some(evidence) => show(&rights.get(), &evidence).into_any(),
        }
    };
    view! {
        <tr>
            <th scope="row">
                <a class="row-link" href=href>
                    {workspace.name}
                </a>
                {workspace
                    .description
                    .filter(|text| !text.is_empty())
                    .map(|text| view! { <p class="muted clamp">{text}</p> })}
            </th>
            <td data-label="Access">{cell(access)}</td>
            <td data-label="Your role">{cell(role)}</td>
            <td data-label="Members" class="number">
                {cell(count)}
            </td>
            <td data-label="Changed">
                <Moment wire=workspace.updated_at />
            </td>
            <td data-label="Created">
                <Moment wire=workspace.created_at />
            </td>
        </tr>
    }
}

/// Stands where something can't be known, and says so to everyone.
const UNKNOWN: &str = "Not visible to you";

fn access(_: &Rights, evidence: &MembersEvidence) -> String {
    match evidence {
        MembersEvidence::Listed(members) => GeneralAccess::of(members).label().to_owned(),
        _ => UNKNOWN.to_owned(),
    }
}

fn role(rights: &Rights, evidence: &MembersEvidence) -> String {
    match (rights, rights.role_in(evidence)) {
        (Rights::Open, _) => "Roles don't apply".to_owned(),
        (_, Some(effective)) => effective.role.to_string(),
        (_, None) if matches!(evidence, MembersEvidence::Listed(_)) => "None".to_owned(),
        (_, None) => UNKNOWN.to_owned(),
    }
}

fn count(_: &Rights, evidence: &MembersEvidence) -> String {
    match evidence {
        MembersEvidence::Listed(members) => members.len().to_string(),
        _ => UNKNOWN.to_owned(),
    }
}
