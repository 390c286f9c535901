//! `nmp quickstart`: the embedded platform with Studio, on this machine and for this machine alone.
//!
//! * [`configure`], [`up`], [`status`], [`down`]: the commands. [`serve`]: the platform in this process.
//! * [`place`]: where everything is kept. [`settings`]: `quickstart.yaml`, which NVIDIA's command line has as well.
//! * [`instance`]: which process it is, known for sure before a signal is sent.
//! * [`sign_in`]: the context `quickstart`. [`studio`]: Studio's files, inside this program.

pub mod configure;
pub mod down;
pub mod instance;
pub mod place;
pub mod serve;
pub mod settings;
pub mod sign_in;
pub mod status;
pub mod studio;
pub mod up;

use clap::Subcommand;

use crate::{CliError, Context};

/// The commands of the group.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say who is the admin and which port it uses.
    Configure(configure::Arguments),
    /// Start the platform, sign in as its admin, and print Studio's address.
    Up(up::Arguments),
    /// Say whether it runs, and where.
    Status,
    /// Stop it. What it has stored stays.
    Down(down::Arguments),
    /// Run the platform in this process, for `up`.
    #[command(hide = true)]
    Serve(serve::Arguments),
}

/// Runs one.
///
/// # Errors
/// [`CliError`].
pub fn run(command: Command, context: &Context) -> Result<(), CliError> {
    match command {
        Command::Configure(arguments) => configure::run(&arguments, context),
        Command::Up(arguments) => up::run(&arguments, context),
        Command::Status => status::run(context),
        Command::Down(arguments) => down::run(&arguments, context),
        Command::Serve(arguments) => serve::run(&arguments),
    }
}
