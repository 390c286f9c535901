//! The tree of commands.

use clap::{Parser, Subcommand};

use crate::commands::{access, auth, completion, config, doctor, man, quickstart, workspaces};
use crate::options::GlobalOptions;

/// Manage workspaces of a NeMo Platform, and who may do what in them.
#[derive(Debug, Parser)]
#[command(
    name = "nmp",
    version,
    arg_required_else_help = true,
    propagate_version = false,
    disable_help_subcommand = false
)]
pub struct Arguments {
    /// The options that every command has.
    #[command(flatten)]
    pub options: GlobalOptions,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Sign in and out, and see who you are.
    #[command(subcommand)]
    Auth(auth::Command),
    /// Read and change the configuration file and its contexts.
    #[command(subcommand)]
    Config(config::Command),
    /// Manage workspaces and their members.
    #[command(subcommand, visible_alias = "ws")]
    Workspaces(workspaces::Command),
    /// See who may do what everywhere, and change it by a plan.
    #[command(subcommand)]
    Access(access::Command),
    /// Run a platform with Studio on this machine.
    #[command(subcommand)]
    Quickstart(quickstart::Command),
    /// Check the configuration, the connection and the sign-in, and say what to do.
    Doctor(doctor::Arguments),
    /// Print the completion script of a shell.
    Completion(completion::Arguments),
    /// Write the manual pages.
    Man(man::Arguments),
}
