//! Studio's files: inside this program if it was built with the feature `studio`, else in a folder.

use std::path::PathBuf;

use platform::config::StudioFiles;

/// Names a folder in place of the files inside this program, as for the platform itself.
pub const FOLDER: &str = "NMP_STUDIO_STATIC_FILES_PATH";

#[cfg(feature = "studio")]
mod embedded {
    use platform::config::{Content, EmbeddedFile, EmbeddedFiles};

    include!(concat!(env!("OUT_DIR"), "/studio_files.rs"));
}

/// Where Studio's files come from.
pub fn files() -> StudioFiles {
    let folder = std::env::var_os(FOLDER).filter(|folder| !folder.is_empty());
    match folder {
        Some(folder) => StudioFiles::Folder(PathBuf::from(folder)),
        None => built_in(),
    }
}

#[cfg(feature = "studio")]
fn built_in() -> StudioFiles {
    StudioFiles::Embedded(embedded::FILES)
}

#[cfg(not(feature = "studio"))]
fn built_in() -> StudioFiles {
    StudioFiles::Folder(PathBuf::from("dist"))
}

/// What to tell somebody whose program has no Studio.
pub fn missing(files: &StudioFiles) -> Option<String> {
    (!files.have_page()).then(|| {
        format!(
            "This program was built without Studio (feature `studio`): the API works, and Studio's \
             pages only with {FOLDER}=…/dist."
        )
    })
}
