//! Which parts of a request and of a token identify the caller.

mod claims;
mod gateway;
mod names;

use crate::support::issuer::SigningKey;

const PATH: &str = "/apis/entities/v2/workspaces";

fn es256() -> SigningKey {
    SigningKey::es256("es", 1)
}
