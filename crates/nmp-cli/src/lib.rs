//! The command line for NeMo Platform, `nmp`.
//!
//! * [`arguments`]: the tree of commands. Each command's own arguments are in its file.
//! * [`commands`]: a folder per group, a file per command: `run(arguments, &Context)`.
//! * [`context`]: what every command is given: the global options, the platform, where to print.
//! * [`start`]: runs a command. [`names`], [`candidates`]: what shells complete.
//! * [`output`]: how data is printed. [`error`]: how a failure is said, and the exit code.

pub mod arguments;
pub mod candidates;
pub mod commands;
pub mod context;
pub mod error;
pub mod names;
pub mod options;
pub mod output;
pub mod start;

pub use context::Context;
pub use error::CliError;
