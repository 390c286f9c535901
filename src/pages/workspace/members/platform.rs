//! Roles on the whole platform, which are bound in the workspace `system`: who may create workspaces,
//! and who may do everything.

use std::collections::BTreeSet;

use leptos::prelude::*;
use nmp_types::principal::EVERYONE;
use nmp_types::role::JOB_RUNNER;
use nmp_types::workspace::SYSTEM;
use nmp_types::{Member, Role};

use super::choice::{Choice, ChoiceText, role_meaning};
use super::page::Open;

/// Whose platform-wide roles a request lets one choose: one principal's in `system`.
pub fn of(workspace: &str, request: &Open) -> Option<String> {
    match request {
        Open::Role(principals, _) if workspace == SYSTEM => match principals.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// The role that may do everything on this platform, by those who have it.
pub fn admin_role(system: &[Member]) -> Role {
    let mut roles = system.iter().flat_map(|member| &member.roles);
    let found = roles.find(|role| role.is_platform_admin());
    found.cloned().unwrap_or(Role::PlatformAdmin)
}

/// The roles that can be given to members of a workspace. No platform says which there are: beside those that
/// every one has, NeMo Platform has one for what runs jobs, and may have more; of those the ones are offered
/// that somebody has in the workspace. A platform that doesn't store roles under any name
/// (`stores_any_role`) would refuse them.
pub fn assignable(workspace: &str, members: &[Member], stores_any_role: bool) -> Vec<Role> {
    let mut roles = Role::ASSIGNABLE.to_vec();
    if workspace == SYSTEM {
        roles.extend([Role::WorkspaceCreator, admin_role(members)]);
    }
    if !stores_any_role {
        return roles;
    }
    let bound = members.iter().flat_map(|member| &member.roles);
    // A platform admin's role by another platform's name gives nothing here.
    let others = bound.filter(|role| !role.is_known() && !role.is_named_like_platform_admin());
    let mut others: BTreeSet<&str> = others.map(Role::as_str).collect();
    if workspace != SYSTEM {
        others.insert(JOB_RUNNER);
    }
    roles.extend(others.into_iter().map(Role::from));
    roles
}

/// The roles that can be given to these members, and taken from them, beside the one that people have in a
/// workspace: on `system` those on the whole platform.
pub fn beside(
    workspace: &str,
    members: &[Member],
    principals: &[String],
    stores_any_role: bool,
) -> Vec<Role> {
    // Everyone may create workspaces, and nothing else that is wider than a workspace.
    let everyone = principals.iter().any(|name| name == EVERYONE);
    let may_have = |role: &Role| !everyone || *role == Role::WorkspaceCreator;
    assignable(workspace, members, stores_any_role)
        .into_iter()
        .filter(|role| !Role::ASSIGNABLE.contains(role) && may_have(role))
        .collect()
}

/// Checkboxes for the roles on the platform, and a choice for the workspace `system` itself.
#[component]
pub fn PlatformChoices(
    /// Whose.
    principal: String,
    /// What platform admins are bound as.
    admin_role: Role,
    /// The roles that are chosen.
    choice: RwSignal<Option<Choice>>,
) -> impl IntoView {
    let everyone = principal == EVERYONE;
    let has = move |role: &Role| {
        choice.with(|choice| matches!(choice, Some(Choice::Exact(roles)) if roles.contains(role)))
    };
    // Whatever is neither the one nor the other stays as it is.
    let change = move |change: &dyn Fn(&mut Vec<Role>)| {
        choice.update(|choice| {
            if let Some(Choice::Exact(roles)) = choice {
                change(roles);
            }
        });
    };
    let wide = match everyone {
        true => vec![Role::WorkspaceCreator],
        false => vec![Role::WorkspaceCreator, admin_role],
    };
    let here: Vec<Option<Role>> = std::iter::once(None)
        .chain(Role::ASSIGNABLE.into_iter().map(Some))
        .filter(|role| !everyone || *role != Some(Role::Admin))
        .collect();
    let strongest = move || {
        let all = Role::ASSIGNABLE.into_iter().rev();
        all.into_iter().find(has)
    };
    view! {
        <fieldset class="choices">
            <legend>"On the whole platform"</legend>
            {wide
                .into_iter()
                .enumerate()
                .map(|(at, role)| {
                    let meaning_id = format!("wide-{at}-meaning");
                    let label = role.to_string();
                    let meaning = role_meaning(&role);
                    let checked = {
                        let role = role.clone();
                        move || has(&role)
                    };
                    let set = move |event| {
                        let give = event_target_checked(&event);
                        change(
                            &|roles| {
                                roles.retain(|other| *other != role);
                                if give {
                                    roles.push(role.clone());
                                }
                            },
                        );
                    };
                    view! {
                        <label class="choice">
                            <input
                                type="checkbox"
                                autofocus=at == 0
                                aria-describedby=meaning_id.clone()
                                prop:checked=checked
                                on:change=set
                            />
                            <ChoiceText label meaning meaning_id />
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
        <fieldset class="choices row">
            <legend>"In the workspace system itself"</legend>
            {here
                .into_iter()
                .map(|role| {
                    let label = role.as_ref().map_or("None".to_owned(), Role::to_string);
                    let checked = {
                        let role = role.clone();
                        move || strongest() == role
                    };
                    let set = move |_| {
                        change(
                            &|roles| {
                                roles.retain(|other| !Role::ASSIGNABLE.contains(other));
                                roles.extend(role.clone());
                            },
                        );
                    };
                    view! {
                        <label class="choice">
                            <input type="radio" name="here" prop:checked=checked on:change=set />
                            <span class="choice-label" translate="no">
                                {label}
                            </span>
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_on_the_platform_are_given_in_system_alone() {
        let members = [Member {
            principal: "root@x.org".to_owned(),
            roles: vec![Role::HelixAdmin],
            granted_at: None,
            granted_by: None,
        }];
        let names = |workspace: &str| -> Vec<String> {
            let roles = assignable(workspace, &members, false);
            roles.iter().map(Role::to_string).collect()
        };
        assert_eq!(names("ml-team"), ["Viewer", "Editor", "Admin"]);
        let runner = Member {
            roles: vec![Role::from("Exporter"), Role::Viewer],
            ..members[0].clone()
        };
        let both = [runner.clone(), runner];
        let others = |workspace: &str, members: &[Member], stores_any_role| -> Vec<String> {
            let roles = assignable(workspace, members, stores_any_role);
            roles[3..].iter().map(Role::to_string).collect()
        };
        assert_eq!(others("ml-team", &both, true), ["Exporter", "JobRunner"]);
        assert_eq!(others("ml-team", &[], true), ["JobRunner"]);
        assert!(
            others("ml-team", &both, false).is_empty(),
            "it would be refused"
        );
        assert_eq!(
            others("system", &members, true),
            ["WorkspaceCreator", "HelixAdmin"]
        );
        let offered = |workspace: &str, who: &[&str], stores_any_role| -> Vec<String> {
            let who: Vec<String> = who.iter().map(|name| (*name).to_owned()).collect();
            let roles = beside(workspace, &members, &who, stores_any_role);
            roles.iter().map(Role::to_string).collect()
        };
        assert_eq!(offered("ml-team", &["a", "b"], true), ["JobRunner"]);
        assert!(offered("ml-team", &["a", "*"], true).is_empty());
        assert_eq!(
            offered("system", &["a", "b"], false),
            ["WorkspaceCreator", "HelixAdmin"]
        );
        assert_eq!(offered("system", &["a", "*"], true), ["WorkspaceCreator"]);
        assert_eq!(names("system")[3..], ["WorkspaceCreator", "HelixAdmin"]);
        let one = Open::Role(vec!["*".to_owned()], None);
        assert_eq!(of("system", &one).as_deref(), Some("*"));
        assert_eq!(of("ml-team", &one), None);
        let two = Open::Role(vec!["a".to_owned(), "b".to_owned()], None);
        assert_eq!(of("system", &two), None);
    }
}
