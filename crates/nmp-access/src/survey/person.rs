//! One principal in every workspace, with the reasons.
//!
//! What is certain is kept apart from what a group may add ([`Access`]): only the identity provider
//! knows who is in a group, so nobody “has no access” where one gives some.

mod reasons;
mod total;

use std::borrow::Cow;
use std::collections::BTreeSet;

use nmp_types::{GroupRole, GroupRule, GroupRules, Member, PrincipalKind, Role};

pub use self::total::{Total, total};
use crate::Rights;
use crate::known::Gap;
use crate::rights::why::{Why, why};
use crate::survey::Survey;

/// Whom a view is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The names that the person is bound under; the first is the one that was asked for. There is
    /// more than one only for the person at the keyboard: the wire doesn't say that an e-mail
    /// address and a `sub` are the same person.
    pub principals: Vec<String>,
    /// The groups that the person is known to be in; unknown for everyone but the person at the
    /// keyboard.
    pub groups: Option<Vec<String>>,
    /// Whether the person is a platform admin, where that is known without the members of `system`:
    /// of the person at the keyboard.
    pub platform_admin: Option<bool>,
    /// The platform's rules that give groups roles.
    pub rules: GroupRules,
}

/// What somebody has in a workspace, in one word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Access {
    /// A role that is certain.
    Role(Role),
    /// None that is certain, and this one if they are in a group that has it there.
    Perhaps(Role),
    /// None, through any group.
    Nothing,
    /// None by what is known: not whether they are a platform admin, or not which rules there are.
    NoneKnown,
    /// The members of the workspace aren't known.
    Unknown,
}

/// What the person may do in a workspace, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Where.
    pub workspace: String,
    /// Whether the person is a platform admin, who may do everything everywhere; `None` where that
    /// isn't known.
    pub platform_admin: Option<bool>,
    /// What platform admins are bound as.
    pub admin_role: Role,
    /// What the workspace's members say.
    pub bindings: Result<Bindings, Gap>,
}

/// What the members of a workspace say about one principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bindings {
    /// The names that are bound here, with their roles.
    pub own: Vec<(String, Vec<Role>)>,
    /// Roles of all signed-in users.
    pub everyone: Vec<Role>,
    /// Groups that the person is known to be in, with their roles.
    pub groups: Vec<(String, Vec<Role>)>,
    /// Groups that the person may or may not be in, with their roles.
    pub maybe: Vec<(String, Vec<Role>)>,
    /// What rules give the principal, or groups that the person is known to be in.
    pub by_rule: Vec<(String, GroupRule)>,
    /// What rules give groups that the person may or may not be in.
    pub maybe_by_rule: Vec<GroupRole>,
    /// Whether it isn't known which rules there are.
    pub rules_missing: bool,
    /// The strongest that is certain.
    pub effective: Option<Role>,
}

/// A name as mailboxes are compared: the platform tells capitals apart, mailboxes don't.
pub fn folded(name: &str) -> Cow<'_, str> {
    if name.chars().any(char::is_uppercase) {
        Cow::Owned(name.to_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Whether `others` contains a name, ignoring case.
pub fn is_among(name: &str, others: &[String]) -> bool {
    let name = folded(name);
    others.iter().any(|other| folded(other) == name)
}

/// Other spellings of the same mailboxes that are bound anywhere: the platform takes them for
/// other people.
pub fn look_alikes(survey: &Survey, who: &Who) -> Vec<String> {
    let people: Vec<String> = who
        .principals
        .iter()
        .filter(|name| PrincipalKind::of(name) == PrincipalKind::Person)
        .cloned()
        .collect();
    let found: BTreeSet<&str> = survey
        .listed()
        .flat_map(|(_, members)| members.iter())
        .map(|member| member.principal.as_str())
        .filter(|name| is_among(name, &people))
        .filter(|name| PrincipalKind::of(name) == PrincipalKind::Person)
        .filter(|name| !who.principals.iter().any(|known| known == name))
        .collect();
    found.into_iter().map(str::to_owned).collect()
}

impl Who {
    /// The same, also by other names.
    pub fn also(mut self, names: &[String]) -> Self {
        for name in names {
            if !self.principals.contains(name) {
                self.principals.push(name.clone());
            }
        }
        self
    }

    /// A principal, with what is known of it beside its name.
    pub fn named(principal: &str, rights: &Rights) -> Self {
        let mut principals = vec![principal.to_owned()];
        let identity = match rights {
            Rights::Of { identity, .. } if identity.is_principal(principal) => identity,
            _ => {
                return Self {
                    principals,
                    groups: None,
                    platform_admin: None,
                    rules: rules_of(rights),
                };
            }
        };
        for alias in identity.own_names() {
            if !alias.is_empty() && !principals.contains(alias) {
                principals.push(alias.clone());
            }
        }
        Self {
            principals,
            groups: identity.known_groups().map(<[_]>::to_vec),
            platform_admin: rights.platform_admin(),
            rules: rules_of(rights),
        }
    }

    /// The name that was asked for.
    pub fn name(&self) -> &str {
        self.principals.first().map_or("", String::as_str)
    }

    /// What the name looks like.
    pub fn kind(&self) -> PrincipalKind {
        PrincipalKind::of(self.name())
    }

    fn bindings(&self, workspace: &str, members: &[Member]) -> Bindings {
        let rules = self.rules.within(workspace);
        let each: Vec<(&String, Why)> = self
            .principals
            .iter()
            .map(|name| (name, why(members, &rules, name, self.groups.as_deref())))
            .collect();
        let effective = Role::strongest(each.iter().filter_map(|(_, why)| why.effective.as_ref()));
        let effective = effective.cloned();
        let own = each
            .iter()
            .filter(|(name, _)| members.iter().any(|member| member.principal == **name))
            .map(|(name, why)| ((*name).clone(), why.own.clone()))
            .collect();
        // What isn't the person's own is the same under every name.
        let (everyone, groups, maybe, by_rule, maybe_by_rule) = each
            .into_iter()
            .next()
            .map(|(_, why)| {
                let Why {
                    everyone,
                    groups,
                    maybe,
                    by_rule,
                    maybe_by_rule,
                    ..
                } = why;
                (everyone, groups, maybe, by_rule, maybe_by_rule)
            })
            .unwrap_or_default();
        Bindings {
            own,
            everyone,
            groups,
            maybe,
            by_rule,
            maybe_by_rule,
            rules_missing: self.rules.is_missing(),
            effective,
        }
    }
}

fn rules_of(rights: &Rights) -> GroupRules {
    match rights {
        Rights::Open => GroupRules::default(),
        Rights::Of { identity, .. } => identity.group_rules.clone(),
    }
}

/// One principal in every workspace of a survey.
pub fn across(survey: &Survey, who: &Who) -> Vec<Standing> {
    let on_platform = OnPlatform::of(survey, who);
    let workspaces = survey.workspaces().iter();
    workspaces
        .map(|workspace| {
            let bindings = match (workspace.members.listed(), workspace.members.gap()) {
                (Some(members), _) => Ok(who.bindings(&workspace.name, members)),
                (None, gap) => Err(gap.unwrap_or(Gap::NotLoaded)),
            };
            on_platform.standing(&workspace.name, bindings)
        })
        .collect()
}

/// One principal in one workspace with these members, of which only the principal's own binding and
/// those of everyone and of groups count.
pub(crate) fn within(survey: &Survey, who: &Who, workspace: &str, members: &[Member]) -> Standing {
    OnPlatform::of(survey, who).standing(workspace, Ok(who.bindings(workspace, members)))
}

/// What is the same in every workspace.
struct OnPlatform {
    platform_admin: Option<bool>,
    admin_role: Role,
}

impl OnPlatform {
    fn of(survey: &Survey, who: &Who) -> Self {
        let mut names = who.principals.iter().chain(who.groups.iter().flatten());
        let by_members = survey
            .knows_platform_admins()
            .then(|| names.any(|name| survey.is_platform_admin(name) == Some(true)));
        Self {
            platform_admin: by_members.or(who.platform_admin),
            admin_role: survey.admin_role(),
        }
    }

    fn standing(&self, workspace: &str, bindings: Result<Bindings, Gap>) -> Standing {
        Standing {
            workspace: workspace.to_owned(),
            platform_admin: self.platform_admin,
            admin_role: self.admin_role.clone(),
            bindings,
        }
    }
}

impl Standing {
    /// The strongest role that is certain; a platform admin has it also where nothing else is
    /// known.
    pub fn effective(&self) -> Option<Role> {
        if self.platform_admin == Some(true) {
            return Some(self.admin_role.clone());
        }
        self.bindings.as_ref().ok()?.effective.clone()
    }

    /// The strongest role that groups may add to what is certain, if it is stronger.
    pub fn perhaps(&self) -> Option<Role> {
        let bindings = self.bindings.as_ref().ok()?;
        let bound = bindings.maybe.iter().flat_map(|(_, roles)| roles);
        let by_rule = bindings.maybe_by_rule.iter().map(GroupRole::role);
        let maybe = Role::strongest(bound.chain(by_rule))?;
        (maybe.strength() > Role::strength_of(&self.effective())).then(|| maybe.clone())
    }

    /// What it comes to, in one word.
    pub fn access(&self) -> Access {
        match (self.effective(), self.perhaps(), &self.bindings) {
            (Some(role), ..) => Access::Role(role),
            (None, _, Err(_)) => Access::Unknown,
            (None, Some(role), _) => Access::Perhaps(role),
            (None, None, _) if self.platform_admin.is_none() => Access::NoneKnown,
            (None, None, Ok(bindings)) if bindings.rules_missing => Access::NoneKnown,
            (None, None, _) => Access::Nothing,
        }
    }

    /// Whether it is bound here by name.
    pub fn is_bound(&self) -> bool {
        self.bindings
            .as_ref()
            .is_ok_and(|bindings| !bindings.own.is_empty())
    }

    /// Whether there is nothing to show: no access by anything that the members say. Certain only
    /// where the person is known not to be a platform admin.
    pub fn is_nothing(&self) -> bool {
        self.effective().is_none()
            && self.bindings.as_ref().is_ok_and(|bindings| {
                bindings.own.is_empty()
                    && bindings.maybe.is_empty()
                    && bindings.maybe_by_rule.is_empty()
            })
    }
}

#[cfg(test)]
mod tests;
