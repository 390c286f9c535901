//! Who is calling.

use nmp_types::Scopes;
use nmp_types::principal::EVERYONE;

/// Someone whose token was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Stable identifier (`sub`, or the configured claim).
    pub subject: String,
    /// E-mail address, if the token has one that isn't marked as unverified.
    pub email: Option<String>,
    /// The person's name, for the record only; never an identity.
    pub name: Option<String>,
    /// Groups, as the identity provider tells.
    pub groups: Vec<String>,
    /// API scopes of the token.
    pub scopes: Scopes,
}

impl Principal {
    /// The names that bindings of this principal can have: e-mail address, subject, groups and
    /// `*`. Compared byte for byte (wire contract, “Authorization”).
    pub fn names(&self) -> Vec<String> {
        let mut names = vec![self.subject.clone(), EVERYONE.to_owned()];
        names.extend(self.email.clone());
        names.extend(self.groups.iter().cloned());
        names
    }

    /// The name to bind a creator by: the e-mail address, which people recognise, else the
    /// subject.
    pub fn binding_name(&self) -> &str {
        self.email.as_deref().unwrap_or(&self.subject)
    }
}

/// Who is calling, as far as the settings let that be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// Authentication is off: anybody, who may do everything.
    Anybody,
    /// An authenticated principal.
    Principal(Principal),
}

impl Caller {
    /// What to write down as the author of a change to a workspace: NeMo Platform writes the
    /// subject. With authentication off nobody is known, so nothing is.
    pub fn author(&self) -> Option<&str> {
        match self {
            Self::Anybody => None,
            Self::Principal(principal) => Some(&principal.subject),
        }
    }

    /// What to write down as the giver of a role; `system` when nobody is known, as NeMo
    /// Platform does.
    pub fn granter(&self) -> &str {
        self.author().unwrap_or("system")
    }
}
