//! Addresses that open a change filled in: `?do=role&principal=…&to=Editor`.
//!
//! Nothing is ever done by opening an address; it only fills in what somebody then saves.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use leptos_router::params::ParamsMap;
use nmp_types::Role;

use super::page::{MembersPageState, Open};
use crate::access::GeneralAccess;
use crate::access::command::link_query;
use crate::ui::Toasts;

/// The part of the address behind `?` that opens this.
pub fn query_of(open: &Open) -> Option<String> {
    Some(match open {
        Open::Role(principals, role) => link_query("role", principals, role.as_ref()),
        Open::Remove(principals) => link_query("remove", principals, None),
        Open::General(access) => {
            let role = match access {
                Some(GeneralAccess::EveryoneViews) => Some(Role::Viewer),
                Some(GeneralAccess::EveryoneEdits) => Some(Role::Editor),
                _ => None,
            };
            link_query("access", &[], role.as_ref())
        }
        Open::Why(principal) => link_query("why", std::slice::from_ref(principal), None),
        Open::Add(text, role) => {
            let principals: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            link_query("add", &principals, role.as_ref())
        }
        Open::Changes => return None,
    })
}

/// What an address asks to open.
fn asked_for(params: &ParamsMap) -> Option<Open> {
    read(|name| params.get_all(name).unwrap_or_default())
}

fn read(all: impl Fn(&str) -> Vec<String>) -> Option<Open> {
    let one = |name: &str| all(name).pop();
    let principals = all("principal");
    let role = one("to")
        .map(Role::from)
        .filter(|role| Role::ASSIGNABLE.contains(role));
    let first = principals.first().cloned();
    match one("do")?.as_str() {
        "role" if first.is_some() => Some(Open::Role(principals, role)),
        "remove" if first.is_some() => Some(Open::Remove(principals)),
        "why" => first.map(Open::Why),
        "access" => Some(Open::General(Some(match role {
            Some(Role::Viewer) => GeneralAccess::EveryoneViews,
            Some(_) => GeneralAccess::EveryoneEdits,
            None => GeneralAccess::Private,
        }))),
        "add" => Some(Open::Add(principals.join("\n"), role)),
        _ => None,
    }
}

/// Opens what the address asks for, as soon as it is known whether that may be offered, and
/// takes it out of the address, so that a reload doesn't open it again.
pub fn open_from_address(page: MembersPageState) {
    let parameters = use_query_map();
    let navigate = use_navigate();
    let toasts = Toasts::expect();
    Effect::new(move |_| {
        let Some(open) = parameters.with(asked_for) else {
            return;
        };
        let only_reads = matches!(open, Open::Why(_));
        if only_reads || page.may_manage.get() {
            page.open.set(Some(open));
        } else if page
            .shown
            .verdict(nmp_types::Permission::ManageMembers)
            .is_decided()
        {
            toasts.say("The link leads to a change that you may not make here.");
        } else {
            return;
        }
        let query = page.query.get_untracked();
        navigate(
            &query.to(&page.shown.name()),
            NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked_by(query: &str) -> Option<Open> {
        read(|wanted| {
            form_urlencoded::parse(query.as_bytes())
                .filter(|(name, _)| name == wanted)
                .map(|(_, value)| value.into_owned())
                .collect()
        })
    }

    #[test]
    fn a_link_opens_what_it_was_made_from() {
        let both = || vec!["a+b@x.org".to_owned(), "data-eng".to_owned()];
        for open in [
            Open::Role(both(), Some(Role::Admin)),
            Open::Role(both(), None),
            Open::Remove(both()),
            Open::Why("*".to_owned()),
            Open::General(Some(GeneralAccess::Private)),
            Open::General(Some(GeneralAccess::EveryoneViews)),
            Open::General(Some(GeneralAccess::EveryoneEdits)),
            Open::Add(both().join("\n"), Some(Role::Editor)),
        ] {
            let query = query_of(&open).unwrap();
            assert_eq!(asked_by(&query), Some(open), "{query}");
        }
        for nothing in ["", "do=fly", "do=role", "do=remove&to=Admin", "do=why"] {
            assert_eq!(asked_by(nothing), None, "{nothing}");
        }
        assert_eq!(
            asked_by("do=role&principal=bob&to=PlatformAdmin"),
            Some(Open::Role(vec!["bob".into()], None))
        );
    }
}
