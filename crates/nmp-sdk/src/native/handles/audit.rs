//! Calls about the audit trail.

use nmp_types::{AuditEntry, Page};

use crate::ApiError;
use crate::audit::{self, AuditListing};
use crate::native::NeMoPlatform;

/// Calls about the audit trail, which only platforms have whose discovery says so.
#[derive(Debug, Clone)]
pub struct Audit(NeMoPlatform);

impl NeMoPlatform {
    /// Calls about the audit trail.
    pub fn audit(&self) -> Audit {
        Audit(self.clone())
    }
}

impl Audit {
    /// One page of it, the latest first.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn list(&self, listing: &AuditListing) -> Result<Page<AuditEntry>, ApiError> {
        self.0.send(audit::list(listing)).await
    }
}
