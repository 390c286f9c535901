//! The names of workspaces that were listed last, for completion: a file in the cache directory (XDG Base
//! Directory Specification) that its owner alone can read.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use nmp_sdk::native::config::{Environment, Settings};
use serde::{Deserialize, Serialize};

/// So many names of one platform are kept at most.
const MOST: usize = 1000;

/// Names of so many contexts and platforms are kept at most.
const PLACES: usize = 16;

/// The names that one context knows.
#[derive(Debug)]
pub struct Names {
    path: Option<PathBuf>,
    place: String,
}

/// What the file holds: names by where they were listed.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept(BTreeMap<String, Vec<String>>);

impl Names {
    /// Those of the platform and the context that the settings name.
    pub fn of(settings: &Settings, environment: &Environment) -> Self {
        let context = &settings.context_name.value;
        Self::at(environment, context, &settings.base_url.value)
    }

    /// Those of a context and its platform.
    pub fn at(environment: &Environment, context: &str, base_url: &str) -> Self {
        let base_url = base_url.trim_end_matches('/');
        Self {
            path: path(environment),
            place: format!("{context} {base_url}"),
        }
    }

    /// The workspaces; empty if none were listed yet.
    pub fn workspaces(&self) -> Vec<String> {
        let kept = self.path.as_deref().map(read);
        kept.and_then(|mut kept| kept.0.remove(&self.place))
            .unwrap_or_default()
    }

    /// Keeps workspaces in place of those before. It is a help only: what fails is left.
    pub fn keep(&self, workspaces: impl IntoIterator<Item = String>) {
        let names: Vec<String> = workspaces.into_iter().take(MOST).collect();
        self.change(|kept| {
            if kept.0.len() >= PLACES && !kept.0.contains_key(&self.place) {
                kept.0.pop_first();
            }
            kept.0.insert(self.place.clone(), names.clone()).as_ref() != Some(&names)
        });
    }

    /// Adds a workspace that was made.
    pub fn add(&self, workspace: &str) {
        self.change(|kept| {
            let Some(names) = kept.0.get_mut(&self.place) else {
                return false;
            };
            let is_new = names.len() < MOST && !names.iter().any(|name| name == workspace);
            if is_new {
                names.push(workspace.to_owned());
            }
            is_new
        });
    }

    /// Forgets a workspace that is gone.
    pub fn remove(&self, workspace: &str) {
        self.change(|kept| {
            let Some(names) = kept.0.get_mut(&self.place) else {
                return false;
            };
            let before = names.len();
            names.retain(|name| name != workspace);
            names.len() != before
        });
    }

    /// Forgets everything that this context has listed, as after signing out.
    pub fn forget(&self) {
        self.change(|kept| kept.0.remove(&self.place).is_some());
    }

    /// Writes the file again if the change says that there is something new.
    fn change(&self, change: impl FnOnce(&mut Kept) -> bool) {
        let Some(path) = &self.path else { return };
        let mut kept = read(path);
        if change(&mut kept) {
            let _ = write(path, &kept);
        }
    }
}

fn path(environment: &Environment) -> Option<PathBuf> {
    let cache = environment
        .path("XDG_CACHE_HOME")
        .or_else(|| Some(environment.path("HOME")?.join(".cache")))
        .or_else(|| environment.path("LOCALAPPDATA"))?;
    Some(cache.join("nmp").join("names.json"))
}

fn read(path: &Path) -> Kept {
    let text = fs::read(path).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

/// As a whole, so that nobody reads half of it.
fn write(path: &Path, kept: &Kept) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        builder.mode(0o700);
        options.mode(0o600);
    }
    builder.create(folder)?;
    let new = path.with_extension(std::process::id().to_string());
    let written = options
        .open(&new)
        .and_then(|mut file| file.write_all(&serde_json::to_vec(kept)?))
        .and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        let _ = fs::remove_file(&new);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_with_the_context_and_the_platform_that_listed_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nmp").join("names.json");
        let environment = [("XDG_CACHE_HOME", folder.path())].into_iter().collect();
        let at = |context: &str, url: &str| Names::at(&environment, context, url);
        let here = at("a", "https://a.example.com/");
        assert!(here.workspaces().is_empty());
        here.add("early");
        assert!(!path.exists(), "what was never listed is not half known");
        here.keep(["ml".to_owned(), "open".to_owned()]);
        here.add("new");
        here.add("new");
        here.remove("open");
        assert_eq!(at("a", "https://a.example.com").workspaces(), ["ml", "new"]);
        for (context, url) in [
            ("b", "https://a.example.com"),
            ("a", "https://b.example.com"),
        ] {
            assert!(at(context, url).workspaces().is_empty());
        }
        here.forget();
        assert!(here.workspaces().is_empty());
        fs::write(&path, "{").unwrap();
        assert!(here.workspaces().is_empty(), "a broken file is no names");
        for number in 0..40 {
            at(&number.to_string(), "https://a.example.com").keep(["x".to_owned()]);
        }
        assert!(read(&path).0.len() <= PLACES);
        let many = (0..5000).map(|number| number.to_string());
        here.keep(many);
        assert_eq!(here.workspaces().len(), MOST);
    }

    #[cfg(unix)]
    #[test]
    fn its_owner_alone_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nmp").join("names.json");
        let environment = [("XDG_CACHE_HOME", folder.path())].into_iter().collect();
        Names::at(&environment, "a", "u").keep(["x".to_owned()]);
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
}
