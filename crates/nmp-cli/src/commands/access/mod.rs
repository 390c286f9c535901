//! `nmp access`: who may do what in every workspace, by the same rules as Studio, and changing it by a
//! plan.
//!
//! * A file per command. [`standings`]: what the commands about one person share.
//! * [`code`]: access as code. [`engine`]: who is asking, loading, plans.

pub mod bindings;
pub mod bus_factor;
pub mod code;
pub mod compare;
pub mod engine;
pub mod findings;
pub mod mirror;
pub mod offboard;
pub mod open_doors;
pub mod person;
pub mod plans;
pub mod review;
pub mod run_file;
pub mod standings;
pub mod why;

use clap::Subcommand;

use crate::{CliError, Context};

/// The commands of the group.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say why someone has access, and what would end it.
    Why(why::Arguments),
    /// List who has which role where.
    Bindings(bindings::Arguments),
    /// List people, or all access of one.
    #[command(visible_alias = "people")]
    Person(person::Arguments),
    /// List what stands out: open workspaces, too few Admins, names that look alike, and more.
    Findings(findings::Arguments),
    /// List workspaces that all signed-in users get into, or close them.
    OpenDoors(open_doors::Arguments),
    /// List workspaces that hang on fewer than two people.
    BusFactor(bus_factor::Arguments),
    /// Compare the members of two workspaces, or copy what is missing.
    Compare(compare::Arguments),
    /// Give someone the access that another has.
    Mirror(mirror::Arguments),
    /// Remove someone from every workspace.
    Offboard(offboard::Arguments),
    /// Review access: write a file to decide in, then do what was decided.
    #[command(subcommand)]
    Review(review::Command),
    /// Make the changes of a plan that was saved as CSV.
    Run(run_file::Arguments),
    /// Print the file of what there is, to keep access as code.
    Export(code::export::Arguments),
    /// Say where the platform differs from a file.
    Diff(code::diff::Arguments),
    /// Make the platform what a file says.
    Apply(code::apply::Arguments),
    /// Print the JSON Schema of such a file.
    Schema,
    /// List the plans that were begun on this machine.
    Plans(plans::ListArguments),
    /// Go on with a plan that was interrupted, or try again what failed.
    Resume(plans::ResumeArguments),
    /// Take back what a plan has done.
    Undo(plans::UndoArguments),
}

/// Runs one.
///
/// # Errors
/// [`CliError`].
pub async fn run(command: Command, context: &Context) -> Result<(), CliError> {
    match command {
        Command::Why(arguments) => why::run(arguments, context).await,
        Command::Bindings(arguments) => bindings::run(arguments, context).await,
        Command::Person(arguments) => person::run(arguments, context).await,
        Command::Findings(arguments) => findings::run(arguments, context).await,
        Command::OpenDoors(arguments) => open_doors::run(arguments, context).await,
        Command::BusFactor(arguments) => bus_factor::run(arguments, context).await,
        Command::Compare(arguments) => compare::run(arguments, context).await,
        Command::Mirror(arguments) => mirror::run(arguments, context).await,
        Command::Offboard(arguments) => offboard::run(arguments, context).await,
        Command::Review(command) => review::run(command, context).await,
        Command::Run(arguments) => run_file::run(arguments, context).await,
        Command::Export(arguments) => code::export::run(&arguments, context).await,
        Command::Diff(arguments) => code::diff::run(&arguments, context).await,
        Command::Apply(arguments) => code::apply::run(&arguments, context).await,
        Command::Schema => code::print_schema(),
        Command::Plans(arguments) => plans::list(arguments, context),
        Command::Resume(arguments) => plans::resume(arguments, context).await,
        Command::Undo(arguments) => plans::undo(arguments, context).await,
    }
}
