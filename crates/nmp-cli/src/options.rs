//! The options that every command has.

use clap::{Args, ValueEnum};

use crate::candidates;

/// The options that every command has. They may stand before or after the command.
#[derive(Debug, Clone, Default, Args)]
pub struct GlobalOptions {
    /// Address of the platform, such as `https://nmp.example.com`.
    #[arg(
        long,
        global = true,
        value_name = "URL",
        help_heading = "Global options"
    )]
    pub base_url: Option<String>,

    /// Context of the configuration file in place of the current one.
    #[arg(
        long,
        global = true,
        value_name = "NAME",
        help_heading = "Global options",
        add = candidates::contexts()
    )]
    pub context: Option<String>,

    /// The same, before the command only: after it, `-c` names columns.
    #[arg(short = 'c', hide = true, conflicts_with = "context")]
    pub context_before: Option<String>,

    /// How data is printed.
    #[arg(
        long,
        short = 'f',
        visible_alias = "output",
        global = true,
        value_name = "FORMAT",
        help_heading = "Global options"
    )]
    pub output_format: Option<OutputFormat>,

    /// Print JSON, with only these fields if any are named.
    #[arg(
        long,
        global = true,
        value_name = "FIELDS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        conflicts_with = "output_format",
        help_heading = "Global options"
    )]
    pub json: Option<String>,

    /// How times are printed.
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        help_heading = "Global options"
    )]
    pub timestamp_format: Option<TimestampFormat>,

    /// Print whole values, however long they are.
    #[arg(long, global = true, help_heading = "Global options")]
    pub no_truncate: bool,

    /// Say more: each request with its status and time, never a token.
    #[arg(long, short = 'v', global = true, help_heading = "Global options")]
    pub verbose: bool,

    /// Say nothing but data and errors.
    #[arg(
        long,
        short = 'q',
        global = true,
        conflicts_with = "verbose",
        help_heading = "Global options"
    )]
    pub quiet: bool,
}

impl GlobalOptions {
    /// Whether data is wanted as JSON.
    pub fn wants_json(&self) -> bool {
        matches!(
            self.output_format,
            Some(OutputFormat::Json | OutputFormat::Raw)
        )
    }

    /// The context that is asked for.
    pub fn context(&self) -> Option<&str> {
        self.context.as_deref().or(self.context_before.as_deref())
    }
}

/// How data is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// For people.
    Table,
    /// Indented JSON.
    Json,
    /// YAML.
    Yaml,
    /// A table in Markdown.
    Markdown,
    /// Comma-separated values.
    Csv,
    /// JSON on one line, as the platform sent it.
    Raw,
}

/// How times are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TimestampFormat {
    /// As the platform sends them.
    Iso8601,
    /// As “3m ago”.
    Relative,
}
