//! Renews the token of a context, in the file that others use at the same time.
//!
//! The rules are those of NVIDIA's SDK, so that both may run at once: take the lock, read the file again,
//! use what somebody else has put there, else renew and write while the lock is held. A refresh token
//! that rotates is so used once (RFC 9700, section 4.14.2).

use std::sync::Arc;
use std::time::Duration;

use nmp_oidc::token::{TokenResponse, refresh_form};
use nmp_oidc::{OidcError, Secret};

use super::life::Life;
use crate::ApiError;
use crate::auth::unsigned::{is_unsigned, reissued};
use crate::native::config::binding::{allowed_origin, known_issuer, origin};
use crate::native::config::lock::{self, Lock};
use crate::native::config::{Binding, ConfigFile, Context, Document, FileError, User};
use crate::native::http::Http;
use crate::native::{now, provider};

/// How long another process may take to renew the token.
const LOCK_LIMIT: Duration = Duration::from_secs(90);

/// Renews the token of a context.
#[derive(Debug)]
pub(super) struct Renewal {
    pub(super) file: ConfigFile,
    pub(super) context: String,
    pub(super) base_url: String,
    pub(super) http: Arc<Http>,
}

/// What the file has.
#[derive(Debug)]
pub(super) struct Current {
    document: Document,
    context: Context,
    pub(super) token: Secret,
    refresh_token: Option<Secret>,
    pub(super) life: Life,
}

/// What came of asking the provider.
enum Outcome {
    Renewed(Box<TokenResponse>, Secret),
    /// The refresh token is spent.
    Spent,
}

impl Renewal {
    /// What the file has; `None` if nobody is signed in.
    pub(super) fn current(&self) -> Result<Option<Current>, ApiError> {
        let Some(document) = self.file.read().map_err(unusable)? else {
            return Ok(None);
        };
        let Some(context) = document.context(&self.context) else {
            return Ok(None);
        };
        let Some(User::OAuth {
            token,
            refresh_token,
        }) = document.user(&context.user)
        else {
            return Ok(None);
        };
        let allowed = allowed_origin(&document, &context, &token);
        let asked = origin(&self.base_url);
        if allowed != asked {
            return Err(ApiError::Withheld {
                reason: format!(
                    "The token of context '{}' was made for {allowed}, so it is not sent to {asked}.",
                    self.context
                ),
            });
        }
        let noted = Binding::of(&document, &context).and_then(|binding| binding.expires_at);
        Ok(Some(Current {
            life: Life::of(&token, noted),
            document,
            context,
            token,
            refresh_token,
        }))
    }

    /// A newer token than the one that was refused; without one, a token that isn't due.
    pub(super) async fn renew(&self, refused: Option<&Secret>) -> Result<(Secret, Life), ApiError> {
        let mut current = self.current()?.ok_or(ApiError::SessionEnded)?;
        if !self.can_renew(&current) {
            return without_renewal(current, refused);
        }
        let _locks = match self.locks(&current).await {
            Ok(locks) => locks,
            Err(reason) => return failed(current, refused, "locked", reason),
        };
        let mut spent = None;
        // A second time if another program has put a new refresh token there in between.
        for _ in 0..2 {
            current = self.current()?.ok_or(ApiError::SessionEnded)?;
            let is_refused = refused == Some(&current.token);
            if !is_refused && !current.life.is_due(now()) {
                return Ok((current.token, current.life));
            }
            if let Err(error) = self.file.check_writable() {
                return failed(current, refused, "file", error.to_string());
            }
            if let Some(token) = reissued(&current.token, now()) {
                return self.keep(&current, token, None, None);
            }
            let Some(refresh_token) = current.refresh_token.clone() else {
                return without_renewal(current, refused);
            };
            if spent.as_ref() == Some(&refresh_token) {
                break;
            }
            match self.ask(&current, &refresh_token).await {
                Ok(Outcome::Renewed(response, token)) => {
                    let end = response.expires_in.map(|life| now().saturating_add(life));
                    let next = response.refresh_token.unwrap_or(refresh_token);
                    return self.keep(&current, token, Some(next), end);
                }
                Ok(Outcome::Spent) => spent = Some(refresh_token),
                Err(Refusal::Withheld(reason)) => return Err(ApiError::Withheld { reason }),
                Err(Refusal::Failed(code, reason)) => {
                    return failed(current, refused, code, reason);
                }
            }
        }
        Err(ApiError::SessionEnded)
    }

    fn can_renew(&self, current: &Current) -> bool {
        current.refresh_token.is_some()
            || (is_unsigned(&current.token) && current.life.end.is_some())
    }

    /// The locks of every context that has the user, in the order of their names.
    async fn locks(&self, current: &Current) -> Result<Vec<Lock>, String> {
        let mut locks = Vec::new();
        for name in current.document.contexts_of_user(&current.context.user) {
            let path = lock::of_refresh(self.file.path(), &name);
            let lock = Lock::take(path, LOCK_LIMIT).await;
            locks.push(lock.map_err(|error| format!("{error}."))?);
        }
        Ok(locks)
    }

    async fn ask(&self, current: &Current, refresh_token: &Secret) -> Result<Outcome, Refusal> {
        let sign_in = provider::discover(&self.http, &self.base_url)
            .await
            .map_err(|error| Refusal::Failed("discovery", error.to_string()))?;
        let Some(oidc) = sign_in.oidc() else {
            let reason = "The platform no longer names an identity provider.";
            return Err(Refusal::Failed("no_provider", reason.to_owned()));
        };
        let known = known_issuer(&current.document, &current.context, &current.token);
        if known
            .as_ref()
            .is_some_and(|issuer| !same_issuer(issuer, &oidc.issuer))
        {
            return Err(Refusal::Withheld(format!(
                "The platform names another identity provider than the one you signed in at, so \
                 your session is not given to it: {} in place of {}. If that is right, sign in \
                 again.",
                nmp_types::foreign::in_sentence(&oidc.issuer),
                nmp_types::foreign::in_sentence(known.as_deref().unwrap_or_default()),
            )));
        }
        let binding = Binding::of(&current.document, &current.context);
        let client_id = binding
            .map(|binding| binding.client_id)
            .filter(|id| !id.is_empty())
            .unwrap_or_else(|| oidc.client_id.clone());
        let url = provider::token_endpoint(&self.http, oidc).await?;
        let form = refresh_form(
            refresh_token,
            &client_id,
            oidc.authorization_parameters.resource(),
        );
        match provider::ask_for_tokens(&self.http, &url, &form).await {
            Ok(response) => {
                let token = provider::bearer(&response, sign_in.found.bearer)?;
                Ok(Outcome::Renewed(Box::new(response), token))
            }
            Err(error) if error.refuses_for_good() => Ok(Outcome::Spent),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes the new tokens, unless somebody has signed in or out since.
    ///
    /// A file that can't be written is an error, though this one call could go on: the refresh token in
    /// the file may be used up now, and the person should know before the next call fails.
    fn keep(
        &self,
        before: &Current,
        token: Secret,
        refresh_token: Option<Secret>,
        end: Option<i64>,
    ) -> Result<(Secret, Life), ApiError> {
        let user = User::OAuth {
            token: token.clone(),
            refresh_token,
        };
        let is_opaque = nmp_oidc::id_token::decode_claims(&token).is_none();
        let written = self.file.change(|document| {
            let now_there = document.user(&before.context.user);
            if now_there != before.document.user(&before.context.user) {
                return Ok(());
            }
            document.set_user(&before.context.user, &user);
            if let Some(mut binding) = Binding::of(document, &before.context)
                && is_opaque
            {
                binding.expires_at = end;
                binding.note(document, &before.context);
            }
            Ok::<_, FileError>(())
        });
        match written {
            Ok(()) => Ok((token.clone(), Life::of(&token, end))),
            Err(error) => Err(unusable(error)),
        }
    }
}

/// Why the provider gave nothing.
enum Refusal {
    Withheld(String),
    Failed(&'static str, String),
}

impl From<OidcError> for Refusal {
    fn from(error: OidcError) -> Self {
        Refusal::Failed(error.code(), error.to_string())
    }
}

/// Issuers are compared byte for byte, but a slash at the end is often written in one place only.
fn same_issuer(one: &str, other: &str) -> bool {
    one.trim_end_matches('/') == other.trim_end_matches('/')
}

/// A token that can't be renewed serves until its end.
fn without_renewal(current: Current, refused: Option<&Secret>) -> Result<(Secret, Life), ApiError> {
    if refused == Some(&current.token) || current.life.is_over(now()) {
        return Err(ApiError::SessionEnded);
    }
    Ok((current.token, current.life))
}

/// A renewal that failed: the old token serves until its end.
fn failed(
    current: Current,
    refused: Option<&Secret>,
    code: &'static str,
    reason: String,
) -> Result<(Secret, Life), ApiError> {
    if refused == Some(&current.token) || current.life.is_over(now()) {
        return Err(ApiError::RenewalFailed { code, reason });
    }
    Ok((current.token, current.life))
}

fn unusable(error: FileError) -> ApiError {
    ApiError::RenewalFailed {
        code: "configuration",
        reason: error.to_string(),
    }
}
