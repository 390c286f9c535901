//! Where the file is: by the rules of NVIDIA's command line.

use std::path::{Path, PathBuf};

use super::Environment;

/// Where the file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub path: PathBuf,
    /// Whether somebody named it, so that its absence is an error.
    pub is_named: bool,
}

impl Location {
    /// `NMP_CONFIG_FILE` as it is; `$XDG_CONFIG_HOME/nmp/config.yaml` if the folder `nmp` is there; else
    /// `~/.config/nmp/config.yaml`. `None` without a home.
    pub fn of(environment: &Environment) -> Option<Self> {
        Self::find(environment, Path::is_dir)
    }

    fn find(environment: &Environment, is_folder: impl Fn(&Path) -> bool) -> Option<Self> {
        if let Some(path) = environment.path("NMP_CONFIG_FILE") {
            return Some(Self {
                path,
                is_named: true,
            });
        }
        let xdg = environment
            .path("XDG_CONFIG_HOME")
            .map(|folder| folder.join("nmp"));
        let folder = match xdg.filter(|folder| is_folder(folder)) {
            Some(folder) => folder,
            None => {
                let home = environment
                    .path("HOME")
                    .or_else(|| environment.path("USERPROFILE"))?;
                home.join(".config").join("nmp")
            }
        };
        Some(Self {
            path: folder.join("config.yaml"),
            is_named: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_is_there() {
        let find = |variables: &[(&str, &str)], is_folder: bool| {
            let environment = variables.iter().copied().collect();
            let found = Location::find(&environment, |_| is_folder)?;
            Some((found.path.to_str()?.to_owned(), found.is_named))
        };
        let all = [
            ("NMP_CONFIG_FILE", "~/x.yaml"),
            ("XDG_CONFIG_HOME", "/xdg"),
            ("HOME", "/home/ann"),
        ];
        assert_eq!(find(&all, true), Some(("~/x.yaml".into(), true)));
        let of_home = Some(("/home/ann/.config/nmp/config.yaml".to_owned(), false));
        assert_eq!(
            find(&all[1..], true),
            Some(("/xdg/nmp/config.yaml".into(), false))
        );
        assert_eq!(find(&all[1..], false), of_home);
        assert_eq!(find(&[("NMP_CONFIG_FILE", ""), all[2]], true), of_home);
        assert_eq!(find(&[], true), None);
    }
}
