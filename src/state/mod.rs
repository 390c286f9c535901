//! App-lifetime state: what this tab knows and does, whatever page is shown.
//!
//! * [`rights`]: what the person may do; [`revision`]: when to ask the platform again; [`who`]: whom it
//!   takes them for.
//! * [`member_cache`]: the members of workspaces, shared by everything that shows them.
//! * [`changes`]: changes in one workspace, and undo; [`ledger`]: every one of them, from “waiting” to
//!   “undone”. [`plans`]: changes in many workspaces; [`plan_runs`]: whether they are being made.
//! * [`execution`]: what the executor of plans works with here; [`fault`]: what an error of the API
//!   means for it; [`pace`]: waits where the platform asks for it.
//! * [`survey_loader`]: the members of all workspaces.
//! * [`question`]: what the platform is asked again whenever something changes.
//! * [`drafts`]: what was typed, over a sign-in; [`last_workspace`]: for the start page.
//! * [`person`]: another person's sign-in forgets what belongs to the one before; [`app_scope`]: state
//!   of lazily loaded chunks.

pub mod app_scope;
pub mod changes;
pub mod drafts;
mod execution;
pub mod fault;
pub mod last_workspace;
pub mod ledger;
pub mod member_cache;
pub mod pace;
pub mod person;
pub mod plan_runs;
pub mod plans;
pub mod question;
pub mod revision;
pub mod rights;
pub mod survey_loader;
pub mod who;

pub use app_scope::AppScope;
pub use member_cache::Members;
pub use revision::Revision;
pub use rights::RightsSignal;
