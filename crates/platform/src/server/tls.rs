//! TLS of the server's own: certificate and key from files, which can be read again while it runs.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::config::TlsFiles;

/// Why a certificate can't be used. Names the setting and the file, and never what is in the key.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file can't be read, or isn't PEM.
    #[error("the setting {setting}: {} can't be used: {problem}", file.display())]
    File {
        /// Its name in YAML.
        setting: &'static str,
        /// The file.
        file: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// Certificate and key don't fit each other, or are of a kind that isn't supported.
    #[error("the settings server.tls.certificate and server.tls.key: {0}")]
    Pair(rustls::Error),
}

/// The certificate that connections are accepted with.
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

    /// Reads certificate and key again; connections that are open keep theirs. On an error
    /// nothing changes.
    ///
    /// # Errors
    /// See [`TlsError`].
    pub fn reload(&self) -> Result<(), TlsError> {
        let config = read(&self.files)?;
        *self.config.write().unwrap_or_else(PoisonError::into_inner) = config;
        Ok(())
    }

    /// Accepts connections with the present certificate.
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        // Nothing panics while holding the lock.
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
        return Err(certificate("it has no certificate in it".to_owned()));
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
        pem::Error::NoItemsFound => "it has none in it".to_owned(),
        // Says what is malformed in PEM's frame, not what is inside.
        _ => "it is not PEM".to_owned(),
    }
}
