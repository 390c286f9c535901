//! Roles as badges.

use leptos::prelude::*;
use nmp_types::Role;
use nmp_types::role::JOB_RUNNER;

/// Roles, the strongest first; names that this version doesn't know are marked as such. Translators of
/// pages leave them as they are: they are names, and other words would be other roles.
#[component]
pub fn RoleBadges(
    /// All of them; none is left out, however narrow the place is.
    mut roles: Vec<Role>,
) -> impl IntoView {
    if roles.is_empty() {
        return view! { <span class="muted">"No role"</span> }.into_any();
    }
    roles.sort_by(Role::strongest_first);
    let badges = roles
        .into_iter()
        .map(|role| {
            let title = match &role {
                Role::Other(_) if role.is_named_like_platform_admin() => {
                    Some("Gives nothing on this version of the platform")
                }
                Role::Other(name) if name == JOB_RUNNER => Some("Uploads the logs of jobs"),
                Role::Other(_) => Some("A role that this version of Studio doesn't know"),
                _ => None,
            };
            let name = role.to_string();
            view! {
                <span class="badge role" data-role=name.clone() title=title>
                    {name.clone()}
                </span>
            }
        })
        .collect_view();
    view! {
        <span class="roles" translate="no">
            {badges}
        </span>
    }
    .into_any()
}
