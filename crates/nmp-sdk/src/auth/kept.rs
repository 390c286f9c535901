//! A session that a tab has kept over a reload.

use nmp_oidc::UnixSeconds;

use super::tokens::{BearerSource, TokenSet};

/// Somebody has signed out in this browser since the session began: nothing of it may stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedOutSince;

/// How the platform has people sign in now, and what this browser knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surroundings<'a> {
    /// The identity provider; empty where tokens are unsigned.
    pub issuer: &'a str,
    /// The client there; empty where tokens are unsigned.
    pub client_id: &'a str,
    /// Which token the platform wants.
    pub source: BearerSource,
    /// How often somebody has signed out in this browser.
    pub sign_outs: u32,
}

/// The tokens to go on with, of what a tab has kept, if they count here: not those of another provider or
/// client, nor those that have ended, for the refresh token was never stored.
///
/// # Errors
/// [`SignedOutSince`].
pub fn still_good(
    kept: Option<TokenSet>,
    here: Surroundings<'_>,
    now: UnixSeconds,
) -> Result<Option<TokenSet>, SignedOutSince> {
    if kept
        .as_ref()
        .is_some_and(|tokens| tokens.sign_outs != here.sign_outs)
    {
        return Err(SignedOutSince);
    }
    Ok(kept
        .filter(|tokens| tokens.issuer == here.issuer && tokens.client_id == here.client_id)
        .map(|tokens| tokens.for_source(here.source))
        .filter(|tokens| !tokens.is_expired(now)))
}

#[cfg(test)]
mod tests {
    use nmp_oidc::Secret;

    use super::*;

    const HERE: Surroundings<'_> = Surroundings {
        issuer: "https://idp.example.com",
        client_id: "studio",
        source: BearerSource::AccessToken,
        sign_outs: 2,
    };

    fn tokens() -> TokenSet {
        TokenSet {
            issuer: HERE.issuer.to_owned(),
            client_id: HERE.client_id.to_owned(),
            access_token: Secret::new("access"),
            ..TokenSet::from_unsigned(Secret::new("id"), 1000, 1300, 2)
        }
    }

    type Worth = Result<Option<TokenSet>, SignedOutSince>;

    fn worth(kept: TokenSet, here: Surroundings<'_>, now: UnixSeconds) -> Worth {
        still_good(Some(kept), here, now)
    }

    #[test]
    fn a_session_goes_on_until_its_token_ends() {
        let whole = Ok(Some(tokens()));
        assert_eq!(worth(tokens(), HERE, 1299), whole);
        assert_eq!(worth(tokens(), HERE, 1300), Ok(None));
        // The clock was set back in between.
        assert_eq!(worth(tokens(), HERE, 10), whole);
        assert_eq!(still_good(None, HERE, 1000), Ok(None));
    }

    #[test]
    fn a_sign_out_in_another_tab_ends_it_whatever_else_it_is() {
        for sign_outs in [0, 1, 3] {
            let here = Surroundings { sign_outs, ..HERE };
            assert_eq!(worth(tokens(), here, 1000), Err(SignedOutSince));
            assert_eq!(
                worth(tokens(), here, 9000),
                Err(SignedOutSince),
                "ended, too"
            );
            let elsewhere = Surroundings {
                issuer: "https://other.example.com",
                ..here
            };
            assert_eq!(worth(tokens(), elsewhere, 1000), Err(SignedOutSince));
        }
    }

    #[test]
    fn another_provider_or_client_or_way_to_sign_in_wants_another_session() {
        for (issuer, client_id) in [
            ("https://idp.example.com/", "studio"),
            ("https://idp.example.com", "other"),
            ("", ""),
        ] {
            let here = Surroundings {
                issuer,
                client_id,
                ..HERE
            };
            assert_eq!(worth(tokens(), here, 1000), Ok(None));
        }
    }

    #[test]
    fn the_token_that_the_platform_wants_is_the_one_whose_end_counts() {
        let here = Surroundings {
            source: BearerSource::IdToken,
            ..HERE
        };
        // This ID token doesn't say when it ends.
        let sent = worth(tokens(), here, 9000).unwrap().unwrap();
        assert_eq!(sent.access_token, Secret::new("id"));
    }
}
