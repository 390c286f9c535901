//! A file with a validator made from its content, and why there is none.

use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use axum::body::Bytes;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};

/// A file as it was read.
pub(super) struct File {
    pub(super) bytes: Bytes,
    pub(super) etag: ETag,
}

/// A strong validator (RFC 9110, section 8.8.3), with its quotes: the same for the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ETag(pub(super) String);

impl ETag {
    /// The validator of an answer made of several parts.
    pub(super) fn of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut digest = Sha256::new();
        for part in parts {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        let digest = BASE64_URL_SAFE_NO_PAD.encode(&digest.finalize()[..16]);
        Self(format!("\"{digest}\""))
    }
}

/// Why a file can't be sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    /// It doesn't exist.
    #[error("no such file")]
    Absent,
    /// The system lacks a resource, such as descriptors, perhaps only briefly.
    #[error("can't read {} for lack of resources: {source}", file.display())]
    Exhausted {
        /// Which.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It exists, but can't be read.
    #[error("can't read {}: {source}", file.display())]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl FileError {
    pub(super) fn new(file: &Path, source: io::Error) -> Self {
        // EMFILE, ENFILE and EAGAIN have no stable kinds of their own on all systems.
        const LACK: [i32; 4] = [
            11, // EAGAIN
            12, // ENOMEM
            23, // ENFILE
            24, // EMFILE
        ];
        let file = file.to_owned();
        match source.kind() {
            ErrorKind::NotFound
            | ErrorKind::NotADirectory
            | ErrorKind::IsADirectory
            | ErrorKind::InvalidInput
            | ErrorKind::InvalidFilename => Self::Absent,
            ErrorKind::OutOfMemory | ErrorKind::Interrupted | ErrorKind::WouldBlock => {
                Self::Exhausted { file, source }
            }
            _ if source
                .raw_os_error()
                .is_some_and(|code| LACK.contains(&code)) =>
            {
                Self::Exhausted { file, source }
            }
            _ => Self::Unreadable { file, source },
        }
    }
}

/// The path of a file, always within the folder. Names that begin with a dot are refused: they
/// belong to the build or an editor.
pub(super) fn relative(path: &str) -> Option<PathBuf> {
    let path = percent_decode_str(path).decode_utf8().ok()?;
    if path.ends_with('/') || path.contains('\\') {
        return None;
    }
    let path = Path::new(path.as_ref());
    let inside = path.components().all(|component| match component {
        Component::Normal(name) => !name.as_encoded_bytes().starts_with(b"."),
        _ => false,
    });
    (inside && path.file_name().is_some()).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_within_the_folder() {
        for yes in ["a.js", "assets/a.js", "assets/a%20b.svg", "a"] {
            assert!(relative(yes).is_some(), "{yes}");
        }
        for no in [
            "../a.js",
            ".built",
            "%2ebuilt",
            "assets/.git/config",
            "%2e%2e/a.js",
            "/a.js",
            "%2fa.js",
            "a/%2e%2e%2f%2e%2e%2fa.js",
            "..%5ca.js",
            "c:\\a.js",
            "%ff.js",
            "a.js/",
            "a.js%2f",
            "",
        ] {
            assert!(relative(no).is_none(), "{no}");
        }
    }

    #[test]
    fn a_lack_of_resources_is_not_a_missing_file() {
        for (code, expected) in [
            (2, "Absent"),
            (20, "Absent"),
            (36, "Absent"),
            (13, "Unreadable"),
            (5, "Unreadable"),
            (24, "Exhausted"),
            (23, "Exhausted"),
            (12, "Exhausted"),
        ] {
            let error = FileError::new(Path::new("x"), io::Error::from_raw_os_error(code));
            assert!(
                format!("{error:?}").starts_with(expected),
                "{code}: {error:?}"
            );
        }
    }
}
