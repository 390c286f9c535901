//! The embedded platform: NeMo Platform's security layer and workspaces API, and Studio's files.
//!
//! The layers, innermost first; each knows only those before it:
//!
//! - [`config`]: YAML file and environment become checked [`config::Settings`].
//! - [`authn`]: an `Authorization` header becomes a [`authn::Principal`].
//! - [`authz`]: principal, scopes and action become allow or deny; pure, one table.
//! - [`store`]: workspaces and role bindings in SQLite, with the rules that need a transaction.
//! - [`limits`]: rate limits.
//! - [`openapi`]: the parts of the API's description; [`studio`]: the app's static files.
//! - [`routes`]: the HTTP API of the wire contract.
//!
//! [`server`] puts them together; [`commands`] are small programs beside it. Time is an argument everywhere ([`clock::Clock`]).

pub mod authn;
pub mod authz;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod error;
mod excerpt;
pub mod filter;
pub mod host;
pub mod limits;
pub mod log;
pub mod metrics;
pub mod openapi;
pub mod options;
pub mod routes;
pub mod server;
pub mod state;
pub mod store;
pub mod studio;
pub mod validation;
