//! Small commands of the program: for containers, whose image has no other program, and for people
//! who connect an identity provider.

pub mod check_idp;
mod copy_studio;
mod health;

pub use check_idp::{CheckIdpError, check_idp};
pub use check_idp::{Published, published};
pub use copy_studio::{CopyError, copy_studio};
pub use health::{Health, HealthError, health};
