//! Who the platform takes the token for.

use nmp_oidc::id_token::decode_claims;
use nmp_types::Identity;
use nmp_types::authenticated::Authenticated;
use serde_json::Value;

use crate::native::NeMoPlatform;
use crate::{ApiError, ApiPath, Call};

impl NeMoPlatform {
    /// Who the platform takes the token for: by its own word, where it gives one, else as the token's
    /// claims say. `None` if nobody is signed in, or the token can't be read and the platform
    /// doesn't say.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn identity(&self) -> Result<Option<Identity>, ApiError> {
        let found = self.discovery().await?.found;
        let Some(token) = self.tokens().token().await? else {
            return Ok(None);
        };
        let oidc = found.discovery.oidc.as_ref();
        let prefix = oidc
            .and_then(|oidc| oidc.scope_prefix.as_deref())
            .unwrap_or_default();
        let claims = decode_claims(&token);
        let mut read = claims.as_ref().map(|claims| {
            let rules = found.discovery.claim_rules();
            let read = Identity::from_claims(claims, Some(claims), None, prefix, &rules);
            read.settled(claims)
        });
        if let Some(read) = &mut read {
            read.scopes = read.scopes.clone().by(found.scope_rule);
        }
        if !found.names_people {
            return Ok(read);
        }
        let call: Call<Value> = Call::get(ApiPath::of("/apis/auth/authenticate"));
        match self.send(call).await {
            Ok(answer) => {
                let known = read.clone().unwrap_or_default();
                let said = Authenticated::read(&answer.to_string());
                Ok(said.map(|said| said.applied_to(&known, prefix)).or(read))
            }
            // Versions that don't have it.
            Err(ApiError::Refused(refusal)) if matches!(refusal.status, 404 | 405) => Ok(read),
            Err(error) => Err(error),
        }
    }
}
