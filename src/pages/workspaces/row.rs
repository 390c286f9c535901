//! One workspace in the list, with what its members tell about it.

use leptos::prelude::*;
use nmp_access::{GeneralAccess, Known, KnownMembers, Rights};
use nmp_types::{Member, Role, Workspace};

use crate::paths::Path;
use crate::state::Members;
use crate::state::RightsSignal;
use crate::ui::foreign::Foreign;
use crate::ui::number::grouped;
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
    // A cell whose content depends on the members: a grey bar until they are known.
    let name = StoredValue::new(workspace.name.clone());
    let cell = move |show: fn(&Rights, &str, &KnownMembers) -> String| {
        move || {
            members.answer.with(|members| match members {
                Known::Loading => view! { <SkeletonText /> }.into_any(),
                members => name
                    .with_value(|name| show(&rights.get(), name, members))
                    .into_any(),
            })
        }
    };
    view! {
        <tr>
            <th scope="row">
                <a class="row-link" translate="no" href=href>
                    {workspace.name}
                </a>
                {workspace
                    .description
                    .filter(|text| !text.is_empty())
                    .map(|text| {
                        view! {
                            <p class="muted clamp">
                                <Foreign text />
                            </p>
                        }
                    })}
            </th>
            <td data-label="Access">{cell(access)}</td>
            <td data-label=move || role_heading(&rights.get())>{cell(role)}</td>
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

/// Stands where something isn't known, and says why.
fn unknown(members: &KnownMembers) -> String {
    match members {
        Known::Failed(_) => "Couldn't be loaded".to_owned(),
        _ => "Not visible to you".to_owned(),
    }
}

fn access(_: &Rights, _: &str, members: &KnownMembers) -> String {
    match members {
        Known::Listed(members) => GeneralAccess::of(members).label().to_owned(),
        members => unknown(members),
    }
}

/// What the column about roles is about: to those who may do everything everywhere, their own role is the
/// same in each row, so it says how many Admins there are.
pub fn role_heading(rights: &Rights) -> &'static str {
    match is_the_same_everywhere(rights) {
        true => "Admins",
        false => "Your role",
    }
}

/// Whether the person is a platform admin. While authentication is off, roles don't apply at all.
fn is_the_same_everywhere(rights: &Rights) -> bool {
    !matches!(rights, Rights::Open) && rights.platform_admin() == Some(true)
}

fn role(rights: &Rights, workspace: &str, members: &KnownMembers) -> String {
    if is_the_same_everywhere(rights) {
        return admins(members);
    }
    match (rights, rights.role_in(workspace, members)) {
        (Rights::Open, _) => "Roles don't apply".to_owned(),
        (_, Some(effective)) => effective.role.to_string(),
        (_, None) if matches!(members, Known::Listed(_)) && !rights.may_be_more() => {
            "None".to_owned()
        }
        (_, None) => unknown(members),
    }
}

fn admins(members: &KnownMembers) -> String {
    match members {
        Known::Listed(members) => {
            let is_admin =
                |member: &&Member| Role::strength_of(&member.roles) >= Role::Admin.strength();
            grouped(members.iter().filter(is_admin).count())
        }
        members => unknown(members),
    }
}

fn count(_: &Rights, _: &str, members: &KnownMembers) -> String {
    match members {
        Known::Listed(members) => grouped(members.len()),
        members => unknown(members),
    }
}
