//! What the command palette finds while the members are shown: what the page can do.

use leptos::prelude::*;

use super::page::{MembersPageState, Open};
use crate::palette::{Entry, Found, Palette};

/// Offers it as long as the caller is shown.
pub fn offer(page: MembersPageState) {
    let open = move |what: Open| move || page.open.set(Some(what.clone()));
    Palette::expect().offer(
        || "This page".to_owned(),
        Found::Always,
        move || {
            let changing = page.may_manage.get().then(|| {
                [
                    Entry::action("Add members", open(Open::Add(String::new(), None)))
                        .found_by("invite paste new people"),
                    Entry::action("Change who can get in", open(Open::General(None)))
                        .found_by("general access private everyone public share *"),
                ]
            });
            let changes = (!page.members.ledger.of(&page.shown.name()).is_empty()).then(|| {
                Entry::action("Recent changes (this tab)", open(Open::Changes))
                    .found_by("undo history failed retry")
            });
            let rights = page.rights.get();
            let own = page.listed();
            let own = own.iter().find(|member| rights.is_me(&member.principal));
            let own = own.map(|member| member.principal.clone());
            let why = own.map(|principal| {
                Entry::action("Why do I have access?", open(Open::Why(principal)))
                    .found_by("my role reason explain")
            });
            let export = Entry::action("Export members as CSV", move || {
                super::export::download(page);
            })
            .found_by("download spreadsheet");
            changing
                .into_iter()
                .flatten()
                .chain(changes)
                .chain(why)
                .chain([export])
                .collect()
        },
    );
}
