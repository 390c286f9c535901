//! `/apis/auth/v2/audit`: only platforms whose discovery says `audit` have it.

use nmp_types::{AuditEntry, Page};

use super::{Api, ApiError};

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
    /// Items a page.
    pub page_size: u32,
}

impl AuditListing {
    fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("page", &self.page.to_string())
            .append_pair("page_size", &self.page_size.to_string());
        let filters = [
            ("workspace", self.workspace.as_str()),
            ("principal", &self.principal),
            ("actor", &self.actor),
            ("action", &self.action),
            ("since", self.since.as_deref().unwrap_or_default()),
            ("until", self.until.as_deref().unwrap_or_default()),
        ];
        for (name, value) in filters {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }
}

impl Api {
    /// One page of the audit trail.
    ///
    /// # Errors
    /// [`ApiError::Forbidden`] to those who aren't Admin of the workspace.
    pub async fn audit(self, listing: &AuditListing) -> Result<Page<AuditEntry>, ApiError> {
        self.get(&format!("/apis/auth/v2/audit?{}", listing.query()))
            .await
    }
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
        assert_eq!(listing.query(), "page=1&page_size=50&workspace=ml-team");
        listing.principal = "*".to_owned();
        listing.until = Some("2026-11-25T00:00:00+01:00".to_owned());
        assert_eq!(
            listing.query(),
            "page=1&page_size=50&workspace=ml-team&principal=*&until=2026-11-25T00%3A00%3A00%2B01%3A00"
        );
    }
}
