//! The client for programs: the configuration file, HTTP, renewed tokens.
//!
//! * [`platform`]: [`NeMoPlatform`], the client. [`builder`]: how to make one.
//! * [`http`]: sends requests.

pub mod builder;
pub mod http;
pub mod platform;
pub mod setup;

pub use builder::Builder;
pub use platform::NeMoPlatform;
pub use setup::SetupError;
