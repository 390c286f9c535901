//! The calls, by what they are about.

mod audit;
mod identity;
mod members;
mod workspaces;

pub use audit::Audit;
pub use members::Members;
pub use workspaces::Workspaces;
