//! How data is printed: data on stdout, everything else on stderr.
//!
//! * [`value`]: values with the order of their keys; [`data`]: what a command prints.
//! * [`settings`]: which format, for whom, how wide. [`render`]: data as text.
//! * [`table`], [`time`], [`json`]: the parts of that.
//! * [`ask`]: questions to the person. [`failure`]: what the platform says against a call. [`requests`]:
//!   a line for each request.

pub mod ask;
pub mod data;
pub mod failure;
pub mod json;
pub mod render;
pub mod requests;
pub mod settings;
pub mod table;
pub mod time;
pub mod value;

use std::io::{self, Write};

pub use data::Data;
pub use settings::Settings;
pub use value::{Record, Value};

use crate::{CliError, Context};

/// Prints data in the format that the options, the environment and the terminal lead to. `columns`
/// is what `--output-columns` says.
///
/// # Errors
/// [`CliError::Usage`] for a format, a column or a field that doesn't exist; [`CliError::Output`].
pub fn print(context: &Context, data: &Data, columns: Option<&str>) -> Result<(), CliError> {
    let settings = Settings::of(context, columns)?;
    let rendered = render::render(data, &settings)?;
    write(&rendered.text)?;
    if rendered.is_cut {
        context.say("Some values are cut; --no-truncate prints them whole.");
    }
    Ok(())
}

/// Writes to stdout. Nobody reading on is not a failure.
///
/// # Errors
/// [`CliError::Output`].
pub fn write(text: &str) -> Result<(), CliError> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
