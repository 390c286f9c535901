//! Who may do what: derived, because the platform has no endpoint that says so.
//!
//! Pure functions from evidence (answers of the API, claims of the token) to a [`Verdict`].
//! Three values, never two: what is not known is not offered, and the page says why. The
//! platform decides in the end; a 403 that comes all the same is evidence too.
//!
//! * [`verdict`]: the three values and their reasons.
//! * [`evidence`]: what the answers have told so far.
//! * [`denial`]: why not, check by check, and what helps.
//! * [`general`]: who gets in without being named.
//! * [`effective`]: the role that counts, and where it comes from.
//! * [`why`]: the same for anybody, taken apart.
//! * [`change`]: the roles of one principal before and after; [`preview`] tells what that means,
//!   [`guard`] what must not be done, [`plan`] what will be done for several at once.
//! * [`paste`]: reads pasted addresses; [`command`] writes changes as commands.

pub mod change;
pub mod command;
pub mod denial;
pub mod effective;
pub mod evidence;
pub mod general;
pub mod guard;
pub mod paste;
pub mod plan;
pub mod preview;
pub mod verdict;
pub mod why;

pub use change::{ChangeKind, RoleChange};
pub use effective::{Effective, Source, effective_role};
pub use evidence::{MembersEvidence, Rights, SystemEvidence};
pub use general::GeneralAccess;
pub use verdict::{Reason, Verdict};
