//! The tests of `tests/it` again, on PostgreSQL, and tests of what only PostgreSQL can do. Tests
//! without data are not repeated.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can't go on should stop there"
)]

#[path = "../it/audit/mod.rs"]
mod audit;
#[path = "../it/auth_off.rs"]
mod auth_off;
#[path = "../it/authz.rs"]
mod authz;
#[path = "../it/authz_exhaustive.rs"]
mod authz_exhaustive;
#[path = "../it/authz_matrix.rs"]
mod authz_matrix;
#[path = "../it/contract/mod.rs"]
mod contract;
#[path = "../it/deletion.rs"]
mod deletion;
#[path = "../it/helix/dialect.rs"]
mod dialect;
#[path = "../it/durability.rs"]
mod durability;
#[path = "../it/group_roles.rs"]
mod group_roles;
#[path = "../it/health.rs"]
mod health;
#[path = "../it/identity/mod.rs"]
mod identity;
#[path = "../it/me.rs"]
mod me;
#[path = "../it/members.rs"]
mod members;
#[path = "../it/principals.rs"]
mod principals;
#[path = "../it/projects.rs"]
mod projects;
#[path = "../it/quotas.rs"]
mod quotas;
#[path = "../it/races.rs"]
mod races;
#[path = "../it/role_bindings.rs"]
mod role_bindings;
#[path = "../it/shares.rs"]
mod shares;
#[path = "../it/start.rs"]
mod start;
#[path = "../it/statements.rs"]
mod statements;
#[expect(
    dead_code,
    reason = "some of it is for tests without data, in tests/it only"
)]
#[path = "../it/support/mod.rs"]
mod support;
#[path = "../it/trusted_issuers.rs"]
mod trusted_issuers;
#[path = "../it/workspaces.rs"]
mod workspaces;

mod backup;
mod opening;
mod outages;
mod replicas;
mod tls;
mod waiting;
