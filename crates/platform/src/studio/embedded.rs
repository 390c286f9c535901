//! Files inside the program. What the program holds compressed is sent so; for the few clients that
//! accept neither encoding it is decompressed, once.

use std::collections::HashMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use flate2::read::GzDecoder;

use super::file::{ETag, File, FileError};
use crate::config::{Content, EmbeddedFiles};

/// Files inside the program.
pub(super) struct Embedded {
    files: EmbeddedFiles,
    /// What was asked for already, by the name that a folder would have it under.
    known: Mutex<HashMap<PathBuf, Arc<File>>>,
}

impl Embedded {
    pub(super) fn new(files: EmbeddedFiles) -> Self {
        Self {
            files,
            known: Mutex::default(),
        }
    }

    /// The file at a path, as a folder with its compressed twins would have it.
    ///
    /// # Errors
    /// [`FileError::Absent`]; another if the program itself is damaged.
    pub(super) fn load(&self, path: &Path) -> Result<Arc<File>, FileError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = known.get(path) {
            return Ok(file.clone());
        }
        let bytes = self.read(path)?;
        let etag = ETag::of([&*bytes]);
        let file = Arc::new(File { bytes, etag });
        known.insert(path.to_owned(), file.clone());
        Ok(file)
    }

    fn read(&self, path: &Path) -> Result<Bytes, FileError> {
        let twin = |extension: &str| {
            let matches = path.extension().is_some_and(|found| found == extension);
            matches.then(|| self.files.find(&path.with_extension("")))?
        };
        if let Some(file) = twin("br") {
            return file.brotli.map(Bytes::from_static).ok_or(FileError::Absent);
        }
        if let Some(file) = twin("gz") {
            return match file.content {
                Content::Gzip(bytes) => Ok(Bytes::from_static(bytes)),
                Content::Plain(_) => Err(FileError::Absent),
            };
        }
        match self.files.find(path).ok_or(FileError::Absent)?.content {
            Content::Plain(bytes) => Ok(Bytes::from_static(bytes)),
            Content::Gzip(bytes) => match decompressed(bytes) {
                Ok(bytes) => Ok(bytes.into()),
                Err(source) => Err(FileError::Unreadable {
                    file: path.to_owned(),
                    source,
                }),
            },
        }
    }
}

fn decompressed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut content)?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::EmbeddedFile;

    /// `gzip -n` of “hello”.
    const HELLO: &[u8] = &[
        0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 7, 0, 0x86, 0xa6, 0x10,
        0x36, 5, 0, 0, 0,
    ];

    const FILES: EmbeddedFiles = EmbeddedFiles(&[
        EmbeddedFile {
            path: "assets/a.js",
            brotli: Some(b"brotli"),
            content: Content::Gzip(HELLO),
        },
        EmbeddedFile {
            path: "icon.png",
            brotli: None,
            content: Content::Plain(b"png"),
        },
    ]);

    #[test]
    fn a_program_has_what_a_folder_would_have() {
        let files = Embedded::new(FILES);
        let content = |path: &str| {
            files
                .load(Path::new(path))
                .ok()
                .map(|file| file.bytes.clone())
        };
        for (path, expected) in [
            ("assets/a.js", Some(&b"hello"[..])),
            ("assets/a.js.br", Some(b"brotli")),
            ("assets/a.js.gz", Some(HELLO)),
            ("icon.png", Some(b"png")),
            ("icon.png.br", None),
            ("icon.png.gz", None),
            ("assets", None),
            ("b.js", None),
        ] {
            assert_eq!(content(path).as_deref(), expected, "{path}");
            assert_eq!(content(path).as_deref(), expected, "{path}, again");
        }
    }

    #[test]
    fn damage_is_an_error() {
        const DAMAGED: EmbeddedFiles = EmbeddedFiles(&[EmbeddedFile {
            path: "a",
            brotli: None,
            content: Content::Gzip(b"no"),
        }]);
        let loaded = Embedded::new(DAMAGED).load(Path::new("a"));
        assert!(matches!(loaded, Err(FileError::Unreadable { .. })));
    }
}
