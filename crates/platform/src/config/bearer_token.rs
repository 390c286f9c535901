//! `auth.oidc.bearer_token`: which of the provider's tokens requests carry.

use super::ConfigError;
use super::raw::text;

const NAME: &str = "auth.oidc.bearer_token";

/// A token that requests can carry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BearerToken {
    /// The access token, which is made for a service (RFC 9068).
    #[default]
    AccessToken,
    /// The ID token, which is made for the client (OpenID Connect Core 1.0, section 2): for
    /// providers whose access tokens only they themselves can read.
    IdToken,
}

impl BearerToken {
    /// Its name in the settings and in discovery.
    pub fn name(self) -> &'static str {
        match self {
            Self::AccessToken => "access_token",
            Self::IdToken => "id_token",
        }
    }
}

/// Reads the setting.
///
/// # Errors
/// [`ConfigError::Setting`] for anything but the two names.
pub(super) fn check(value: Option<String>) -> Result<BearerToken, ConfigError> {
    let Some(value) = text(value) else {
        return Ok(BearerToken::default());
    };
    let known = [BearerToken::AccessToken, BearerToken::IdToken];
    known
        .into_iter()
        .find(|token| token.name() == value)
        .ok_or_else(|| {
            ConfigError::setting(
                NAME,
                format!("{value:?} is neither access_token nor id_token"),
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_names_and_nothing_else() {
        for (value, expected) in [
            (None, BearerToken::AccessToken),
            (Some(""), BearerToken::AccessToken),
            (Some("access_token"), BearerToken::AccessToken),
            (Some("id_token"), BearerToken::IdToken),
        ] {
            assert_eq!(check(value.map(str::to_owned)).unwrap(), expected);
        }
        for bad in ["ID_TOKEN", "idtoken", "refresh_token"] {
            let error = check(Some(bad.to_owned())).unwrap_err().to_string();
            assert!(error.contains(NAME) && error.contains(bad), "{error}");
        }
    }
}
