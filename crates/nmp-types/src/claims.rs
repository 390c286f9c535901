//! Whom a token names: subject, e-mail address and groups, and which of them count as names that
//! bindings can have. The platform enforces these rules, and Studio derives by them what it may
//! offer.
//!
//! Bindings are made to e-mail addresses, and a wire that has texts only can't tell an address from
//! a `sub` or a group of the same text. So the three are kept apart by their form: an address
//! counts only from the e-mail claim, and a `sub` or a group only if it has the form neither of an
//! address nor of a service nor of everyone ([`Form`]). Prefixes are added before that check, as
//! with the options `--oidc-username-prefix` and `--oidc-groups-prefix` of Kubernetes.
//!
//! The three may be inside other claims ([`find`]). A claim of an unexpected shape names nobody:
//! nothing else is read in its place.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

mod form;

pub use form::Form;

/// The claims of a token.
pub type Claims = Map<String, Value>;

/// More groups than this are refused rather than cut, so that nobody silently loses a right.
/// Directories put some hundred to two thousand into a token.
pub const MAX_GROUPS: usize = 5_000;

/// The longest subject, e-mail address or group, in bytes.
pub const MAX_NAME_BYTES: usize = 512;

/// Goes in front of a subject that doesn't count, where it is written down who did something.
const UNVERIFIED: &str = "unverified:";

/// Where a token says whom it is about, and what of that counts. Each of the three claims may be a
/// path into others, such as `resource_access.nmp.roles` ([`find`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct ClaimRules {
    /// The claim with the stable identifier; `sub` counts where it is absent.
    pub subject_claim: String,
    /// The claim with the e-mail address.
    pub email_claim: String,
    /// The claim with the groups: a list, a text separated by commas, or an object whose members
    /// are objects of texts, the groups being their names, as Zitadel has its roles.
    pub groups_claim: String,
    /// Goes in front of the subject.
    pub subject_prefix: String,
    /// Goes in front of every group.
    pub groups_prefix: String,
    /// Whether the provider guarantees that a subject in the form of an e-mail address is the
    /// person's address.
    pub subject_is_email: bool,
    /// Whether an address counts only with `email_verified`.
    pub require_verified_email: bool,
    /// Whether any subject and group counts, whatever its form: on NeMo Platform.
    #[serde(skip)]
    pub any_form: bool,
}

impl Default for ClaimRules {
    fn default() -> Self {
        Self {
            subject_claim: "sub".to_owned(),
            email_claim: "email".to_owned(),
            groups_claim: "groups".to_owned(),
            subject_prefix: String::new(),
            groups_prefix: String::new(),
            subject_is_email: false,
            require_verified_email: false,
            any_form: false,
        }
    }
}

/// Whom a token names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The identifier, with the prefix.
    pub subject: String,
    /// Whether the subject is a name that bindings can have.
    pub subject_counts: bool,
    /// The e-mail address, if there is one that counts.
    pub email: Option<String>,
    /// The groups that count, with the prefix.
    pub groups: Vec<String>,
    /// How many groups don't count because of their form.
    pub unused_groups: usize,
    /// Whether the token says that it leaves groups out: there are too many of them for it.
    pub groups_left_out: bool,
}

impl Named {
    /// What to write down as the author of a change: the subject; where that is a text that may be
    /// somebody else's name, the e-mail address, else the subject marked as such.
    pub fn recorded_as(&self) -> String {
        match &self.email {
            _ if self.subject_counts => self.subject.clone(),
            Some(email) => email.clone(),
            None => format!("{UNVERIFIED}{}", self.subject),
        }
    }
}

/// Why a token names nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// No subject, or one that is not a name.
    #[error("sub is missing or malformed")]
    Subject,
    /// The subject is `*`.
    #[error("sub is *, which means everyone")]
    Everyone,
    /// A group is not a name.
    #[error("a group is malformed")]
    Group,
    /// More than [`MAX_GROUPS`].
    #[error("it has {0} groups; at most {MAX_GROUPS} are read")]
    TooManyGroups(usize),
}

/// Whether a text is an e-mail address that a token or a setting may name: of the form
/// `local@domain`, without characters that don't belong there. The domain may be a single label, as
/// in `admin@intranet`.
pub fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let plain = |c: char| !(c.is_whitespace() || c.is_control() || ",;<>()@".contains(c));
    Form::of(text) == Form::Address
        && !local.is_empty()
        && local.chars().chain(domain.chars()).all(plain)
        && domain.split('.').all(|label| !label.is_empty())
}

/// Whether a text can name someone: it is not blank, has a bounded length, and no control
/// characters: no binding has them, no log should, and PostgreSQL takes only some of them.
pub fn is_name(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= MAX_NAME_BYTES && !text.chars().any(char::is_control)
}

/// The claim with a name, or at a path: a claim of exactly that name counts, such as
/// `https://example.com/groups`; without one, the name's part before the first dot is looked up,
/// and the rest in there by the same rule. `null` where there is something else than an object on
/// the way.
pub fn find<'a>(claims: &'a Claims, name: &str) -> Option<&'a Value> {
    if let Some(claim) = claims.get(name) {
        return Some(claim);
    }
    let (outer, inner) = name.split_once('.')?;
    match claims.get(outer)? {
        Value::Object(claims) => find(claims, inner),
        _ => Some(&Value::Null),
    }
}

/// The text of a claim, if it can be a name.
pub fn text<'a>(claims: &'a Claims, name: &str) -> Option<&'a str> {
    find(claims, name)?.as_str().filter(|text| is_name(text))
}

impl ClaimRules {
    /// Those of NeMo Platform, which compares names whatever their form.
    pub fn of_nemo_platform() -> Self {
        Self {
            any_form: true,
            ..Self::default()
        }
    }

    /// Whom the claims of a token name.
    ///
    /// # Errors
    /// See [`ClaimError`].
    pub fn read(&self, claims: &Claims) -> Result<Named, ClaimError> {
        let subject = self.subject(claims).ok_or(ClaimError::Subject)?;
        let vouched = self
            .verified(claims)
            .unwrap_or(!self.require_verified_email);
        let email = text(claims, &self.email_claim)
            .filter(|email| vouched && (self.any_form || is_address(email)));
        let groups = find(claims, &self.groups_claim)
            .map(group_names)
            .unwrap_or_default();
        let prefixed = |prefix: &str, name: &str| format!("{prefix}{name}");
        let mut named = self.judge(
            prefixed(&self.subject_prefix, subject),
            email.map(str::to_owned),
            groups
                .into_iter()
                .map(|group| prefixed(&self.groups_prefix, group))
                .collect(),
        )?;
        named.groups_left_out = self.leaves_groups_out(claims);
        named.subject_counts |= self.subject_is_email && vouched && is_address(&named.subject);
        Ok(named)
    }

    /// Which of these names count.
    ///
    /// # Errors
    /// See [`ClaimError`].
    pub fn judge(
        &self,
        subject: String,
        email: Option<String>,
        mut groups: Vec<String>,
    ) -> Result<Named, ClaimError> {
        let found = groups.len();
        if found > MAX_GROUPS {
            return Err(ClaimError::TooManyGroups(found));
        }
        if !groups.iter().all(|group| is_name(group)) {
            return Err(ClaimError::Group);
        }
        groups.retain(|group| self.any_form || Form::of(group) == Form::Plain);
        let subject_counts = self.any_form
            || match Form::of(&subject) {
                Form::Everyone => return Err(ClaimError::Everyone),
                Form::Reserved => false,
                Form::Address => email.as_ref() == Some(&subject),
                Form::Plain => true,
            };
        Ok(Named {
            subject,
            subject_counts,
            email,
            unused_groups: found - groups.len(),
            groups,
            groups_left_out: false,
        })
    }

    fn subject<'a>(&self, claims: &'a Claims) -> Option<&'a str> {
        let sub = text(claims, "sub")?;
        match find(claims, &self.subject_claim) {
            None => Some(sub),
            Some(_) => text(claims, &self.subject_claim),
        }
    }

    /// What a token says of its address (OpenID Connect Core 1.0, section 5.1), beside the address
    /// if it is inside another claim: `true`, which some providers put in quotes, is yes; any other
    /// value is no.
    fn verified(&self, claims: &Claims) -> Option<bool> {
        const NAME: &str = "email_verified";
        let beside = match self.email_claim.rsplit_once('.') {
            Some((outer, _)) => find(claims, &format!("{outer}.{NAME}")),
            None => None,
        };
        let claim = beside.or_else(|| claims.get(NAME))?;
        Some(*claim == Value::Bool(true) || claim == "true")
    }

    /// Whether a token says that groups are to be asked for elsewhere: as a distributed claim
    /// (OpenID Connect Core 1.0, section 5.6.2), which is how Microsoft Entra says that there are
    /// too many (“groups overage claim”), or by `hasgroups`.
    fn leaves_groups_out(&self, claims: &Claims) -> bool {
        let elsewhere = format!("{}:src", self.groups_claim);
        let has_groups = claims.get("hasgroups");
        claims
            .get("_claim_names")
            .is_some_and(|names| names.get(&self.groups_claim).is_some())
            || claims.keys().any(|name| name.starts_with(&elsewhere))
            || (self.groups_claim == "groups"
                && has_groups.is_some_and(|has| *has == Value::Bool(true) || has == "true"))
    }
}

/// The names in a claim that is a list, a text with commas, or an object of objects of texts. What
/// else a list has is no name, and any other object has none: its members' names mean something
/// else.
fn group_names(claim: &Value) -> Vec<&str> {
    let names: Vec<&str> = match claim {
        Value::String(text) => text.split(',').map(str::trim).collect(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        Value::Object(members) if members.values().all(has_texts_only) => {
            members.keys().map(String::as_str).collect()
        }
        _ => Vec::new(),
    };
    names
        .into_iter()
        .filter(|name| !name.trim().is_empty())
        .collect()
}

fn has_texts_only(value: &Value) -> bool {
    value
        .as_object()
        .is_some_and(|members| members.values().all(Value::is_string))
}

#[cfg(test)]
#[path = "claims/paths_tests.rs"]
mod paths;
#[cfg(test)]
#[path = "claims_tests.rs"]
mod tests;
