//! The members of a workspace, in a table.

use leptos::prelude::*;
use nmp_types::{Member, Permission, PrincipalKind, Role};

use super::frame::{Shown, Tab, WorkspaceFrame};
use crate::access::{GeneralAccess, Rights};
use crate::api::ApiError;
use crate::rights::RightsSignal;
use crate::ui::ErrorPanel;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::skeleton::Skeleton;
use crate::ui::time::Moment;

/// The page.
#[component]
pub fn MembersPage() -> impl IntoView {
    view! { <WorkspaceFrame tab=Tab::Members content=|shown| view! { <Members shown /> }.into_any() /> }
}

#[component]
fn Members(shown: Shown) -> impl IntoView {
    view! {
        <div class="results" aria-live="polite">
            {move || match shown.members.get() {
                None => view! { <Skeleton label="Loading members" /> }.into_any(),
                Some(Err(ApiError::Forbidden)) => view! { <NotForYou /> }.into_any(),
                Some(Err(error)) => {
                    view! {
                        <ErrorPanel
                            title="The members can't be shown"
                            message=error.to_string()
                            retry=shown.reload_members
                        />
                    }
                        .into_any()
                }
                Some(Ok(members)) => view! { <MemberTable members shown /> }.into_any(),
            }}
        </div>
    }
}

/// NeMo Platform 0.3.0 shows members to Admins only.
#[component]
fn NotForYou() -> impl IntoView {
    view! {
        <section class="panel">
            <h2 class="panel-title">"Members are shown to Admins only"</h2>
            <p>
                "You can use this workspace, but this platform shows its members only to its Admins. Ask one of them if you need to know who has access."
            </p>
        </section>
    }
}

#[component]
fn MemberTable(members: Vec<Member>, shown: Shown) -> impl IntoView {
    let rights = RightsSignal::expect();
    let access = GeneralAccess::of(&members);
    let count = members.len();
    let total = match count {
        1 => "1 member".to_owned(),
        count => format!("{count} members"),
    };
    let why_read_only = move || match rights.get() {
        Rights::Open => Some("Authentication is off: roles don't apply now.".to_owned()),
        _ => shown
            .verdict(Permission::ManageMembers)
            .explanation(Permission::ManageMembers),
    };
    view! {
        <section class="general-access" aria-label="General access">
            <Glyph icon=if access == GeneralAccess::Private { Icon::Lock } else { Icon::Everyone } />
            <p>
                <strong>{access.label()}</strong>
                " "
                <span class="muted">{access.description()}</span>
            </p>
        </section>
        <p class="muted" id="member-count">{total}</p>
        {move || why_read_only().map(|why| view! { <p class="note">{why}</p> })}
        <table class="table cards" aria-describedby="member-count">
            <caption class="visually-hidden">"Members"</caption>
            <thead>
                <tr>
                    <th scope="col">"Principal"</th>
                    <th scope="col">"Role"</th>
                    <th scope="col">"Since"</th>
                    <th scope="col">"Granted by"</th>
                </tr>
            </thead>
            <tbody>
                {in_order(members)
                    .into_iter()
                    .map(|member| view! { <MemberRow member /> })
                    .collect_view()}
            </tbody>
        </table>
    }
}

/// Everyone first, then by strength, then by name: what matters most for who gets in.
fn in_order(mut members: Vec<Member>) -> Vec<Member> {
    let strength = |member: &Member| member.strongest_role().map_or(0, Role::strength);
    members.sort_by(|a, b| {
        let rank =
            |member: &Member| PrincipalKind::of(&member.principal) != PrincipalKind::Everyone;
        rank(a)
            .cmp(&rank(b))
            .then_with(|| strength(b).cmp(&strength(a)))
            .then_with(|| a.principal.cmp(&b.principal))
    });
    members
}

#[component]
fn MemberRow(member: Member) -> impl IntoView {
    let rights = RightsSignal::expect();
    let kind = PrincipalKind::of(&member.principal);
    let icon = match kind {
        PrincipalKind::Everyone => Icon::Everyone,
        PrincipalKind::Person => Icon::Person,
        PrincipalKind::Service => Icon::Service,
        PrincipalKind::Group => Icon::Group,
    };
    let principal = member.principal.clone();
    let is_me = move || rights.get().is_me(&principal);
    let grantor = member.granted_by.clone();
    let granted_by = move || grantor.clone().map(|grantor| rights.get().name_of(grantor));
    let label = match kind {
        PrincipalKind::Everyone => kind.label().to_owned(),
        _ => member.principal.clone(),
    };
    view! {
        <tr>
            <th scope="row">
                <span class="principal">
                    <Glyph icon />
                    <span class="break">{label}</span>
                    {move || is_me().then(|| view! { <span class="badge">"You"</span> })}
                </span>
                {(!matches!(kind, PrincipalKind::Everyone | PrincipalKind::Person))
                    .then(|| view! { <p class="muted small">{kind.label()}</p> })}
            </th>
            <td data-label="Role">
                <Roles roles=member.roles />
            </td>
            <td data-label="Since">
                {member.granted_at.map(|wire| view! { <Moment wire /> })}
            </td>
            <td data-label="Granted by" class="break">
                {granted_by}
            </td>
        </tr>
    }
}

/// All roles, strongest first; names that this version doesn't know are marked as such.
#[component]
fn Roles(mut roles: Vec<Role>) -> impl IntoView {
    roles.sort_by(Role::strongest_first);
    if roles.is_empty() {
        return view! { <span class="muted">"No role"</span> }.into_any();
    }
    roles
        .into_iter()
        .map(|role| {
            let title =
                (!role.is_known()).then_some("A role that this version of Studio doesn't know");
            view! {
                <span class="badge role" data-role=role.to_string() title=title>
                    {role.to_string()}
                </span>
            }
        })
        .collect_view()
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_first_then_the_strongest() {
        let member = |principal: &str, roles: &[&str]| Member {
            principal: principal.to_owned(),
            roles: roles.iter().map(|role| Role::from(*role)).collect(),
            granted_at: None,
            granted_by: None,
        };
        let sorted = in_order(vec![
            member("zoe@example.com", &["Admin"]),
            member("bob@example.com", &["Viewer"]),
            member("none@example.com", &[]),
            member("ada@example.com", &["Viewer", "Admin"]),
            member("*", &["Viewer"]),
        ]);
        let names: Vec<&str> = sorted
            .iter()
            .map(|member| member.principal.as_str())
            .collect();
        assert_eq!(
            names,
            [
                "*",
                "ada@example.com",
                "zoe@example.com",
                "bob@example.com",
                "none@example.com"
            ]
        );
    }
}
