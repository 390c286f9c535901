//! What only the command line and the environment can say.

/// An option of the command line that is no setting of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommandLine {
    /// As typed: `--data-dir`.
    pub option: &'static str,
    /// Its environment variables, the preferred one first.
    pub variables: &'static [&'static str],
    /// The value without it; a description in words is in parentheses.
    pub default: &'static str,
    /// What it does.
    pub effect: &'static str,
}

/// All of them.
pub const OPTIONS: &[CommandLine] = &[
    CommandLine {
        option: "--config",
        variables: &["NMP_CONFIG", "NMP_CONFIG_FILE_PATH"],
        default: "(none)",
        effect: "The settings file (YAML).",
    },
    CommandLine {
        option: "--data-dir",
        variables: &["NMP_DATA_DIR"],
        default: ".data",
        effect: "The folder of the SQLite database, created if missing.",
    },
    CommandLine {
        option: "--insecure-listen",
        variables: &["NMP_INSECURE_LISTEN"],
        default: "false",
        effect: "Listen beyond this machine even without sign-in, or with unsigned tokens.",
    },
];

/// The variables that NeMo Platform composes the address of its database of.
pub(in crate::config) const DATABASE_PARTS: [&str; 7] = [
    "DATABASE_DIALECT",
    "DATABASE_HOST",
    "DATABASE_NAME",
    "DATABASE_PASSWORD",
    "DATABASE_PATH",
    "DATABASE_PORT",
    "DATABASE_USER",
];
