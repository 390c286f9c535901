//! What the platform answers to requests from outside, of which no one changes anything. They are
//! those of the page.

use super::items::named;
use super::{Advice, Findings};

/// Where nobody may read without a token.
pub const WORKSPACES: &str = "/apis/entities/v2/workspaces";

/// Where services read files on NeMo Platform.
pub const FILES: &str = "/apis/files/v2/hf/x";

/// Claims to be a service.
pub const SERVICE: (&str, &str) = ("Authorization", "Bearer service:x");

/// The headers of an identity that nobody may send from outside, by the item that each is for.
pub const IDENTITY_HEADERS: [(&str, (&str, &str)); 2] = [
    (named::HEADERS, ("X-NMP-Principal-Id", "nobody")),
    (named::HELIX_HEADERS, ("X-NHX-Principal-Id", "nobody")),
];

/// The statuses of answers; `None` where none came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answers {
    /// `GET /metrics`.
    pub metrics: Option<u16>,
    /// `GET /health/ready`.
    pub ready: Option<u16>,
}

const REMOVE: Advice = Advice::elsewhere("Let the proxy remove them; see docs/hardening.md");
const REFUSE: Advice = Advice::elsewhere("Refuse them in the proxy; see docs/hardening.md");
const INSIDE: Advice = Advice::elsewhere("Don't forward them from outside");

/// Judges the address of the platform.
pub fn judge_address(base: &str, findings: &mut Findings) {
    if !is_protected(base) {
        findings.open(
            named::TLS,
            "tokens travel in the open",
            Advice::elsewhere(
                "Give the server a certificate, or put a proxy with one in front of it",
            ),
        );
    } else if base.starts_with("https:") {
        findings.good(named::TLS, "the address begins with https");
    } else {
        findings.good(named::TLS, "the platform is on this machine");
    }
}

/// Judges the answers that need no header.
pub fn judge_answers(answers: Answers, findings: &mut Findings) {
    let Answers { metrics, ready } = answers;
    refused(
        findings,
        named::METRICS,
        metrics,
        &[401, 403, 404, 421],
        INSIDE,
    );
    match ready {
        Some(200) => findings.unknown(
            named::READY,
            "it is ready; who watches it can't be seen from here",
        ),
        Some(status @ 500..) => findings.open(
            named::READY,
            format!("it is not ready (status {status})"),
            Advice::elsewhere("See the server's log"),
        ),
        _ => findings.unknown(named::READY, "it is not visible from here"),
    }
}

/// Judges a request for workspaces that has the header of an identity, and no token.
pub fn judge_identity_header(item: &'static str, status: Option<u16>, findings: &mut Findings) {
    refused(findings, item, status, &[401], REMOVE);
}

/// Judges a request that claims to be a service. A platform without files has nothing to give away.
pub fn judge_service(status: Option<u16>, findings: &mut Findings) {
    refused(findings, named::SERVICE, status, &[401, 404], REFUSE);
}

/// Judges the policy that Studio's page comes with: the header `Content-Security-Policy`.
pub fn judge_policy(policy: &str, findings: &mut Findings) {
    let sources = policy
        .split(';')
        .filter_map(|part| part.trim().strip_prefix("connect-src "))
        .next_back();
    let anywhere = |source: &str| matches!(source, "*" | "https:" | "http:");
    match sources {
        Some(sources) if !sources.split_whitespace().any(anywhere) => {
            findings.good(named::CONNECT_SRC, format!("connect-src {sources}"));
        }
        _ => findings.open(
            named::CONNECT_SRC,
            "an injected script could send tokens anywhere",
            Advice::elsewhere("Let the proxy keep or send the header Content-Security-Policy"),
        ),
    }
}

/// Good, if the answer is one of those that give nothing away.
fn refused(
    findings: &mut Findings,
    item: &'static str,
    status: Option<u16>,
    refusals: &[u16],
    advice: Advice,
) {
    match status {
        Some(status) if refusals.contains(&status) => {
            findings.good(item, format!("refused (status {status})"));
        }
        Some(status) if (200..300).contains(&status) => {
            findings.open(item, format!("answered (status {status})"), advice);
        }
        Some(status) => findings.unknown(item, format!("status {status}")),
        None => findings.unknown(item, "no answer"),
    }
}

/// Whether nobody can read along: https, or this machine itself.
pub fn is_protected(url: &str) -> bool {
    if url.starts_with("https://") {
        return true;
    }
    let Some(rest) = url.strip_prefix("http://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    if authority.contains('@') {
        return false;
    }
    let host = match authority.strip_prefix('[') {
        Some(rest) => return rest.split(']').next() == Some("::1"),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host == "localhost"
        || host
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::super::{State, Tally};
    use super::*;

    #[test]
    fn only_https_and_this_machine_are_protected() {
        for (url, expected) in [
            ("https://idp.example.com", true),
            ("http://127.0.0.1:8080", true),
            ("http://127.9.9.9/x", true),
            ("http://[::1]:8080/x", true),
            ("http://localhost", true),
            ("http://localhost:8080/studio", true),
            ("http://idp.example.com", false),
            ("http://localhost.example.com", false),
            ("http://localhost@example.com", false),
            ("http://127.0.0.1.example.com", false),
            ("http://128.0.0.1", false),
            ("http://[::2]", false),
            ("nonsense", false),
            ("", false),
        ] {
            assert_eq!(is_protected(url), expected, "{url}");
        }
    }

    fn state_of(item: &str, findings: &Findings) -> State {
        let rows = findings.rows();
        let row = rows.iter().find(|row| row.item == item);
        row.unwrap().finding.state
    }

    #[test]
    fn only_a_refusal_is_good() {
        for (status, expected) in [
            (Some(401), State::Good),
            (Some(200), State::Open),
            (Some(204), State::Open),
            (Some(302), State::Unknown),
            (Some(500), State::Unknown),
            (None, State::Unknown),
        ] {
            let mut findings = Findings::default();
            judge_identity_header(named::HEADERS, status, &mut findings);
            assert_eq!(state_of(named::HEADERS, &findings), expected, "{status:?}");
        }
    }

    #[test]
    fn a_policy_that_lets_everything_out_is_open() {
        for (policy, expected) in [
            ("connect-src 'self' https://idp.example.com", State::Good),
            (
                "default-src 'none'; connect-src 'self'; img-src *",
                State::Good,
            ),
            ("connect-src *", State::Open),
            ("connect-src 'self' https:", State::Open),
            ("script-src 'self'", State::Open),
            ("", State::Open),
        ] {
            let mut findings = Findings::default();
            judge_policy(policy, &mut findings);
            assert_eq!(
                state_of(named::CONNECT_SRC, &findings),
                expected,
                "{policy}"
            );
        }
    }

    #[test]
    fn readiness_is_never_good_by_itself() {
        let mut findings = Findings::default();
        let answers = Answers {
            metrics: None,
            ready: Some(200),
        };
        judge_answers(answers, &mut findings);
        assert_eq!(Tally::of(&findings.rows()).good, 0);
    }
}
