//! The members that are shown, as CSV.

use nmp_access::files::csv::Csv;
use nmp_access::files::exchange::write_roles;
use nmp_types::{Member, PrincipalKind};

use super::page::MembersPageState;
use crate::ui::download::{FileKind, save};
use crate::ui::number::counted;

/// Gives the rows that are listed now, in their order, to the browser as a file.
pub fn download(page: MembersPageState) {
    let members: Vec<Member> = page.list.with_found(|index, found| {
        let rows = found.iter().filter_map(|at| index.row(*at));
        rows.map(|row| row.member.clone()).collect()
    });
    let name = format!("{}-members", page.shown.name());
    page.toasts.say(
        match save(&name, FileKind::Csv, &csv(&page.shown.name(), &members)) {
            true => format!("{} exported.", counted(members.len(), "member", "members")),
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
            &write_roles(&member.roles),
            member.granted_at.as_deref().unwrap_or_default(),
            member.granted_by.as_deref().unwrap_or_default(),
        ]);
    }
    csv.finish()
}

#[cfg(test)]
mod tests {
    use nmp_types::Role;

    use super::*;

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
        assert!(line.contains("Admin,\"Viewer; Admin\""), "{line}");
    }
}
