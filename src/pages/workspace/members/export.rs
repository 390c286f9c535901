//! The members that are shown, as CSV.

use leptos::prelude::*;
use nmp_types::{Member, PrincipalKind};

use super::page::MembersPageState;
use crate::access::change::role_names;
use crate::ui::csv::Csv;
use crate::ui::download::{FileKind, save};

/// Gives the rows that are listed now, in their order, to the browser as a file.
pub fn download(page: MembersPageState) {
    let members: Vec<Member> = page.catalogue.with_untracked(|catalogue| {
        page.rows.with_untracked(|rows| {
            rows.iter()
                .filter_map(|place| catalogue.get(*place).cloned())
                .collect()
        })
    });
    let name = format!("{}-members", page.shown.name());
    page.toasts.say(
        match save(&name, FileKind::Csv, &csv(&page.shown.name(), &members)) {
            true => format!("{} members exported.", members.len()),
            false => "This browser doesn't let Studio save a file.".to_owned(),
        },
    );
}

fn csv(workspace: &str, members: &[Member]) -> String {
    let mut csv = Csv::new([
        "workspace",
        "principal",
        "kind",
        "role",
        "all roles",
        "since",
        "granted by",
    ]);
    for member in members {
        csv.record([
            workspace,
            &member.principal,
            PrincipalKind::of(&member.principal).label(),
            member.strongest_role().map_or("", nmp_types::Role::as_str),
            &role_names(&member.roles),
            member.granted_at.as_deref().unwrap_or_default(),
            member.granted_by.as_deref().unwrap_or_default(),
        ]);
    }
    csv.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use nmp_types::Role;

    #[test]
    fn a_record_a_member_and_no_formula() {
        let members = [Member {
            principal: "=cmd@x.org".to_owned(),
            roles: vec![Role::Viewer, Role::Admin],
            granted_at: Some("2026-01-01T00:00:00Z".to_owned()),
            granted_by: None,
        }];
        let text = csv("ml-team", &members);
        let line = text.lines().nth(1).unwrap();
        assert!(line.contains("'=cmd@x.org"), "{line}");
        assert!(line.contains("Admin,\"Admin, Viewer\""), "{line}");
    }
}
