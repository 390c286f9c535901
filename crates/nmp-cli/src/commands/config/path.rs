//! `nmp config path`.

use nmp_sdk::native::config::{FileError, Location};

use crate::{CliError, Context};

/// Prints where the file is, whether it is there or not.
///
/// # Errors
/// [`CliError`] without a home folder.
pub fn run(context: &Context) -> Result<(), CliError> {
    let location = Location::of(&context.environment)
        .ok_or(FileError::NoHome)
        .map_err(nmp_sdk::native::SetupError::from)?;
    context.print(&location.path.display().to_string())
}
