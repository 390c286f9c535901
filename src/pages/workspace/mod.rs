//! One workspace: its facts, its members, and what was changed.

pub mod activity;
mod delete;
mod denied;
mod edit;
mod frame;
pub mod members;
mod offers;
pub mod overview;
mod shown;
