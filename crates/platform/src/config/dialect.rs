//! `auth.dialect`: whose rules this server follows where NeMo Platform and NeMo Helix differ.

use nmp_types::Role;
use nmp_types::role::{HELIX_ADMIN, PLATFORM_ADMIN};
use nmp_types::scope::ScopeRule;

use super::ConfigError;

const NAME: &str = "auth.dialect";

/// Whose rules this server follows. They differ in what can't be served to both at once: the name
/// of the role of platform administrators, whether scopes bind them, which scopes count, which
/// identity headers a gateway sends, and which names of workspaces are reserved. All else is
/// served in both dialects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Dialect {
    /// NeMo Platform's, 0.3.0 to 0.6.0.
    #[default]
    Nmp,
    /// NeMo Helix's, from 0.8.0 on.
    Helix,
}

impl Dialect {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Nmp, Self::Helix];

    /// The name in the settings, and in discovery.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nmp => "nmp",
            Self::Helix => "helix",
        }
    }

    /// The name of the role that allows everything everywhere; bound in the workspace `system`.
    /// The other dialect's name allows nothing.
    pub fn platform_admin_name(self) -> &'static str {
        match self {
            Self::Nmp => PLATFORM_ADMIN,
            Self::Helix => HELIX_ADMIN,
        }
    }

    /// That role.
    pub fn platform_admin(self) -> Role {
        Role::from(self.platform_admin_name())
    }

    /// Which scopes restrict a token, and whom.
    pub fn scope_rule(self) -> ScopeRule {
        match self {
            Self::Nmp => ScopeRule::AnyColon,
            Self::Helix => ScopeRule::KnownFamilies,
        }
    }

    /// How the names of the identity headers begin that a trusted gateway sends. The other
    /// dialect's never count: a gateway that knows only one of them lets its clients send the
    /// other.
    pub fn header_family(self) -> &'static str {
        match self {
            Self::Nmp => "X-NMP-",
            Self::Helix => "X-NHX-",
        }
    }

    /// Whether a name is reserved for workspaces that the platform makes itself: NeMo Helix's
    /// Studio makes samples of that name.
    pub fn reserves(self, workspace: &str) -> bool {
        self == Self::Helix && workspace.starts_with("sample-")
    }
}

/// Reads the setting; NeMo Platform's dialect by default.
///
/// # Errors
/// [`ConfigError::Setting`].
pub(super) fn check(value: Option<&str>) -> Result<Dialect, ConfigError> {
    let Some(text) = value.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(Dialect::default());
    };
    let found = Dialect::ALL
        .into_iter()
        .find(|dialect| dialect.name() == text);
    found.ok_or_else(|| ConfigError::setting(NAME, format!("{text:?} is neither nmp nor helix")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_dialects() {
        assert_eq!(check(None).unwrap(), Dialect::Nmp);
        assert_eq!(check(Some(" ")).unwrap(), Dialect::Nmp);
        for dialect in Dialect::ALL {
            assert_eq!(check(Some(dialect.name())).unwrap(), dialect);
        }
        for wrong in ["Helix", "nemo", "0.8.1"] {
            let error = check(Some(wrong)).unwrap_err().to_string();
            assert!(error.contains(NAME), "{error}");
        }
    }

    #[test]
    fn samples_are_reserved_in_one() {
        for (name, reserved) in [
            ("sample-x", true),
            ("samples", false),
            ("my-sample-x", false),
        ] {
            assert_eq!(Dialect::Helix.reserves(name), reserved, "{name}");
            assert!(!Dialect::Nmp.reserves(name), "{name}");
        }
    }
}
