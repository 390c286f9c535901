//! The authorization response (RFC 6749, section 4.1.2; RFC 9207).

use super::authorize::PendingSignIn;
use super::{OidcError, Secret, UnixSeconds};

/// The parameters of a redirect to the callback page, not yet checked against anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackQuery {
    /// Names the sign-in that this is the answer to.
    pub state: String,
    iss: Option<String>,
    outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Code(Secret),
    Error {
        code: String,
        description: Option<String>,
    },
}

/// A code that belongs to a sign-in of this browser. There is no other way to get one, and
/// the token request takes nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidatedCallback {
    pub(super) code: Secret,
    pub(super) pending: PendingSignIn,
}

impl ValidatedCallback {
    /// The sign-in that this is the answer to.
    pub fn pending(&self) -> &PendingSignIn {
        &self.pending
    }
}

impl CallbackQuery {
    /// Reads the query of the callback page's address (with or without `?`).
    ///
    /// # Errors
    /// [`OidcError::RepeatedParameter`] if one of ours stands twice (RFC 6749, section 3.1),
    /// [`OidcError::MissingParameter`] if there is no `state` or neither code nor error.
    pub fn parse(query: &str) -> Result<Self, OidcError> {
        let query = query.strip_prefix('?').unwrap_or(query);
        let take = |name: &'static str| {
            let mut values = form_urlencoded::parse(query.as_bytes())
                .filter(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned());
            let first = values.next().filter(|value| !value.is_empty());
            match values.next() {
                Some(_) => Err(OidcError::RepeatedParameter(name)),
                None => Ok(first),
            }
        };
        let iss = take("iss")?;
        let error = take("error")?;
        let description = take("error_description")?;
        let code = take("code")?;
        let state = take("state")?.ok_or(OidcError::MissingParameter("state"))?;
        let outcome = match (error, code) {
            (Some(code), _) => Outcome::Error { code, description },
            (None, Some(code)) => Outcome::Code(Secret::new(code)),
            (None, None) => return Err(OidcError::MissingParameter("code")),
        };
        Ok(Self {
            state,
            iss,
            outcome,
        })
    }

    /// Checks the answer against the sign-in that was kept under its `state`. `pending` is
    /// what was taken out of storage; taking it out is what makes it single-use.
    ///
    /// # Errors
    /// [`OidcError::UnknownState`] if `pending` is `None`, has another `state`, or is stale;
    /// [`OidcError::ResponseIssuer`] if `iss` is not the issuer the sign-in was started at, also on
    /// error responses (RFC 9207, section 2.4); [`OidcError::Provider`] if the provider refuses.
    pub fn validate(
        self,
        pending: Option<PendingSignIn>,
        now: UnixSeconds,
    ) -> Result<ValidatedCallback, OidcError> {
        let pending = pending
            .filter(|pending| pending.state == self.state && !pending.is_stale(now))
            .ok_or(OidcError::UnknownState)?;
        let issuer_fits = match &self.iss {
            Some(iss) => *iss == pending.issuer,
            None => !pending.response_iss_required,
        };
        if !issuer_fits {
            return Err(OidcError::ResponseIssuer {
                expected: pending.issuer,
                found: self.iss.unwrap_or_default(),
            });
        }
        match self.outcome {
            Outcome::Code(code) => Ok(ValidatedCallback { code, pending }),
            Outcome::Error { code, description } => Err(OidcError::Provider {
                code,
                description,
                status: None,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::authorize::tests::{NOW, pending};
    use super::super::metadata::tests::ISSUER;
    use super::*;

    fn query(parameters: &[(&str, &str)]) -> String {
        super::super::form(parameters)
    }

    fn answer(parameters: &[(&str, &str)]) -> Result<ValidatedCallback, OidcError> {
        CallbackQuery::parse(&query(parameters))?.validate(Some(pending()), NOW)
    }

    #[test]
    fn a_code_for_this_sign_in_is_accepted() {
        let state = pending().state;
        let callback = answer(&[("code", "c"), ("state", &state), ("iss", ISSUER)]).unwrap();
        assert_eq!(callback.code.expose(), "c");
    }

    #[test]
    fn every_fault_is_refused() {
        let state = &pending().state;
        let cases: [(&[(&str, &str)], &str); 9] = [
            (&[("code", "c"), ("iss", ISSUER)], "missing_parameter"),
            (&[("state", state), ("iss", ISSUER)], "missing_parameter"),
            (
                &[("code", ""), ("state", state), ("iss", ISSUER)],
                "missing_parameter",
            ),
            (
                &[("code", "c"), ("code", "d"), ("state", state)],
                "repeated_parameter",
            ),
            (
                &[("code", "c"), ("state", state), ("state", state)],
                "repeated_parameter",
            ),
            (
                &[("code", "c"), ("state", "other"), ("iss", ISSUER)],
                "state",
            ),
            (&[("code", "c"), ("state", state)], "response_iss"),
            (
                &[
                    ("code", "c"),
                    ("state", state),
                    ("iss", "https://idp.example.com/"),
                ],
                "response_iss",
            ),
            (
                &[
                    ("error", "access_denied"),
                    ("state", state),
                    ("iss", "https://evil.example"),
                ],
                "response_iss",
            ),
        ];
        for (parameters, code) in cases {
            assert_eq!(
                answer(parameters).unwrap_err().code(),
                code,
                "{parameters:?}"
            );
        }
    }

    #[test]
    fn the_providers_own_words_are_kept() {
        let error = answer(&[
            ("error", "access_denied"),
            ("error_description", "Ask your manager <b>first</b>"),
            ("state", &pending().state),
            ("iss", ISSUER),
        ])
        .unwrap_err();
        assert!(error.to_string().contains("Ask your manager <b>first</b>"));
    }

    #[test]
    fn an_answer_without_a_pending_sign_in_or_too_late_is_refused() {
        let parse = || {
            CallbackQuery::parse(&query(&[
                ("code", "c"),
                ("state", &pending().state),
                ("iss", ISSUER),
            ]))
            .unwrap()
        };
        assert_eq!(parse().validate(None, NOW), Err(OidcError::UnknownState));
        let late = NOW + super::super::authorize::PENDING_LIFETIME + 1;
        assert_eq!(
            parse().validate(Some(pending()), late),
            Err(OidcError::UnknownState)
        );
    }

    #[test]
    fn iss_may_be_absent_where_the_provider_never_announced_it() {
        let mut lax = pending();
        lax.response_iss_required = false;
        let parsed = CallbackQuery::parse(&query(&[("code", "c"), ("state", &lax.state)])).unwrap();
        assert!(parsed.validate(Some(lax), NOW).is_ok());
    }

    proptest! {
        #[test]
        fn foreign_queries_are_never_accepted(text in any::<String>()) {
            let accepted = CallbackQuery::parse(&text)
                .and_then(|parsed| parsed.validate(Some(pending()), NOW))
                .is_ok();
            prop_assert!(!accepted);
        }
    }
}
