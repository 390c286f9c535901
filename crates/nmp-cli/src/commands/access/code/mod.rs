//! Access as code: `nmp access export`, `diff`, `apply`, `schema`.
//!
//! * [`mod@file`]: the file, read, and compared with what the platform says. [`show`]: how a difference is printed.

pub mod apply;
pub mod diff;
pub mod export;
pub mod file;
pub mod show;

use nmp_access::code::schema;

use crate::{CliError, output};

/// Prints the file's JSON Schema.
///
/// # Errors
/// [`CliError::Output`].
pub fn print_schema() -> Result<(), CliError> {
    output::write(&schema::to_text())
}
