//! `auth.group_roles`: rules that give groups roles. `nmp_types::group_rule` has what a rule is.

use nmp_types::{ClaimRules, GroupRule, Role};

use super::flaw::flaw;
use super::raw::{RawGroupRole, text};
use super::{ConfigError, TrustedIssuer};

pub(super) const NAME: &str = "auth.group_roles";

/// More are refused: each is compared with every group of every request.
const MOST: usize = 100;

/// The rules, in the order of the settings.
///
/// # Errors
/// [`ConfigError::Setting`], naming the item and its member.
pub(super) fn check(
    raw: Vec<RawGroupRole>,
    warnings: &mut Vec<String>,
) -> Result<Vec<GroupRule>, ConfigError> {
    if raw.len() > MOST {
        let problem = format!("at most {MOST} are possible");
        return Err(ConfigError::setting(NAME, problem));
    }
    let mut rules: Vec<GroupRule> = Vec::new();
    for (index, raw) in raw.into_iter().enumerate() {
        let at = format!("{NAME}[{index}]");
        let rule = rule(&at, raw)?;
        let same = |other: &GroupRule| {
            other.group() == rule.group() && other.workspace() == rule.workspace()
        };
        if let Some(first) = rules.iter().position(same) {
            let problem = format!("{NAME}[{first}] is for the same group and workspace");
            return Err(ConfigError::setting(at, problem));
        }
        if rule.group() == "*" {
            warnings.push(format!(
                "{at}.group is *: every group at the provider is {} of the workspace of its name, \
                 so anyone who can make groups there can get into any workspace",
                rule.role()
            ));
        }
        rules.push(rule);
    }
    Ok(rules)
}

fn rule(at: &str, raw: RawGroupRole) -> Result<GroupRule, ConfigError> {
    let required = |name: &str, value: Option<String>| {
        let place = format!("{at}.{name}");
        match text(value) {
            None => Err(ConfigError::setting(place, "it is missing")),
            Some(value) => match flaw(&value) {
                Some(flaw) => Err(ConfigError::setting(place, flaw)),
                None => Ok(value),
            },
        }
    };
    let group = required("group", raw.group)?;
    let workspace = required("workspace", raw.workspace)?;
    let role = required("role", raw.role)?;
    GroupRule::new(&group, &workspace, Role::from(role)).map_err(|error| {
        let place = format!("{at}.{}", error.part().name());
        ConfigError::setting(place, error.to_string())
    })
}

/// Warns of rules that no group can match, because every group has a prefix that they lack.
pub(super) fn warn_of_prefixes(
    rules: &[GroupRule],
    own: &ClaimRules,
    trusted: &[TrustedIssuer],
    warnings: &mut Vec<String>,
) {
    let others = trusted.iter().map(|issuer| &issuer.claims.groups_prefix);
    let prefixes: Vec<&String> = std::iter::once(&own.groups_prefix).chain(others).collect();
    for (index, rule) in rules.iter().enumerate() {
        let fits = |prefix: &&String| match rule.group().split_once('*') {
            // What the `*` stands for may begin with the rest of the prefix, but has no colon.
            Some((before, _)) => match prefix.strip_prefix(before) {
                Some(rest) => !rest.contains(':'),
                None => before.starts_with(prefix.as_str()),
            },
            None => rule.group().starts_with(prefix.as_str()),
        };
        if !prefixes.iter().any(fits) {
            warnings.push(format!(
                "{NAME}[{index}].group is {:?}, which no group can be: auth.oidc.groups_prefix is \
                 {:?}, and rules compare groups with their prefix",
                rule.group(),
                own.groups_prefix
            ));
        }
    }
}

#[cfg(test)]
#[path = "group_roles_tests.rs"]
mod tests;
