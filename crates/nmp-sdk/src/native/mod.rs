//! The client for programs: the configuration file, HTTP, renewed tokens.
//!
//! ```no_run
//! use nmp_sdk::native::NeMoPlatform;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! // As `nmp` does: the current context of the configuration file, and the environment.
//! let platform = NeMoPlatform::from_context()?;
//! for member in platform.members("ml-team").list().await?.data {
//!     println!("{} {:?}", member.principal, member.roles);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! * [`platform`]: [`NeMoPlatform`], the client. [`builder`]: how to make one. [`handles`]: its calls by
//!   what they are about.
//! * [`token`]: where tokens come from, and how they are renewed. [`provider`]: what an identity
//!   provider is asked.
//! * [`config`]: the configuration file.
//! * [`http`]: sends requests. [`retry`]: which are sent once more.

pub mod builder;
pub mod config;
pub mod handles;
pub mod http;
pub mod platform;
pub mod provider;
pub mod retry;
pub mod setup;
pub mod token;

pub use builder::Builder;
pub use platform::NeMoPlatform;
pub use setup::SetupError;
pub use token::TokenSource;

use nmp_oidc::UnixSeconds;

/// This computer's time.
pub fn now() -> UnixSeconds {
    jiff::Timestamp::now().as_second()
}
