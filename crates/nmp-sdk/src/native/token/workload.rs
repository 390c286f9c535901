//! A workload's own token, exchanged for one of the platform's (RFC 8693).

use std::path::PathBuf;
use std::sync::Arc;

use nmp_oidc::Secret;
use nmp_oidc::token::exchange_form;
use tokio::sync::Mutex;

use super::life::Life;
use super::{Asked, TokenSource};
use crate::ApiError;
use crate::native::http::Http;
use crate::native::{now, provider};

/// The token of a file, as a cluster gives it to a workload, exchanged for one of the platform's. The
/// file is read again at each exchange; what comes is kept in memory only.
#[derive(Debug)]
pub struct Exchanged {
    path: PathBuf,
    base_url: String,
    http: Arc<Http>,
    known: Mutex<Option<(Secret, Life)>>,
}

impl Exchanged {
    /// For the file that `NMP_WORKLOAD_IDENTITY_TOKEN_FILE` names.
    pub fn new(path: PathBuf, base_url: &str, http: Arc<Http>) -> Self {
        Self {
            path,
            base_url: base_url.to_owned(),
            http,
            known: Mutex::new(None),
        }
    }

    async fn exchange(&self) -> Result<(Secret, Life), ApiError> {
        let fail = |code, reason| ApiError::RenewalFailed { code, reason };
        let own = std::fs::read_to_string(&self.path).map_err(|error| {
            let path = self.path.display();
            fail(
                "workload_token",
                format!("The token in {path} can't be read: {error}."),
            )
        })?;
        let sign_in = provider::discover(&self.http, &self.base_url).await?;
        let refuse = |why: &str| fail("workload_exchange", why.to_owned());
        let (Some(oidc), Some(workload)) = (sign_in.oidc(), &sign_in.workload) else {
            return Err(refuse(
                "The platform doesn't offer to exchange a workload's token.",
            ));
        };
        let url = match &workload.token_endpoint {
            Some(url) => url.clone(),
            None => provider::token_endpoint(&self.http, oidc)
                .await
                .map_err(|error| fail(error.code(), error.to_string()))?,
        };
        if !is_safe(&url) {
            return Err(refuse(
                "The platform would exchange the token over plain http, where others can read it.",
            ));
        }
        let form = exchange_form(
            &Secret::new(own.trim()),
            workload.client_id.as_deref().unwrap_or(&oidc.client_id),
            workload.audience.as_deref(),
            workload.scope.as_deref(),
        );
        let response = provider::ask_for_tokens(&self.http, &url, &form)
            .await
            .map_err(|error| fail(error.code(), error.to_string()))?;
        let end = response.expires_in.map(|life| now().saturating_add(life));
        let life = Life::of(&response.access_token, end);
        Ok((response.access_token, life))
    }
}

impl TokenSource for Exchanged {
    fn token(&self) -> Asked<'_, Option<Secret>> {
        Box::pin(async move {
            let mut known = self.known.lock().await;
            if let Some((token, _)) = known.as_ref().filter(|(_, life)| !life.is_due(now())) {
                return Ok(Some(token.clone()));
            }
            let new = self.exchange().await?;
            *known = Some(new.clone());
            Ok(Some(new.0))
        })
    }

    fn newer_than<'a>(&'a self, refused: &'a Secret) -> Asked<'a, Secret> {
        Box::pin(async move {
            let mut known = self.known.lock().await;
            if let Some((token, _)) = known.as_ref().filter(|(token, _)| token != refused) {
                return Ok(token.clone());
            }
            let new = self.exchange().await?;
            *known = Some(new.clone());
            Ok(new.0)
        })
    }
}

/// https, or this machine.
fn is_safe(url: &str) -> bool {
    let Ok(url) = url::Url::parse(url) else {
        return false;
    };
    match url.host() {
        _ if url.scheme() == "https" => true,
        Some(url::Host::Domain(name)) => url.scheme() == "http" && name == "localhost",
        Some(url::Host::Ipv4(address)) => url.scheme() == "http" && address.is_loopback(),
        Some(url::Host::Ipv6(address)) => url.scheme() == "http" && address.is_loopback(),
        None => false,
    }
}
