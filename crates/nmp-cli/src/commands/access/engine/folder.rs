//! Where plans are kept: `nmp/plans` in the state directory (XDG Base Directory Specification), for the
//! person alone.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::record::Header;
use crate::CliError;

/// The folder of the plans.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// The one of this person.
    ///
    /// # Errors
    /// [`CliError::Local`] if the environment names no place for it.
    pub fn of_this_person() -> Result<Self, CliError> {
        let var = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let state = var("XDG_STATE_HOME")
            .map(PathBuf::from)
            .or_else(|| var("HOME").map(|home| Path::new(&home).join(".local/state")))
            .or_else(|| var("LOCALAPPDATA").map(PathBuf::from));
        let state = state.ok_or_else(|| {
            CliError::local(
                "no_state_directory",
                "There is no place to keep the plan, so nothing was changed.",
                "Set XDG_STATE_HOME to a folder of yours.",
            )
        })?;
        Ok(Self(state.join("nmp").join("plans")))
    }

    fn path(&self, id: &str) -> PathBuf {
        self.0.join(format!("{id}.jsonl"))
    }

    /// Writes the first line of a plan's file, in place of an earlier file of the same plan, and opens
    /// it for what follows.
    ///
    /// # Errors
    /// [`CliError::Local`].
    pub fn begin(&self, header: &Header) -> Result<File, CliError> {
        let begin = || -> io::Result<File> {
            create_folder(&self.0)?;
            let path = self.path(&header.id);
            let new = path.with_extension("new");
            let mut file = private()
                .create(true)
                .truncate(true)
                .write(true)
                .open(&new)?;
            let mut line = serde_json::to_string(header)?;
            line.push('\n');
            file.write_all(line.as_bytes())?;
            file.sync_all()?;
            fs::rename(&new, &path)?;
            private().append(true).open(&path)
        };
        begin().map_err(|error| {
            CliError::local(
                "plan_not_kept",
                format!("The plan can't be kept in {}: {error}", self.0.display()),
                "Nothing was changed. Make the folder writable, or name another with XDG_STATE_HOME.",
            )
        })
    }

    /// Whether a plan that is kept already is being made real by another program.
    pub fn is_running(&self, id: &str) -> bool {
        let open = File::open(self.path(id));
        open.is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    }

    /// The file of a plan, for more lines.
    ///
    /// # Errors
    /// [`CliError::Output`].
    pub fn append(&self, id: &str) -> Result<File, CliError> {
        Ok(private().append(true).open(self.path(id))?)
    }

    /// A plan that isn't kept yet gets a name by the time.
    pub fn new_id(&self, now: &str) -> String {
        let digits: String = now.chars().filter(char::is_ascii_digit).collect();
        let base = format!(
            "{}-{}",
            digits.get(..8).unwrap_or("0"),
            digits.get(8..14).unwrap_or("0")
        );
        let taken = |id: &String| self.path(id).exists();
        let mut id = base.clone();
        let mut count = 2;
        while taken(&id) {
            id = format!("{base}-{count}");
            count += 1;
        }
        id
    }

    /// Every plan, the latest last. Files that aren't plans are left out.
    pub fn all(&self) -> Vec<Header> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let mut plans: Vec<Header> = entries
            .filter(|entry| entry.path().extension().is_some_and(|end| end == "jsonl"))
            .filter_map(|entry| Header::read(&fs::read_to_string(entry.path()).ok()?))
            .collect();
        plans.sort_by(|a, b| (&a.begun_at, &a.id).cmp(&(&b.begun_at, &b.id)));
        plans
    }

    /// A plan by its name, or the latest on a platform that `wanted` takes.
    ///
    /// # Errors
    /// [`CliError::Local`] if there is none.
    pub fn find(
        &self,
        id: Option<&str>,
        base_url: &str,
        wanted: impl Fn(&Header) -> bool,
    ) -> Result<Header, CliError> {
        let all = self.all();
        let nothing = |message: String| {
            CliError::local("no_plan", message, "See the plans: nmp access plans")
        };
        let Some(id) = id else {
            let mut latest = all
                .into_iter()
                .rev()
                .filter(|plan| plan.base_url == base_url);
            return latest
                .find(|plan| wanted(plan))
                .ok_or_else(|| nothing(format!("There is no such plan for {base_url}.")));
        };
        let plan = all.into_iter().find(|plan| plan.id == id);
        let plan = plan.ok_or_else(|| nothing(format!("There is no plan “{id}”.")))?;
        if plan.base_url != base_url {
            return Err(CliError::local(
                "other_platform",
                format!(
                    "The plan {id} is for {}, not for {base_url}.",
                    plan.base_url
                ),
                format!("Name that platform: --base-url {}", plan.base_url),
            ));
        }
        Ok(plan)
    }
}

fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Files for the person alone.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
