//! Sends calls: address, token, and the rule for a 401. How a request travels, and where tokens come
//! from, is the caller's: [`Transport`] and [`Credentials`].

use std::future::Future;

use nmp_oidc::Secret;
use serde::de::DeserializeOwned;

use crate::error::reason_of_401;
use crate::http::{Response, SendError};
use crate::{ApiError, IntoCall, Method};

/// A request that is ready to be sent.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    /// What is done there.
    pub method: Method,
    /// Where to.
    pub url: &'a str,
    /// The JSON to send; `None` for no body.
    pub body: Option<&'a str>,
    /// For the `Authorization` header; `None` where authentication is off.
    pub bearer: Option<&'a Secret>,
}

/// Sends a request and brings the answer.
pub trait Transport {
    /// Sends a request. A redirection is never followed: a write would become a read, and a token
    /// would go elsewhere (RFC 9700, section 4.12).
    ///
    /// # Errors
    /// [`SendError`] if no answer comes, or a redirection.
    fn send(&self, request: Outgoing<'_>) -> impl Future<Output = Result<Response, SendError>>;
}

/// What the platform said to a token: a 401.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRefusal {
    /// The method and path of the request.
    pub at: String,
    /// Why, in the platform's words, where it says more than that the token is invalid.
    pub why: Option<String>,
}

impl std::fmt::Display for TokenRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.why {
            Some(why) => write!(f, "{} (“{why}”)", self.at),
            None => f.write_str(&self.at),
        }
    }
}

/// Where tokens come from.
pub trait Credentials {
    /// A token, with what distinguishes it from a later one.
    type Bearer: AsRef<Secret>;

    /// The token to attach; `None` where authentication is off.
    ///
    /// # Errors
    /// [`ApiError::SessionEnded`] or [`ApiError::RenewalFailed`] if the session can't give one.
    fn bearer(&self) -> impl Future<Output = Result<Option<Self::Bearer>, ApiError>>;

    /// A newer token than the one that was refused.
    ///
    /// # Errors
    /// [`ApiError::SessionEnded`] or [`ApiError::RenewalFailed`] if the session can't give one.
    fn newer_than(
        &self,
        refused: &Self::Bearer,
        refusal: TokenRefusal,
    ) -> impl Future<Output = Result<Self::Bearer, ApiError>>;

    /// The platform has accepted the token: its answer is one that it gives only to people it
    /// knows.
    fn accepted(&self);

    /// The newer token was refused too: the session ends.
    fn refused_again(&self, refusal: TokenRefusal);
}

/// Makes a call. After a 401 it is sent once more if there is a newer token; a second 401 ends the
/// session with an error that stays, so that there can be no loop.
///
/// # Errors
/// What went wrong.
pub async fn send<T: DeserializeOwned>(
    call: impl IntoCall<T>,
    base_url: &str,
    transport: &impl Transport,
    credentials: &impl Credentials,
) -> Result<T, ApiError> {
    let call = call.into_call()?;
    let (path, body) = (call.path.as_str(), call.body.as_deref());
    let answer = exchange(call.method, path, body, base_url, transport, credentials).await?;
    call.read(answer)
}

/// All of a call but reading the answer: compiled once, not once for each type of answer.
async fn exchange(
    method: Method,
    path: &str,
    body: Option<&str>,
    base_url: &str,
    transport: &impl Transport,
    credentials: &impl Credentials,
) -> Result<Response, ApiError> {
    let url = format!("{base_url}{path}");
    let with = |bearer| Outgoing {
        method,
        url: &url,
        body,
        bearer,
    };
    let refusal = |response: &Response| {
        // The query may be long, and adds nothing.
        let path = path.split('?').next().unwrap_or_default();
        TokenRefusal {
            at: format!("{method} {path}"),
            why: reason_of_401(&response.body, response.challenge.as_deref()),
        }
    };
    let bearer = credentials.bearer().await?;
    let token = bearer.as_ref().map(AsRef::as_ref);
    let first = transport.send(with(token)).await?;
    let response = match &bearer {
        Some(refused) if refuses_token(&first) => {
            let renewed = credentials.newer_than(refused, refusal(&first)).await?;
            let second = transport.send(with(Some(renewed.as_ref()))).await?;
            if refuses_token(&second) {
                credentials.refused_again(refusal(&second));
                return Err(ApiError::SessionEnded);
            }
            second
        }
        _ => first,
    };
    if bearer.is_some() && knows_the_caller(&response) {
        credentials.accepted();
    }
    Ok(response)
}

/// A proxy's page says nothing about the token.
fn refuses_token(response: &Response) -> bool {
    response.status == 401 && !response.is_page()
}

/// Whether the platform gives this answer only to people it knows: a gateway in front may give the
/// others to anyone.
fn knows_the_caller(response: &Response) -> bool {
    !response.is_page() && response.status < 500 && !matches!(response.status, 408 | 429)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use futures_executor::block_on;
    use nmp_types::Deleted;

    use super::*;
    use crate::members;

    struct Bearer(Secret);

    impl AsRef<Secret> for Bearer {
        fn as_ref(&self) -> &Secret {
            &self.0
        }
    }

    /// Answers in order, and tokens `t1`, `t2`, … for as long as they last.
    #[derive(Default)]
    struct World {
        answers: RefCell<Vec<Result<Response, SendError>>>,
        is_open: bool,
        newer: Option<&'static str>,
        log: RefCell<Vec<String>>,
    }

    impl Transport for World {
        async fn send(&self, request: Outgoing<'_>) -> Result<Response, SendError> {
            let token = request.bearer.map_or("no token", Secret::expose);
            let Outgoing { method, url, .. } = request;
            self.log
                .borrow_mut()
                .push(format!("{method} {url} {token}"));
            self.answers.borrow_mut().remove(0)
        }
    }

    impl Credentials for World {
        type Bearer = Bearer;

        async fn bearer(&self) -> Result<Option<Bearer>, ApiError> {
            Ok((!self.is_open).then(|| Bearer(Secret::new("t1"))))
        }

        async fn newer_than(
            &self,
            refused: &Bearer,
            refusal: TokenRefusal,
        ) -> Result<Bearer, ApiError> {
            assert_eq!(refused.0.expose(), "t1");
            self.log.borrow_mut().push(format!("refused {refusal}"));
            let newer = self.newer.ok_or(ApiError::SessionEnded)?;
            Ok(Bearer(Secret::new(newer)))
        }

        fn accepted(&self) {
            self.log.borrow_mut().push("accepted".to_owned());
        }

        fn refused_again(&self, refusal: TokenRefusal) {
            self.log.borrow_mut().push(format!("ended {refusal}"));
        }
    }

    fn answer(status: u16, media_type: &str, body: &str) -> Result<Response, SendError> {
        Ok(Response {
            status,
            media_type: media_type.to_owned(),
            body: body.to_owned(),
            ..Response::default()
        })
    }

    fn json(status: u16, body: &str) -> Result<Response, SendError> {
        answer(status, "application/json", body)
    }

    const AT: &str = "DELETE /apis/entities/v2/workspaces/ml/members/bob";
    const DELETED: &str = r#"{"id": "1", "message": "gone"}"#;

    fn remove(world: &World) -> (Result<Deleted, ApiError>, Vec<String>) {
        let call = members::remove("ml", "bob");
        let outcome = block_on(send(call, "https://nmp", world, world));
        (outcome, world.log.take())
    }

    fn sent(token: &str) -> String {
        AT.replace(" /", " https://nmp/") + " " + token
    }

    #[test]
    fn a_token_is_attached_and_counts_as_accepted_by_an_answer_of_the_platform() {
        for (status, accepted) in [
            (200, true),
            (403, true),
            (404, true),
            (429, false),
            (503, false),
        ] {
            let world = World {
                answers: RefCell::new(vec![json(status, DELETED)]),
                ..World::default()
            };
            let (_, log) = remove(&world);
            let mut expected = vec![sent("t1")];
            expected.extend(accepted.then(|| "accepted".to_owned()));
            assert_eq!(log, expected, "{status}");
        }
    }

    #[test]
    fn where_authentication_is_off_nothing_is_attached() {
        let world = World {
            answers: RefCell::new(vec![json(401, "{}")]),
            is_open: true,
            ..World::default()
        };
        let (outcome, log) = remove(&world);
        assert!(outcome.is_err());
        assert_eq!(log, [sent("no token")]);
    }

    #[test]
    fn after_a_401_a_newer_token_is_tried_once() {
        let world = World {
            answers: RefCell::new(vec![
                json(401, r#"{"detail": "Too old"}"#),
                json(200, DELETED),
            ]),
            newer: Some("t2"),
            ..World::default()
        };
        let (outcome, log) = remove(&world);
        assert!(outcome.is_ok(), "{outcome:?}");
        let refused = format!("refused {AT} (“Too old”)");
        assert_eq!(
            log,
            [sent("t1"), refused, sent("t2"), "accepted".to_owned()]
        );
    }

    #[test]
    fn a_second_401_ends_the_session_and_nothing_more_is_sent() {
        let world = World {
            answers: RefCell::new(vec![json(401, "{}"), json(401, "{}")]),
            newer: Some("t2"),
            ..World::default()
        };
        let (outcome, log) = remove(&world);
        assert_eq!(outcome.unwrap_err(), ApiError::SessionEnded);
        let (refused, ended) = (format!("refused {AT}"), format!("ended {AT}"));
        assert_eq!(log, [sent("t1"), refused, sent("t2"), ended]);
    }

    #[test]
    fn without_a_newer_token_nothing_more_is_sent() {
        let world = World {
            answers: RefCell::new(vec![json(401, "{}")]),
            ..World::default()
        };
        let (outcome, log) = remove(&world);
        assert_eq!(outcome.unwrap_err(), ApiError::SessionEnded);
        assert_eq!(log, [sent("t1"), format!("refused {AT}")]);
    }

    #[test]
    fn a_proxys_page_and_silence_say_nothing_about_the_token() {
        for (first, expected) in [
            (
                answer(401, "text/html", "<title>Sign in</title>"),
                ApiError::NotThePlatform {
                    status: 401,
                    media_type: "text/html".to_owned(),
                },
            ),
            (Err(SendError::NoAnswer), ApiError::NoAnswer),
            (
                Err(SendError::Redirected),
                ApiError::Redirected(SendError::Redirected),
            ),
        ] {
            let world = World {
                answers: RefCell::new(vec![first]),
                newer: Some("t2"),
                ..World::default()
            };
            let (outcome, log) = remove(&world);
            assert_eq!(outcome.unwrap_err(), expected);
            assert_eq!(log, [sent("t1")]);
        }
    }

    #[test]
    fn what_has_no_path_is_not_sent() {
        let world = World::default();
        let call = members::remove("ml", "..");
        let outcome = block_on(send(call, "", &world, &world));
        assert!(matches!(outcome, Err(ApiError::Unaddressable(_))));
        assert_eq!(world.log.take(), Vec::<String>::new());
    }
}
