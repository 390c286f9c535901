//! Where Studio's files come from: a folder, or the program itself.

use std::path::{Path, PathBuf};

/// Its page, in either.
const PAGE: &str = "index.html";

/// Where Studio's files come from.
#[derive(Debug, Clone, PartialEq)]
pub enum StudioFiles {
    /// A folder, which may be built after the server has started.
    Folder(PathBuf),
    /// This program.
    Embedded(EmbeddedFiles),
}

/// Files inside the program, compressed once, when it was built.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EmbeddedFiles(pub &'static [EmbeddedFile]);

/// A file inside the program.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EmbeddedFile {
    /// Its path below Studio's base, with `/`.
    pub path: &'static str,
    /// Compressed with brotli (RFC 7932), as it is sent; without it, only the next is sent.
    pub brotli: Option<&'static [u8]>,
    /// What it holds.
    pub content: Content,
}

/// The content of a file inside the program.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Content {
    /// Compressed with gzip (RFC 1952), as it is sent.
    Gzip(&'static [u8]),
    /// As it is: too small to gain anything, or compressed by its nature.
    Plain(&'static [u8]),
}

impl StudioFiles {
    /// Whether Studio is there.
    pub fn have_page(&self) -> bool {
        match self {
            StudioFiles::Folder(folder) => folder.join(PAGE).is_file(),
            StudioFiles::Embedded(files) => files.find(Path::new(PAGE)).is_some(),
        }
    }
}

impl EmbeddedFiles {
    /// The file at a path.
    pub(crate) fn find(&self, path: &Path) -> Option<&'static EmbeddedFile> {
        let path = path.to_str()?;
        self.0.iter().find(|file| file.path == path)
    }
}
