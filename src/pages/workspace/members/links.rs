//! Addresses that open a change filled in: `?do=role&principal=…&to=Editor`, or the same behind a `#`
//! where it is too long for a server ([`crate::paths::shared`]).
//!
//! Nothing is ever done by opening an address; it only fills in what somebody then saves.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use nmp_access::GeneralAccess;
use nmp_access::change::command::link_query;
use nmp_types::Query;
use nmp_types::Role;

use super::page::{MembersPageState, Open};
use crate::paths::{use_fragment, use_query};
use crate::ui::{Toasts, navigate::in_place};

/// The query that opens this.
pub fn query_of(open: &Open) -> Option<Query> {
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
            let principals: Vec<String> = text.lines().map(str::to_owned).collect();
            link_query("add", &principals, role.as_ref())
        }
        Open::Changes => return None,
    })
}

/// What an address asks to open.
fn asked_for(address: &Query) -> Option<Open> {
    let principals = address.get_all("principal");
    let role = address
        .get("to")
        .map(Role::from)
        .filter(|role| Role::ASSIGNABLE.contains(role));
    let first = principals.first().cloned();
    match address.get("do")?.as_str() {
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
    let (query, fragment) = (use_query(), use_fragment());
    let navigate = use_navigate();
    let toasts = Toasts::expect();
    Effect::new(move |_| {
        let asked = query.with(asked_for).or_else(|| fragment.with(asked_for));
        let Some(open) = asked else {
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
        let query = page.list.address.get_untracked();
        navigate(&page.list.to(&query), in_place());
    });
}

#[cfg(test)]
mod tests {
    use nmp_access::RoleChange;
    use nmp_access::change::command::studio_link;

    use super::*;

    fn asked_by(query: &str) -> Option<Open> {
        asked_for(&Query::parse(query))
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
            Open::Add(
                "Data Engineers\ncn=ml,dc=x,dc=org".into(),
                Some(Role::Editor),
            ),
        ] {
            let query = query_of(&open).unwrap().encode();
            assert_eq!(asked_by(&query), Some(open), "{query}");
        }
        // What the command line prints beside each change opens it.
        let link = |before: &[Role], after: &[Role]| {
            let change = RoleChange::new("a+b@x.org", before.to_vec(), after.to_vec());
            asked_by(studio_link("/studio/", "ml", &change).split_once('?')?.1)
        };
        let who = vec!["a+b@x.org".to_owned()];
        for (opened, expected) in [
            (
                link(&[], &[Role::Editor]),
                Open::Add(who[0].clone(), Some(Role::Editor)),
            ),
            (
                link(&[Role::Editor], &[Role::Admin]),
                Open::Role(who.clone(), Some(Role::Admin)),
            ),
            (link(&[Role::Editor], &[]), Open::Remove(who)),
        ] {
            assert_eq!(opened, Some(expected));
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
