//! The tokens of the configuration file.

use std::sync::Arc;

use nmp_oidc::Secret;
use tokio::sync::Mutex;

use super::life::Life;
use super::renewal::Renewal;
use super::{Asked, TokenSource};
use crate::ApiError;
use crate::native::config::ConfigFile;
use crate::native::http::Http;
use crate::native::now;

/// The token of a context, renewed in the file when it is due. Tasks and processes that need a newer one
/// at the same moment get it from one renewal.
#[derive(Debug)]
pub struct Stored {
    renewal: Renewal,
    known: Mutex<Option<(Secret, Life)>>,
}

impl Stored {
    /// The token of a context of a file, for a platform.
    pub fn new(file: ConfigFile, context: &str, base_url: &str, http: Arc<Http>) -> Self {
        Self {
            renewal: Renewal {
                file,
                context: context.to_owned(),
                base_url: base_url.to_owned(),
                http,
            },
            known: Mutex::new(None),
        }
    }

    /// Renews the token even if it isn't due.
    ///
    /// # Errors
    /// As [`TokenSource::token`].
    pub async fn renew(&self) -> Result<Secret, ApiError> {
        let mut known = self.known.lock().await;
        let Some(current) = self.renewal.current()? else {
            return Err(ApiError::SessionEnded);
        };
        self.replace(&mut known, &current.token).await
    }

    async fn replace(
        &self,
        known: &mut Option<(Secret, Life)>,
        refused: &Secret,
    ) -> Result<Secret, ApiError> {
        let (token, life) = self.renewal.renew(Some(refused)).await?;
        *known = Some((token.clone(), life));
        Ok(token)
    }
}

impl TokenSource for Stored {
    fn token(&self) -> Asked<'_, Option<Secret>> {
        Box::pin(async move {
            let mut known = self.known.lock().await;
            if let Some((token, _)) = known.as_ref().filter(|(_, life)| !life.is_due(now())) {
                return Ok(Some(token.clone()));
            }
            let Some(current) = self.renewal.current()? else {
                return Ok(None);
            };
            let (token, life) = if current.life.is_due(now()) {
                self.renewal.renew(None).await?
            } else {
                (current.token, current.life)
            };
            *known = Some((token.clone(), life));
            Ok(Some(token))
        })
    }

    fn newer_than<'a>(&'a self, refused: &'a Secret) -> Asked<'a, Secret> {
        Box::pin(async move {
            let mut known = self.known.lock().await;
            match known.as_ref() {
                Some((token, _)) if token != refused => Ok(token.clone()),
                _ => self.replace(&mut known, refused).await,
            }
        })
    }
}
