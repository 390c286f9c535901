//! Small commands of the program for containers, whose image has no other program.

mod copy_studio;
mod health;

pub use copy_studio::{CopyError, copy_studio};
pub use health::{Health, HealthError, health};
