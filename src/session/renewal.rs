//! Renewing the tokens while the identity provider may be away, and what the outcome means for the
//! session.

use super::error::{Failure, NotRenewed};
use super::sign_in_limit::SessionEnd;

/// How long a refresh waits before it tries again while the identity provider is away, in
/// milliseconds. After that the callers get an error; the session is kept.
const RETRY_PAUSES_MS: [u32; 2] = [1_000, 3_000];

/// Attempts it until there is an answer, for as long as somebody may be kept waiting.
///
/// # Errors
/// That of the last attempt.
pub(super) async fn with_patience(
    attempt: impl AsyncFn() -> Result<(), NotRenewed>,
    pause: impl AsyncFn(u32),
) -> Result<(), NotRenewed> {
    let mut outcome = attempt().await;
    for milliseconds in RETRY_PAUSES_MS {
        if !outcome.as_ref().is_err_and(|failed| failed.is_transient) {
            break;
        }
        pause(milliseconds).await;
        outcome = attempt().await;
    }
    outcome
}

/// What becomes of the session.
#[derive(Debug, PartialEq)]
pub(super) enum Consequence {
    /// It goes on: with new tokens, or with the old ones for as long as they last.
    GoesOn,
    /// The grant has come to its end, as all do, or the provider wants to see the person: sign in
    /// again and go on.
    Ends(SessionEnd),
    /// The provider vouches for somebody or something else: the person must see that.
    Fails(Failure),
}

/// What an outcome means.
pub(super) fn consequence(outcome: &Result<(), NotRenewed>) -> Consequence {
    match outcome {
        Err(failed) if failed.is_final => {
            Consequence::Ends(SessionEnd::NotRenewed(failed.words.clone()))
        }
        Err(failed) if failed.is_suspicious => Consequence::Fails(failed.failure.clone()),
        Ok(()) | Err(_) => Consequence::GoesOn,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use futures::FutureExt;
    use nmp_oidc::OidcError;
    use nmp_oidc::error::IdTokenFault;

    use super::*;
    use crate::session::SignInError;

    fn failed(error: impl Into<SignInError>) -> Result<(), NotRenewed> {
        let error: SignInError = error.into();
        Err(error.into())
    }

    fn away() -> Result<(), NotRenewed> {
        let what = "The identity provider's token endpoint";
        let url = "https://idp.example.com/token".to_owned();
        failed(OidcError::Unreachable { what, url })
    }

    fn refused(code: &str) -> Result<(), NotRenewed> {
        failed(OidcError::Provider {
            code: code.to_owned(),
            description: None,
            status: Some(400),
        })
    }

    /// What comes of it, and the pauses in between, if the provider answers like this.
    fn outcome(answers: Vec<Result<(), NotRenewed>>) -> (Result<(), NotRenewed>, Vec<u32>) {
        let answers = RefCell::new(answers.into_iter());
        let pauses = RefCell::<Vec<u32>>::default();
        let attempt = async || answers.borrow_mut().next().unwrap();
        let pause = async |milliseconds| pauses.borrow_mut().push(milliseconds);
        let outcome = with_patience(attempt, pause).now_or_never().unwrap();
        assert_eq!(answers.borrow().len(), 0, "not asked often enough");
        (outcome, pauses.into_inner())
    }

    #[test]
    fn a_provider_that_is_away_is_asked_again_and_one_that_has_answered_is_not() {
        for (answers, ok, pauses) in [
            (vec![Ok(())], true, vec![]),
            (vec![away(), Ok(())], true, vec![1_000]),
            (vec![away(), away(), Ok(())], true, vec![1_000, 3_000]),
            (vec![away(), away(), away()], false, vec![1_000, 3_000]),
            (vec![refused("invalid_grant")], false, vec![]),
            (vec![away(), refused("invalid_grant")], false, vec![1_000]),
            (vec![failed(SignInError::NotRenewable)], false, vec![]),
        ] {
            let (outcome, waited) = outcome(answers);
            assert_eq!((outcome.is_ok(), waited), (ok, pauses));
        }
    }

    #[test]
    fn for_now_the_session_is_kept_and_for_good_it_ends() {
        for kept in [Ok(()), away(), failed(SignInError::Incomplete)] {
            assert_eq!(consequence(&kept), Consequence::GoesOn, "{kept:?}");
        }
        for code in ["invalid_grant", "interaction_required", "login_required"] {
            let Consequence::Ends(SessionEnd::NotRenewed(words)) = consequence(&refused(code))
            else {
                panic!("{code} is for good");
            };
            assert!(words.contains(code), "{words}");
        }
        let suspicious = consequence(&failed(OidcError::IdToken(IdTokenFault::Subject)));
        assert!(
            matches!(&suspicious, Consequence::Fails(failure)
                if failure.error().code() == OidcError::IdToken(IdTokenFault::Subject).code()),
            "{suspicious:?}"
        );
    }
}
