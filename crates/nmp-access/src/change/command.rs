//! Changes as commands of NeMo Platform's own command line, for tickets and runbooks.

use nmp_types::principal::EVERYONE;
use nmp_types::{Query, Role, encode_segment};

use crate::change::{ChangeKind, RoleChange};

/// The `nemo` line that makes a change; `None` if there is nothing to do.
///
/// Source: `nemo workspaces members create|update|delete --help` of `nemo-platform` 0.3.0.
pub fn nemo_line(workspace: &str, change: &RoleChange) -> Option<String> {
    let principal = quoted(&change.principal);
    let workspace = quoted(workspace);
    let roles: String = change
        .after
        .iter()
        .map(|role| format!(" --roles {}", quoted(role.as_str())))
        .collect();
    // What begins with a dash would be taken for an option.
    let argument = if change.principal.starts_with('-') {
        format!("-- {principal}")
    } else {
        principal.clone()
    };
    Some(match change.kind() {
        ChangeKind::Nothing => return None,
        ChangeKind::Add => format!(
            "nemo workspaces members create --workspace {workspace} --principal={principal}{roles}"
        ),
        ChangeKind::Change => {
            format!("nemo workspaces members update --workspace {workspace}{roles} {argument}")
        }
        ChangeKind::Remove => {
            format!("nemo workspaces members delete --workspace {workspace} {argument}")
        }
    })
}

/// A text as one word of a POSIX shell (and of PowerShell, as long as it has no quote).
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.@:/+=,%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// The query of an address that opens a change filled in.
pub fn link_query(action: &str, principals: &[String], role: Option<&Role>) -> Query {
    let mut query = Query::default().with("do", action);
    for principal in principals {
        query = query.with("principal", principal);
    }
    query.with_some("to", role.map_or("", Role::as_str))
}

/// The address at which Studio opens a change filled in; `studio` is Studio's own, ending in a slash.
/// A change that Studio can't make opens the members.
pub fn studio_link(studio: &str, workspace: &str, change: &RoleChange) -> String {
    let principals = std::slice::from_ref(&change.principal);
    let strongest = Role::strongest(&change.after);
    let role = strongest.filter(|role| Role::ASSIGNABLE.contains(role));
    let query = match (change.kind(), role) {
        (ChangeKind::Nothing, _) => Query::default(),
        _ if change.principal == EVERYONE => link_query("access", &[], role),
        (ChangeKind::Remove, _) => link_query("remove", principals, None),
        (ChangeKind::Add, Some(role)) => link_query("add", principals, Some(role)),
        (ChangeKind::Change, Some(role)) => link_query("role", principals, Some(role)),
        (_, None) => Query::default(),
    };
    let workspace = encode_segment(workspace);
    format!("{studio}workspaces/{workspace}/members{}", query.suffix())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(principal: &str, before: &[&str], after: &[&str]) -> Option<String> {
        let roles = |names: &[&str]| names.iter().map(|name| Role::from(*name)).collect();
        nemo_line(
            "ml-team",
            &RoleChange::new(principal, roles(before), roles(after)),
        )
    }

    #[test]
    fn one_line_a_change() {
        let lines = [
            line("bob@example.com", &[], &["Editor"]),
            line("bob@example.com", &["Editor"], &["Viewer", "Exporter"]),
            line("bob@example.com", &["Viewer"], &[]),
            line("*", &[], &["Viewer"]),
            line("-x", &["Viewer"], &[]),
            line("it's", &["Viewer"], &["Viewer"]),
        ];
        let expected = [
            Some(
                "nemo workspaces members create --workspace ml-team --principal=bob@example.com --roles Editor",
            ),
            Some(
                "nemo workspaces members update --workspace ml-team --roles Viewer --roles Exporter bob@example.com",
            ),
            Some("nemo workspaces members delete --workspace ml-team bob@example.com"),
            Some(
                "nemo workspaces members create --workspace ml-team --principal='*' --roles Viewer",
            ),
            Some("nemo workspaces members delete --workspace ml-team -- -x"),
            None,
        ];
        assert_eq!(lines, expected.map(|line| line.map(str::to_owned)));
    }

    #[test]
    fn a_link_names_everything() {
        assert_eq!(
            link_query(
                "add",
                &["a+b@x.org".into(), "*".into()],
                Some(&Role::Editor)
            )
            .encode(),
            "do=add&principal=a%2Bb%40x.org&principal=*&to=Editor"
        );
    }

    #[test]
    fn every_change_has_a_link() {
        let link = |principal: &str, before: &[&str], after: &[&str]| {
            let roles = |names: &[&str]| names.iter().map(|name| Role::from(*name)).collect();
            let change = RoleChange::new(principal, roles(before), roles(after));
            studio_link("https://nmp.example.com/studio/", "a/b", &change)
        };
        for (link, query) in [
            (
                link("a+b@x.org", &[], &["Editor"]),
                "?do=add&principal=a%2Bb%40x.org&to=Editor",
            ),
            (
                link("bob", &["Viewer"], &["Exporter", "Admin"]),
                "?do=role&principal=bob&to=Admin",
            ),
            (link("bob", &["Viewer"], &[]), "?do=remove&principal=bob"),
            (link("*", &[], &["Viewer"]), "?do=access&to=Viewer"),
            (link("*", &["Viewer"], &[]), "?do=access"),
            (link("root", &[], &["PlatformAdmin"]), ""),
        ] {
            let members = "https://nmp.example.com/studio/workspaces/a%2Fb/members";
            assert_eq!(link, format!("{members}{query}"));
        }
    }

    proptest! {
        /// Whatever a principal is, the shell sees one word and nothing runs.
        #[test]
        fn a_principal_is_one_word(principal in "[^\0]{1,20}") {
            let word = quoted(&principal);
            let unquoted = if word.starts_with('\'') {
                word[1..word.len() - 1].replace(r"'\''", "'")
            } else {
                word.clone()
            };
            prop_assert_eq!(unquoted, principal);
            if !word.starts_with('\'') {
                prop_assert!(!word.contains(['$', '`', ';', '&', '|', ' ', '\n', '*', '~', '"', '\\']));
            }
        }
    }
}
