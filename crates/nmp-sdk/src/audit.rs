//! `/apis/auth/v2/audit`: only platforms whose discovery says `audit` have it.

use nmp_types::{AuditEntry, Page, Query};

use crate::{ApiPath, Call};

/// Which part of the trail to list, the latest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditListing {
    /// Only this workspace.
    pub workspace: String,
    /// Only changes of this principal's roles; empty for all.
    pub principal: String,
    /// Only what this person did, by identifier or e-mail address; empty for everyone.
    pub actor: String,
    /// Only this action, by its name on the wire; empty for all.
    pub action: String,
    /// Only from this moment on (RFC 3339).
    pub since: Option<String>,
    /// Only before this moment (RFC 3339).
    pub until: Option<String>,
    /// Counts from 1.
    pub page: u32,
    /// Items per page.
    pub page_size: u32,
}

impl AuditListing {
    fn query(&self) -> Query {
        Query::default()
            .with("page", &self.page.to_string())
            .with("page_size", &self.page_size.to_string())
            .with_some("workspace", &self.workspace)
            .with_some("principal", &self.principal)
            .with_some("actor", &self.actor)
            .with_some("action", &self.action)
            .with_some("since", self.since.as_deref().unwrap_or_default())
            .with_some("until", self.until.as_deref().unwrap_or_default())
    }
}

/// One page of the audit trail. 403 to those who aren't Admin of the workspace.
pub fn list(listing: &AuditListing) -> Call<Page<AuditEntry>> {
    Call::get(ApiPath::of("/apis/auth/v2/audit").asking(&listing.query()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_filters_that_are_set_are_sent() {
        let mut listing = AuditListing {
            workspace: "ml-team".to_owned(),
            page: 1,
            page_size: 50,
            ..AuditListing::default()
        };
        assert_eq!(
            listing.query().encode(),
            "page=1&page_size=50&workspace=ml-team"
        );
        listing.principal = "*".to_owned();
        listing.until = Some("2026-11-25T00:00:00+01:00".to_owned());
        assert_eq!(
            listing.query().encode(),
            "page=1&page_size=50&workspace=ml-team&principal=*&until=2026-11-25T00%3A00%3A00%2B01%3A00"
        );
    }
}
