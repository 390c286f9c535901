//! The checklist of `docs/hardening.md`: its items, in its order and its words.

/// A section of the page with its items.
pub type Section = (&'static str, &'static [&'static str]);

/// What is looked at from here, by the words of the page.
#[expect(missing_docs, reason = "each is the words of the page")]
pub mod named {
    pub const SIGN_IN: &str = "`auth.enabled: true`";
    pub const UNSIGNED: &str = "no `auth.allow_unsigned_jwt`";
    pub const HTTPS: &str = "issuer and endpoints are https";
    pub const HOUR: &str = "access tokens live an hour at most";
    pub const CODE_FLOW: &str = "only the code flow, no password grant";
    pub const TLS: &str = "TLS, by the server or in front";
    pub const HEADERS: &str = "identity headers from outside are removed";
    pub const HELIX_HEADERS: &str = "the same for NeMo Helix";
    pub const METRICS: &str = "`/metrics` and `/internal` stay inside";
    pub const SERVICE: &str =
        "unsigned `Bearer service:…` is refused from outside, before NeMo Platform";
    pub const CONNECT_SRC: &str = "`connect-src` names the provider's origin";
    pub const ADMIN_EMAIL: &str = "`auth.admin_email` is a person, and not `admin@example.com`";
    pub const TWO_ADMINS: &str = "two platform administrators, not ten";
    pub const DEFAULT_CLOSED: &str = "`default` is closed, or that is meant";
    pub const NO_OTHER_OPEN: &str = "no other workspace is open by accident";
    pub const CREATORS: &str = "who may create workspaces is decided";
    pub const BUS_FACTOR: &str = "two Admins per workspace";
    pub const READY: &str = "`/health/ready` and the metrics are watched";
}

/// All of it.
pub const CHECKLIST: &[Section] = &[
    (
        "Signing in",
        &[
            named::SIGN_IN,
            named::UNSIGNED,
            "no `--insecure-listen`",
            "`auth.oidc.audience` is set",
            named::HTTPS,
            "`auth.oidc.additional_issuers` and `trusted_issuers` are empty, or you know each; none has `email: trusted` but one of your own",
            named::HOUR,
            "refresh tokens rotate, and PKCE is enforced",
            named::CODE_FLOW,
            "`auth.oidc.require_verified_email`, where people register themselves",
            "the subject is a claim that never changes",
        ],
    ),
    (
        "The network",
        &[
            named::TLS,
            "one origin for Studio and platform, with nothing else on it",
            named::HEADERS,
            named::HELIX_HEADERS,
            "nobody reaches the platform but through the proxy",
            "a gateway proves itself with a secret where addresses change hands",
            named::METRICS,
            named::SERVICE,
            named::CONNECT_SRC,
            "`server.allowed_hosts` is set",
            "TLS to PostgreSQL is verified (`sslmode=verify-full`)",
        ],
    ),
    (
        "Access",
        &[
            named::ADMIN_EMAIL,
            named::TWO_ADMINS,
            "former administrators have lost the role",
            named::DEFAULT_CLOSED,
            named::NO_OTHER_OPEN,
            named::CREATORS,
            named::BUS_FACTOR,
            "access is reviewed",
            "programs have tokens with few scopes",
        ],
    ),
    (
        "Running it",
        &[
            "its own user, a read-only system, no capabilities",
            "back-ups of the database, tried",
            "the audit trail is copied elsewhere",
            "the log is kept",
            named::READY,
            "the settings file and secrets belong to the server's user, 0600",
            "on shared computers, `nmp-studio-tokens` is `memory`",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The first column of the tables of the page, by section.
    fn page() -> Vec<(String, Vec<String>)> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/hardening.md");
        let text = std::fs::read_to_string(path).unwrap();
        let mut sections: Vec<(String, Vec<String>)> = Vec::new();
        for line in text.lines() {
            if let Some(title) = line.strip_prefix("## ") {
                sections.push((title.to_owned(), Vec::new()));
            } else if let Some((_, items)) = sections.last_mut()
                && let Some((item, _)) = line
                    .strip_prefix("| ")
                    .and_then(|row| row.split_once(" | "))
                && !["item", "---"].contains(&item)
            {
                items.push(item.to_owned());
            }
        }
        sections.retain(|(_, items)| !items.is_empty());
        sections
    }

    #[test]
    fn the_checklist_is_the_page() {
        let owned = |(title, items): &Section| {
            let items = items.iter().map(|item| (*item).to_owned());
            ((*title).to_owned(), items.collect())
        };
        assert_eq!(page(), CHECKLIST.iter().map(owned).collect::<Vec<_>>());
    }
}
