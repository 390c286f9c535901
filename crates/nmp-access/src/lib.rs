//! Who may do what, and changing it. No I/O, no clock, no browser: Studio, the command line and tests
//! use the same rules.
//!
//! * [`rights`]: what a person may do, derived from evidence (answers of the API, claims of the
//!   token), because the platform has no endpoint that says so. Three values, never two: what is not
//!   known is not offered, and the reason is given.
//! * [`change`]: the roles of one principal before and after: what that means, what must not be
//!   done, and how it reads as a command.
//! * [`paste`]: reads pasted addresses; [`confusable`] finds names that look like others.
//! * [`survey`]: what is known of every workspace's members, and the questions asked of it: bindings,
//!   one person everywhere, open doors, bus factor, comparison. A workspace whose members aren't
//!   known stays unknown everywhere: it is never counted as empty.
//! * [`findings`]: what stands out in them, each by a rule; [`matrix`]: all of it at one look.
//! * [`pictures`]: what pictures show, each with its words.
//! * [`plan`]: changes in one workspace or many, judged when they are made and again right before
//!   each is sent.
//! * [`fault`]: what went wrong with a call, as far as decisions depend on it.
//! * [`known`]: what is known of something, and why not; [`figure`]: numbers that say how complete they are.
//! * [`posture`]: how well a platform is protected, as far as a client can see it.
//! * [`trail`]: what the activity trail says about the last days.
//! * [`review`]: an access review: keep or remove, one binding after the other, and its record.
//! * [`files`]: all of it as CSV and Markdown, and back.
//! * `code` (feature `code`): access as a file in YAML, compared and applied.

pub mod change;
#[cfg(feature = "code")]
pub mod code;
pub mod confusable;
mod days;
pub mod fault;
pub mod figure;
pub mod files;
pub mod findings;
pub mod known;
pub mod matrix;
pub mod paste;
pub mod pictures;
pub mod plan;
pub mod posture;
pub mod review;
pub mod rights;
mod statistics;
pub mod survey;
pub mod trail;

pub use change::{ChangeKind, GeneralAccess, RoleChange};
pub use fault::{Fault, FaultKind};
pub use figure::{Count, Figure};
pub use known::{Gap, Known, KnownMembers};
pub use plan::Plan;
pub use rights::{Effective, PlatformRoles, Reason, Rights, Source, Verdict, effective_role};
pub use survey::{Survey, Surveyed};

#[cfg(test)]
pub(crate) mod fixtures;
