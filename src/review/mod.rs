//! Who can get at what across workspaces: derived from what the platform has answered for each.
//!
//! Pure functions from a [`Survey`] to what the pages under `/access` show, and to a [`Plan`]
//! of changes. A workspace whose members aren't known stays unknown everywhere: it is never
//! counted as empty.
//!
//! * [`survey`]: what is known of each workspace.
//! * [`index`]: every binding, for lists that are searched and sorted as one types; [`query`] is
//!   what they are searched for.
//! * [`person`]: one principal everywhere, with the reasons; [`doors`], [`bus_factor`],
//!   [`compare`]: the other questions.
//! * [`plan`]: changes in many workspaces, judged before and while they are made; [`planner`]
//!   makes plans.
//! * [`decisions`]: keep or remove, one binding after the other; [`record`]: the evidence of it.
//! * [`exchange`]: all of it as CSV and Markdown, and back.

pub mod bus_factor;
pub mod compare;
pub mod decisions;
pub mod doors;
pub mod exchange;
pub mod index;
pub mod markdown;
pub mod person;
pub mod plan;
pub mod planner;
pub mod query;
pub mod record;
pub mod survey;

pub use plan::Plan;
pub use survey::{Gap, Knowledge, Survey, Surveyed};

#[cfg(test)]
pub(crate) mod fixtures;
