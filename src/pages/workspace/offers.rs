//! What the command palette finds while a workspace is shown: its pages and its members.

use leptos::prelude::*;
use nmp_access::Known;
use nmp_types::Query;
use nmp_types::principal::display;

use super::shown::Shown;
use crate::palette::{Entry, Found, Palette, Target};
use crate::paths::Path;

/// Offers them as long as the caller is shown.
pub fn offer(shown: Shown) {
    let palette = Palette::expect();
    let name = move || shown.workspace.with(|workspace| workspace.name.clone());
    palette.offer(name, Found::Always, move || {
        let name = name();
        let activity = shown.may_read_audit().then(|| {
            Entry::page(format!("Activity in {name}"), &Path::Activity(name.clone()))
                .found_by("audit history log changes who when")
        });
        let members = Entry::page(format!("Members of {name}"), &Path::Members(name.clone()))
            .found_by("access roles who");
        let settings = Entry::page(format!("Settings of {name}"), &Path::Workspace(name))
            .found_by("overview about description facts delete");
        [Some(members), activity, Some(settings)]
            .into_iter()
            .flatten()
            .collect()
    });
    let heading = move || format!("Members of {}", name());
    palette.offer(heading, Found::ByTyping, move || {
        let path = Path::Members(name());
        match shown.members.get() {
            Known::Listed(members) => members
                .iter()
                .map(|member| {
                    let target = Target::Page(path.to() + &found_by_name(&member.principal));
                    let roles: Vec<_> = member.roles.iter().map(ToString::to_string).collect();
                    Entry::new(display(&member.principal), target).with_note(roles.join(", "))
                })
                .collect(),
            _ => Vec::new(),
        }
    });
}

/// The query of the members page that shows one of them.
fn found_by_name(principal: &str) -> String {
    Query::default().with("q", principal).suffix()
}
