//! Pictures, each beside the words and the table that say the same. Their code is a part of its own, fetched
//! with the first of them.
//!
//! * [`mod@lazy`]: the way to them from the pages.
//! * [`reach`], [`leaves`]: about one person; [`shown`]: which.
//! * [`plan_cells`]: a plan as a small matrix.
//! * [`ages`]: how old grants are; [`outliers`]: who may change more than most.

mod ages;
pub mod lazy;
mod leaves;
mod outliers;
mod plan_cells;
mod reach;
pub mod shown;
