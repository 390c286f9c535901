//! The server's own TLS: certificate and key from files, which can be reloaded while it runs.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::config::TlsFiles;

/// Why a certificate can't be used. Names the setting and the file, never the key's content.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file can't be read, or is not PEM.
    #[error("the setting {setting}: {} can't be used: {problem}", file.display())]
    File {
        /// Its name in YAML.
        setting: &'static str,
        /// The file.
        file: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// Certificate and key don't match, or are of an unsupported kind.
    #[error("the settings server.tls.certificate and server.tls.key: {0}")]
    Pair(rustls::Error),
}

/// The current certificate.
pub struct Tls {
    files: TlsFiles,
    config: RwLock<Arc<ServerConfig>>,
}

impl Tls {
    /// Reads certificate and key.
    ///
    /// # Errors
    /// See [`TlsError`].
    pub fn load(files: TlsFiles) -> Result<Self, TlsError> {
        let config = RwLock::new(read(&files)?);
        Ok(Self { files, config })
    }

    /// Reloads certificate and key; open connections keep theirs. On an error nothing changes.
    ///
    /// # Errors
    /// See [`TlsError`].
    pub fn reload(&self) -> Result<(), TlsError> {
        let config = read(&self.files)?;
        *self.config.write().unwrap_or_else(PoisonError::into_inner) = config;
        Ok(())
    }

    /// Accepts connections with the current certificate.
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        // No code panics while holding the lock.
        let config = self.config.read().unwrap_or_else(PoisonError::into_inner);
        TlsAcceptor::from(config.clone())
    }
}

fn read(files: &TlsFiles) -> Result<Arc<ServerConfig>, TlsError> {
    let certificate = |problem: String| TlsError::File {
        setting: "server.tls.certificate",
        file: files.certificate.clone(),
        problem,
    };
    let chain = certificates(&files.certificate).map_err(|error| certificate(reason(&error)))?;
    if chain.is_empty() {
        return Err(certificate("it contains no certificate".to_owned()));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| TlsError::File {
        setting: "server.tls.key",
        file: files.key.clone(),
        problem: reason(&error),
    })?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(TlsError::Pair)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(TlsError::Pair)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, pem::Error> {
    CertificateDer::pem_file_iter(file)?.collect()
}

fn reason(error: &pem::Error) -> String {
    match error {
        pem::Error::Io(error) => error.to_string(),
        pem::Error::NoItemsFound => "it contains no matching PEM section".to_owned(),
        // Names the malformed part of PEM's frame, not its content.
        _ => "it is not PEM".to_owned(),
    }
}
