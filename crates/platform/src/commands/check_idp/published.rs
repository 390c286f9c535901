//! What the provider publishes, for `--check-config`: metadata and keys, of the trusted issuers too.
//! Nothing is sent to it that a start wouldn't send.

use std::sync::Arc;
use std::time::Duration;

use super::finding::{Finding, Verdict};
use super::probe::Prober;
use super::{Check, CheckIdpError, discovery, others, reach};
use crate::clock::Clock;
use crate::config::{Auth, Settings};

/// A start must not wait long for a provider that is away. One answer may take half of it.
const AT_MOST: Duration = Duration::from_secs(10);

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// The settings name no provider.
    NoProvider,
    /// The provider could not be asked: why.
    NotReached(String),
    /// What is not as it should be, or not known.
    Judged(Vec<Finding>),
}

impl Published {
    /// Whether it is certain that people can't sign in, or tokens can't be checked, or the provider
    /// could not be asked.
    pub fn is_refused(&self) -> bool {
        match self {
            Self::NoProvider => false,
            Self::NotReached(_) => true,
            Self::Judged(findings) => findings.iter().any(|f| f.verdict == Verdict::Fault),
        }
    }
}

/// Reads what the provider of the settings publishes, and judges it.
///
/// # Errors
/// [`CheckIdpError::Client`]. A provider that is away or doesn't fit is no error.
pub async fn published(
    settings: &Settings,
    clock: Arc<dyn Clock>,
) -> Result<Published, CheckIdpError> {
    let Auth::Enabled(tokens) = &settings.auth else {
        return Ok(Published::NoProvider);
    };
    let Some(oidc) = &tokens.oidc else {
        return Ok(Published::NoProvider);
    };
    let check = Check {
        tokens,
        oidc,
        discovery: discovery(tokens, oidc),
        origin: None,
        prober: Prober::new(oidc.issuer.starts_with("http:"), None)?,
        clock,
    };
    let asked = async {
        let read = check.read().await?;
        if let Err(problem) = &read.seen {
            let issuer = &oidc.issuer;
            return Ok(Published::NotReached(format!("{issuer}: {problem}")));
        }
        let mut findings = read.findings;
        findings.push(reach::clock(&read.seen, check.clock.now()));
        findings.extend(others::trusted_issuers(tokens, &check.clock).await?);
        findings.retain(|finding| finding.verdict != Verdict::Pass);
        Ok(Published::Judged(findings))
    };
    match tokio::time::timeout(AT_MOST, asked).await {
        Ok(published) => published,
        Err(_) => Ok(Published::NotReached(format!(
            "its answers took longer than {} s",
            AT_MOST.as_secs()
        ))),
    }
}
