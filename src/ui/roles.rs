//! Roles as badges.

use leptos::prelude::*;
use nmp_types::Role;

/// More are counted: a row has room for two of the longest.
const SHOWN: usize = 2;

/// Roles, the strongest first; names that this version doesn't know are marked as such. Translators of
/// pages leave them as they are: they are names, and other words would be other roles.
#[component]
pub fn RoleBadges(
    /// All of them.
    mut roles: Vec<Role>,
    /// Names them all, where a row may be as high as it likes.
    #[prop(optional)]
    all: bool,
) -> impl IntoView {
    if roles.is_empty() {
        return view! { <span class="muted">"No role"</span> }.into_any();
    }
    roles.sort_by(Role::strongest_first);
    let names: Vec<String> = roles.iter().map(Role::to_string).collect();
    let shown = match roles.len() {
        count if all || count <= SHOWN => count,
        _ => SHOWN - 1,
    };
    let more = names.len() - shown;
    let badges = roles
        .into_iter()
        .enumerate()
        .map(|(place, role)| {
            // On paper they are all there.
            let class = if place < shown {
                "badge role"
            } else {
                "badge role rest"
            };
            let title = match &role {
                Role::Other(_) if role.is_named_like_platform_admin() => {
                    Some("Gives nothing on this version of the platform")
                }
                Role::Other(_) => Some("A role that this version of Studio doesn't know"),
                _ => None,
            };
            let name = role.to_string();
            view! {
                <span class=class data-role=name.clone() title=title>
                    {name.clone()}
                </span>
            }
        })
        .collect_view();
    view! {
        <span class="roles" translate="no" title=names.join(", ")>
            {badges}
            {(more > 0)
                .then(|| view! { <span class="badge counted">{format!("+{more} more")}</span> })}
        </span>
    }
    .into_any()
}
