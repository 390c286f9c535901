//! Why something is denied, as a list of checks, and the one remedy.

use nmp_types::Identity;
use nmp_types::{Member, Permission, PrincipalKind, Role};

use crate::rights::verdict::{Reason, Verdict};

/// What helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Somebody who may has to give a role: a text to send to them.
    Ask {
        /// Who may: Admins by e-mail address, as far as they are known.
        admins: Vec<String>,
        /// What to write.
        text: String,
    },
    /// A token with more scopes.
    SignInAgain,
    /// Nothing is wrong: the answer, or the change, is on its way.
    Wait,
    /// Nothing: nobody can get it.
    Nothing,
}

/// One check of the platform, and how it came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What is checked.
    pub label: &'static str,
    /// What there is.
    pub found: String,
    /// Whether it let the person pass; `None` if that can't be known.
    pub passed: Option<bool>,
}

/// A denial, explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// In the order in which the platform checks.
    pub checks: Vec<Check>,
    /// The one thing that helps.
    pub remedy: Remedy,
}

/// Explains why `permission` is not offered in a workspace. `members` are those that are known;
/// `link` is the address of the page, for the person who is asked.
pub fn explain(
    identity: &Identity,
    permission: Permission,
    workspace: &str,
    verdict: &Verdict,
    members: &[Member],
    link: &str,
) -> Option<Denial> {
    let (Verdict::Denied(reason) | Verdict::Unknown(reason)) = verdict else {
        return None;
    };
    let scopes_let = identity.scopes.allow(permission.access());
    let role_lets = match reason {
        Reason::Role { .. } | Reason::Refused => Some(false),
        Reason::MembersForbidden if permission.least_role() == Role::Admin => Some(false),
        _ => None,
    };
    let role = match reason {
        Reason::Role { has, needed } => format!(
            "{}, and it takes {}",
            has.as_ref().map_or("no role".to_owned(), |role| format!(
                "you're {}",
                role.with_article()
            )),
            needed.with_article()
        ),
        _ => match role_lets {
            Some(_) => format!("not {}", permission.least_role().with_article()),
            None => "unknown".to_owned(),
        },
    };
    let checks = vec![
        Check {
            label: "Signed in",
            found: identity
                .email
                .clone()
                .unwrap_or_else(|| identity.principal_id.clone()),
            passed: Some(true),
        },
        Check {
            label: "Scopes of your token",
            found: identity.token_access().to_owned(),
            passed: Some(scopes_let),
        },
        Check {
            label: "Role here",
            found: role,
            passed: role_lets,
        },
    ];
    let remedy = match reason {
        Reason::ReadOnlyToken | Reason::NoScope => Remedy::SignInAgain,
        Reason::NotLoaded => Remedy::Wait,
        Reason::BuiltIn | Reason::NoName => Remedy::Nothing,
        Reason::Role { .. }
        | Reason::MembersForbidden
        | Reason::GroupsLeftOut
        | Reason::NamesAssumed
        | Reason::Refused => Remedy::Ask {
            admins: admins(members),
            text: request(identity, permission, workspace, link),
        },
    };
    Some(Denial { checks, remedy })
}

/// Those who can be written to.
fn admins(members: &[Member]) -> Vec<String> {
    let mut admins: Vec<String> = members
        .iter()
        .filter(|member| member.roles.contains(&Role::Admin))
        .filter(|member| PrincipalKind::of(&member.principal) == PrincipalKind::Person)
        .map(|member| member.principal.clone())
        .collect();
    admins.sort();
    admins
}

/// Asks for a role in a workspace, for whatever `reason`; `link` opens the change that gives it, filled in.
pub fn request_access(
    identity: &Identity,
    workspace: &str,
    role: &Role,
    reason: &str,
    link: &str,
) -> String {
    let me = my_name(identity);
    let reason = match reason {
        "" => String::new(),
        reason => format!(" {reason}"),
    };
    format!(
        "Hi, could you make {me} {} of the workspace “{workspace}”?{reason} This link fills it in: {link}",
        role.with_article()
    )
}

/// The name that a role can be given to.
fn my_name(identity: &Identity) -> &str {
    identity.own_names().next().map_or(
        "me (my token has no name that a role can be given to)",
        String::as_str,
    )
}

fn request(identity: &Identity, permission: Permission, workspace: &str, link: &str) -> String {
    let reason = format!("I need to {}.", permission.label());
    request_access(identity, workspace, &permission.least_role(), &reason, link)
}

#[cfg(test)]
mod tests {
    use nmp_types::Scopes;

    use super::*;
    use crate::fixtures::{ada_identity, holder};

    fn explained(verdict: Verdict, scopes: &[&str]) -> Denial {
        let identity = Identity {
            scopes: scopes.iter().copied().collect::<Scopes>(),
            ..ada_identity()
        };
        let members = [
            holder("zoe@example.com", &["Admin"]),
            holder("data-eng", &["Admin"]),
            holder("ada@example.com", &["Viewer"]),
        ];
        explain(
            &identity,
            Permission::ManageMembers,
            "ml-team",
            &verdict,
            &members,
            "https://nmp.example/studio/workspaces/ml-team/members?do=role",
        )
        .unwrap()
    }

    #[test]
    fn a_weak_role_needs_an_admin() {
        let denial = explained(
            Verdict::Denied(Reason::Role {
                needed: Role::Admin,
                has: Some(Role::Viewer),
            }),
            &[],
        );
        let passed: Vec<_> = denial.checks.iter().map(|check| check.passed).collect();
        assert_eq!(passed, [Some(true), Some(true), Some(false)]);
        let Remedy::Ask { admins, text } = denial.remedy else {
            panic!("{denial:?}")
        };
        assert_eq!(admins, ["zoe@example.com"]);
        assert!(
            text.contains("make ada@example.com an Admin of the workspace “ml-team”? I need to"),
            "{text}"
        );
    }

    #[test]
    fn any_role_can_be_asked_for() {
        let text = |reason| {
            request_access(
                &ada_identity(),
                "ml",
                &Role::Editor,
                reason,
                "https://nmp/x",
            )
        };
        assert_eq!(
            text(""),
            "Hi, could you make ada@example.com an Editor of the workspace “ml”? This link fills it in: \
             https://nmp/x"
        );
        assert!(text("I train models.").contains("? I train models. This link"));
    }

    #[test]
    fn scopes_need_another_token_and_an_answer_needs_patience() {
        let read_only = explained(
            Verdict::Denied(Reason::ReadOnlyToken),
            &["openid", "platform:read"],
        );
        assert_eq!(read_only.remedy, Remedy::SignInAgain);
        assert_eq!(read_only.checks[1].passed, Some(false));
        assert_eq!(
            explained(Verdict::Unknown(Reason::NotLoaded), &[]).remedy,
            Remedy::Wait
        );
        assert!(
            explain(
                &ada_identity(),
                Permission::ManageMembers,
                "ml",
                &Verdict::Allowed,
                &[],
                ""
            )
            .is_none()
        );
    }
}
