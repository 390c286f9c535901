//! Identifiers of what is stored.

use uuid::Uuid;

/// A prefix and a random UUID in base 58, like the real platform's identifiers.
pub(super) fn new_id(prefix: &str) -> String {
    let random = bs58::encode(Uuid::new_v4().as_bytes()).into_string();
    format!("{prefix}-{random}")
}
