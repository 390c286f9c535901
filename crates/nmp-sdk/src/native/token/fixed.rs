//! One token, or none.

use nmp_oidc::Secret;

use super::{Asked, TokenSource};
use crate::ApiError;

/// One token, or none. It is not renewed.
#[derive(Debug, Clone)]
pub struct Fixed(pub Option<Secret>);

impl TokenSource for Fixed {
    fn token(&self) -> Asked<'_, Option<Secret>> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }

    fn newer_than<'a>(&'a self, _: &'a Secret) -> Asked<'a, Secret> {
        Box::pin(std::future::ready(Err(ApiError::SessionEnded)))
    }
}
