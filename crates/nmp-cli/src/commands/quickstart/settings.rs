//! `quickstart.yaml`: what `configure` was told. NVIDIA's command line has the same file for its
//! container; keys that are not ours stay in it as they are.

use std::io::{self, Write};
use std::path::Path;

use nmp_sdk::native::config::emit::emit;
use nmp_sdk::native::config::scalar::Scalar;
use nmp_sdk::native::config::yaml::{self, File, Node, NotYaml};
use nmp_types::principal::is_email;

use super::place::io_error;
use crate::CliError;

/// The admin of a quickstart that was never configured.
pub const DEFAULT_ADMIN: &str = "admin@localhost";

/// The port of a quickstart that was never configured.
pub const DEFAULT_PORT: u16 = 8080;

/// The settings that count here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Whether people sign in. Without it everyone on this machine may do everything.
    pub auth_enabled: bool,
    /// Who is the platform's admin.
    pub admin_email: String,
    /// Where it listens.
    pub port: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            auth_enabled: true,
            admin_email: DEFAULT_ADMIN.to_owned(),
            port: DEFAULT_PORT,
        }
    }
}

impl Settings {
    /// Reads the file; defaults for what it doesn't say.
    ///
    /// # Errors
    /// [`CliError::Local`] if it can't be read, or says something that makes no sense.
    pub fn read(path: &Path) -> Result<Self, CliError> {
        let Some(file) = read(path)? else {
            return Ok(Self::default());
        };
        let file = &file.root;
        let mut settings = Self::default();
        if let Some(email) = file.text("admin_email") {
            settings.admin_email = checked_email(email)?;
        }
        if let Some(port) = file.text("host_port") {
            settings.port = port.parse().map_err(|_| {
                let message = format!("{}: host_port is not a port: {port}.", path.display());
                CliError::local(
                    "settings",
                    message,
                    "Set it: nmp quickstart configure --port 8080",
                )
            })?;
        }
        if let Some(enabled) = file.text("auth_enabled") {
            settings.auth_enabled = !matches!(enabled, "false" | "False" | "FALSE" | "no" | "off");
        }
        Ok(settings)
    }

    /// Writes them into the file, and leaves what else it says.
    ///
    /// # Errors
    /// [`CliError::Local`].
    pub fn write(&self, path: &Path) -> Result<(), CliError> {
        let mut file = read(path)?.unwrap_or_default();
        let plain = |text: &str| Node::Scalar(Scalar::plain(text));
        file.root.set_text("admin_email", &self.admin_email);
        file.root
            .set("auth_enabled", plain(&self.auth_enabled.to_string()));
        file.root.set("host_port", plain(&self.port.to_string()));
        replace(path, &emit(&file)).map_err(|error| io_error("write", path, &error))
    }
}

/// Checks the address of an admin: the platform compares it letter by letter.
///
/// # Errors
/// [`CliError::Usage`].
pub fn checked_email(email: &str) -> Result<String, CliError> {
    let email = email.trim();
    if is_email(email) {
        Ok(email.to_owned())
    } else {
        Err(CliError::usage(
            format!("“{email}” is not an e-mail address."),
            "Give one such as ann@example.com.",
        ))
    }
}

fn read(path: &Path) -> Result<Option<File>, CliError> {
    let text = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        read => read.map_err(|error| io_error("read", path, &error))?,
    };
    match yaml::parse(&text) {
        Ok(file) => Ok(Some(file)),
        Err(NotYaml::Empty) => Ok(None),
        Err(error) => {
            let message = format!("{}: {error}", path.display());
            let hint = format!("Correct {}, or move it away.", path.display());
            Err(CliError::local("settings", message, hint))
        }
    }
}

/// Replaces the file as a whole, for this user alone.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}
