//! Why there is no client.

use super::http::NoClient;

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The address is not one of a platform.
    #[error("“{0}” is not the address of a platform. Give one such as https://nmp.example.com.")]
    Address(String),
    /// No HTTP client.
    #[error(transparent)]
    Http(#[from] NoClient),
}
