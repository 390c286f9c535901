//! NeMo Platform's API as calls, and signing in to it as rules.
//!
//! A [`Call`] is a value: what to send, and how to read the answer. Drivers send it: Studio's in the
//! browser, whose futures stay on their thread, and others that must be `Send`. So this crate does
//! no I/O, a test compares requests as data, and what a call would send can be shown without
//! sending it.
//!
//! * [`workspaces`], [`members`], [`audit`]: the endpoints, as functions that make calls.
//! * [`discovery`]: what a platform says about signing in, whatever its version.
//! * [`path`]: where a call goes to. [`http`]: an answer.
//! * [`error`]: what went wrong, with status, code, the platform's words and the request's identifier.
//! * [`client`]: sends calls over any transport, and the rule for a 401.
//! * [`auth`]: the ways to sign in, tokens, when to renew them, what a 401 means.
//! * `native`, with the feature of that name: the client for programs, with the configuration file, HTTP
//!   and renewed tokens. It is the only part that does I/O.

pub mod audit;
pub mod auth;
pub mod call;
pub mod client;
pub mod discovery;
pub mod error;
pub mod group_roles;
pub mod http;
pub mod members;
#[cfg(feature = "native")]
pub mod native;
pub mod path;
pub mod workspaces;

pub use call::{Call, IntoCall, Method};
pub use client::TokenRefusal;
pub use error::{ApiError, Refusal, RefusalKind};
pub use path::{ApiPath, Unaddressable};
