//! The platform over real HTTP, on a real listener, with a real database file.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can't go on should stop there"
)]

mod audit;
mod auth_off;
mod authn;
mod authn_unsigned;
mod authz;
mod authz_exhaustive;
mod authz_matrix;
mod backup;
mod check_idp;
mod contract;
mod deletion;
mod deploy;
mod documents;
mod durability;
mod gateway_secret;
mod group_roles;
mod health;
mod helix;
mod identity;
mod introspection;
mod me;
mod members;
mod openapi;
mod operation;
mod principals;
mod projects;
mod provider;
mod providers;
mod quotas;
mod races;
mod role_bindings;
mod shares;
mod start;
mod statements;
mod studio;
mod support;
mod trusted_issuers;
mod workspaces;
