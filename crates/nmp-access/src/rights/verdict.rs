//! Whether something may be offered, and why not.

use nmp_types::{Permission, Role};

/// What is known of a permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The platform will allow it, by all that is known.
    Allowed,
    /// The platform will refuse it.
    Denied(Reason),
    /// It can't be known.
    Unknown(Reason),
}

/// Why something is not offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The token's scopes let it read only.
    ReadOnlyToken,
    /// The token's scopes don't even let it read this API.
    NoScope,
    /// The person's role is too weak.
    Role {
        /// What it takes.
        needed: Role,
        /// What the person has.
        has: Option<Role>,
    },
    /// The members are only shown to Admins here, and the person is not one: so a right that Admins
    /// alone have is missing, and others are unknown.
    MembersForbidden,
    /// The token has no name that a role can be bound to, so that a new workspace would have no
    /// Admin.
    NoName,
    /// No role that is known of is enough, and the token leaves groups out.
    GroupsLeftOut,
    /// No role that is known of is enough, and which claims of the token count is only assumed.
    NamesAssumed,
    /// The answers that would show it have not come (yet).
    NotLoaded,
    /// The platform needs this workspace itself.
    BuiltIn,
    /// The platform refused it a moment ago.
    Refused,
}

impl Verdict {
    /// Whether to offer it.
    pub fn is_allowed(&self) -> bool {
        matches!(self, Verdict::Allowed)
    }

    /// Whether this is final: no answer that could change it is on its way.
    pub fn is_decided(&self) -> bool {
        !matches!(self, Verdict::Unknown(Reason::NotLoaded))
    }

    /// The sentence to show in place of the action.
    pub fn explanation(&self, permission: Permission) -> Option<String> {
        match self {
            Verdict::Allowed => None,
            Verdict::Denied(reason) | Verdict::Unknown(reason) => Some(reason.sentence(permission)),
        }
    }
}

impl Reason {
    /// For people: why they may not do what `permission` lets one do.
    pub fn sentence(&self, permission: Permission) -> String {
        let what = permission.label();
        match self {
            Reason::ReadOnlyToken => {
                format!("Your token is read-only, so you can't {what}.")
            }
            Reason::NoScope => format!("Your token's scopes don't let you {what}."),
            Reason::Role {
                needed,
                has: Some(has),
            } => format!(
                "You're {} here. {} can {what}.",
                has.with_article(),
                only(needed)
            ),
            Reason::Role { needed, has: None } => {
                format!("You have no role here. {} can {what}.", only(needed))
            }
            Reason::MembersForbidden => format!(
                "This platform shows members to Admins only, and you aren't one, so it is \
                 unknown whether you may {what}."
            ),
            Reason::NoName => {
                "Your token has no name that a role can be given to: no verified e-mail address, \
                 and an ID that looks like someone's address."
                    .to_owned()
            }
            Reason::GroupsLeftOut => format!(
                "Your token doesn't say which groups you are in, because they are too many, so it \
                 is unknown whether you may {what}."
            ),
            Reason::NamesAssumed => format!(
                "This platform doesn't say which claims of your token are your names, so it is \
                 unknown whether you may {what}."
            ),
            Reason::NotLoaded => format!("It isn't known yet whether you may {what}."),
            Reason::BuiltIn => "Built-in workspace: it can't be deleted.".to_owned(),
            Reason::Refused => "The platform has just refused this.".to_owned(),
        }
    }
}

/// Who can do what takes this role, at the start of a sentence.
fn only(needed: &Role) -> String {
    match needed {
        Role::Viewer => "Only members".to_owned(),
        Role::Editor => "Only Editors and Admins".to_owned(),
        Role::Admin => "Only Admins".to_owned(),
        other => format!("Only those with {other}"),
    }
}
