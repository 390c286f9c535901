//! The caller.

use nmp_types::Scopes;
use nmp_types::claims::Named;
use nmp_types::principal::{self, EVERYONE, PrincipalError};

/// The bearer of an accepted token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Subject, e-mail address and groups, and which of them count.
    pub named: Named,
    /// The person's name, for the record only; never an identity.
    pub name: Option<String>,
    /// API scopes of the token.
    pub scopes: Scopes,
    /// The token's identifier (RFC 7519, section 4.1.7), if it has one; for information only.
    pub jti: Option<String>,
}

impl Principal {
    /// The names that have roles: e-mail address, subject, groups and `*`. Compared byte for byte
    /// (wire contract, “Authorization”).
    pub fn names(&self) -> Names {
        let named = &self.named;
        let subject = named.subject_counts.then(|| named.subject.clone());
        let mut names: Vec<String> = subject.into_iter().collect();
        names.push(EVERYONE.to_owned());
        names.extend(named.email.clone());
        let own = names.len();
        names.extend(named.groups.iter().cloned());
        Names { names, own }
    }

    /// The name to bind a creator by: the e-mail address, which people recognise, otherwise the
    /// subject, if [`principal::check`] accepts it: a member under another name could not be
    /// removed.
    ///
    /// # Errors
    /// Why none of the principal's names can be bound.
    pub fn binding_name(&self) -> Result<&str, NoBindingName> {
        let subject = Some(self.named.subject.as_str()).filter(|_| self.named.subject_counts);
        let names = self.named.email.as_deref().into_iter().chain(subject);
        let mut reason = NoBindingName::None;
        for name in names {
            match principal::check(name) {
                Ok(()) => return Ok(name),
                Err(error) => reason = NoBindingName::Refused(error),
            }
        }
        Err(reason)
    }
}

/// The names of a principal. Bindings match all of them, the settings' rules only groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    names: Vec<String>,
    /// How many of them are no groups; those come first.
    own: usize,
}

impl Names {
    /// A single name, of whatever kind, as bindings have it.
    pub fn bound(name: &str) -> Self {
        Self {
            names: vec![name.to_owned()],
            own: 1,
        }
    }

    /// All of them.
    pub fn all(&self) -> &[String] {
        &self.names
    }

    /// Those that are groups.
    pub fn groups(&self) -> &[String] {
        self.names.get(self.own..).unwrap_or_default()
    }
}

/// Why no role can be bound to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoBindingName {
    /// The token has no name that counts.
    #[error(
        "Your token has no name that a role can be bound to: no verified e-mail address, and its \
         subject has the form of an e-mail address or a service. The platform's operator can \
         change that (auth.oidc.subject_is_email, auth.oidc.subject_claim, \
         auth.oidc.subject_prefix)."
    )]
    None,
    /// No member can have such a name.
    #[error(
        "Your token has no name that a role can be bound to. {0} The platform's operator can \
         choose another claim (auth.oidc.email_claim, auth.oidc.subject_claim)."
    )]
    Refused(PrincipalError),
}

/// The caller, as far as the settings demand identification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// Authentication is off: anybody may do everything.
    Anybody,
    /// An authenticated principal.
    Principal(Principal),
}

impl Caller {
    /// The recorded author of a change to a workspace: as on NeMo Platform the subject
    /// ([`Named::recorded_as`] has the exceptions). `None` with authentication off.
    pub fn author(&self) -> Option<String> {
        match self {
            Self::Anybody => None,
            Self::Principal(principal) => Some(principal.named.recorded_as()),
        }
    }

    /// The recorded giver of a role; `system` with authentication off, as on NeMo Platform.
    pub fn granter(&self) -> String {
        self.author().unwrap_or_else(|| "system".to_owned())
    }
}
