//! Questions to the person at the terminal.

use std::io::{self, BufRead, IsTerminal, Write};

use crate::CliError;

/// Whether somebody can be asked: both what is typed and what is said go to a terminal.
pub fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for a line.
///
/// # Errors
/// [`CliError::Output`].
pub fn line(question: &str) -> Result<String, CliError> {
    let mut stderr = io::stderr().lock();
    write!(stderr, "{question} ")?;
    stderr.flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

/// Asks for a yes; anything else is a no.
///
/// # Errors
/// [`CliError::Output`].
pub fn yes(question: &str) -> Result<bool, CliError> {
    let answer = line(&format!("{question} [y/N]"))?;
    Ok(["y", "yes"].contains(&answer.to_lowercase().as_str()))
}

/// Goes on only with a yes: `--yes`, or the person's.
///
/// # Errors
/// [`CliError::Local`] without one.
pub fn consent(yes_given: bool, question: &str) -> Result<(), CliError> {
    if yes_given {
        return Ok(());
    }
    if !can_ask() {
        return Err(CliError::local(
            "needs_yes",
            "Nothing was changed: nobody can be asked here.",
            "Add --yes to make the changes, or --plan to only see them.",
        ));
    }
    match yes(question)? {
        true => Ok(()),
        false => Err(declined()),
    }
}

/// The person said no.
pub fn declined() -> CliError {
    CliError::local("declined", "Nothing was changed.", "")
}
