//! Small parts that several of the pages show.

use leptos::prelude::*;
use nmp_types::principal::display;
use nmp_types::{PrincipalKind, Role};

use crate::access::change::role_names;
use crate::paths::{AccessView, Path};
use crate::ui::icon::{Glyph, Icon};

/// A principal with its icon; leads to everything it can get at.
#[component]
pub fn PrincipalLink(
    /// Whom.
    principal: String,
) -> impl IntoView {
    let href = Path::Access(AccessView::Person(principal.clone())).href();
    let label = display(&principal).to_owned();
    view! {
        <span class="principal">
            <Glyph icon=Icon::of_principal(PrincipalKind::of(&principal)) />
            <a class="row-link clip" href=href title=label.clone()>
                {label.clone()}
            </a>
        </span>
    }
}

/// A workspace; leads to its members.
#[component]
pub fn WorkspaceLink(
    /// Which.
    name: String,
) -> impl IntoView {
    view! {
        <a class="row-link clip" href=Path::Members(name.clone()).href() title=name.clone()>
            {name.clone()}
        </a>
    }
}

/// Roles as badges, the strongest first.
#[component]
pub fn RoleBadges(
    /// All of them.
    roles: Vec<Role>,
) -> impl IntoView {
    if roles.is_empty() {
        return view! { <span class="muted">"No role"</span> }.into_any();
    }
    let mut sorted = roles.clone();
    sorted.sort_by(Role::strongest_first);
    let title = role_names(&roles);
    let badges = sorted
        .into_iter()
        .map(|role| {
            view! {
                <span class="badge role" data-role=role.to_string()>
                    {role.to_string()}
                </span>
            }
        })
        .collect_view();
    view! {
        <span class="clip" title=title>
            {badges}
        </span>
    }
    .into_any()
}

/// A number with its noun.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        count => format!("{} {many}", grouped(count)),
    }
}

/// A number with its thousands apart.
pub fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(counted(1, "workspace", "workspaces"), "1 workspace");
        assert_eq!(counted(100_000, "binding", "bindings"), "100,000 bindings");
        assert_eq!(
            [grouped(0), grouped(999), grouped(1_234_567)],
            ["0", "999", "1,234,567"]
        );
    }
}
