//! Wire types of NeMo Platform's workspaces and members API, and the rules that Studio and
//! the embedded platform share: names, roles, permissions, scopes, principals, errors.
//!
//! The rule of this crate: no I/O, no framework, no clock. It compiles to native code for the
//! server and to WebAssembly for the app, and both sides decide by the same tables.
//!
//! The source of every rule is the wire contract of NeMo Platform 0.3.0, as recorded in
//! `crates/platform/tests/fixtures/`.

pub mod assumed;
pub mod audit;
pub mod authenticated;
pub mod claims;
pub mod discovery;
pub mod error;
pub mod foreign;
pub mod group_rule;
pub mod identity;
pub mod invisible;
pub mod member;
pub mod page;
pub mod path;
pub mod permission;
pub mod principal;
pub mod query;
pub mod role;
#[cfg(feature = "openapi")]
mod schema;
pub mod scope;
pub mod workspace;

pub use audit::{ActorKind, AuditAction, AuditActor, AuditEntry};
pub use claims::ClaimRules;
pub use discovery::{Discovery, OidcDiscovery};
pub use error::{Detail, ErrorBody, FieldError};
pub use group_rule::{GroupRole, GroupRule, GroupRules};
pub use identity::Identity;
pub use member::{AddMember, Member, MemberList, SetRoles};
pub use page::{Page, Pagination, WorkspaceSort};
pub use permission::Permission;
pub use principal::{PrincipalError, PrincipalKind};
pub use query::{Query, encode_segment};
pub use role::Role;
pub use scope::Scopes;
pub use workspace::{
    CreateWorkspace, Deleted, UpdateWorkspace, Workspace, WorkspaceName, WorkspaceNameError,
};
