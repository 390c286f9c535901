//! What the platform answers to requests from outside, none of which changes anything. They are those of the
//! page.

use nmp_sdk::native::NeMoPlatform;
use nmp_sdk::native::http::Probe;
use url::{Host, Url};

use super::Findings;
use super::items::named;

/// Where nobody may read without a token.
const WORKSPACES: &str = "/apis/entities/v2/workspaces";

/// Whether nobody can read along: https, or this machine itself.
pub(super) fn is_protected(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| {
        url.scheme() == "https"
            || match url.host() {
                Some(Host::Domain(name)) => name == "localhost",
                Some(Host::Ipv4(address)) => address.is_loopback(),
                Some(Host::Ipv6(address)) => address.is_loopback(),
                None => false,
            }
    })
}

pub(super) async fn look(platform: &NeMoPlatform, findings: &mut Findings) {
    let base = platform.base_url();
    if !is_protected(base) {
        let advice = "Give the server a certificate, or put a proxy with one in front.";
        findings.open(named::TLS, "tokens travel in the open", advice);
    } else if base.starts_with("https:") {
        findings.good(named::TLS, "the address begins with https");
    } else {
        findings.good(named::TLS, "the platform is on this machine");
    }
    let remove = "Let the proxy remove them; see docs/hardening.md.";
    for (item, header) in [
        (named::HEADERS, "X-NMP-Principal-Id"),
        (named::HELIX_HEADERS, "X-NHX-Principal-Id"),
    ] {
        let answer = ask(platform, WORKSPACES, &[(header, "nobody")]).await;
        refused(findings, item, answer, &[401], remove);
    }
    let answer = ask(
        platform,
        "/apis/files/v2/hf/x",
        &[("Authorization", "Bearer service:x")],
    )
    .await;
    let advice = "Refuse them in the proxy; see docs/hardening.md.";
    // A platform without files has nothing to give away.
    refused(findings, named::SERVICE, answer, &[401, 404], advice);
    let answer = ask(platform, "/metrics", &[]).await;
    let advice = "Don't forward them from outside.";
    refused(findings, named::METRICS, answer, &[401, 403, 404], advice);
    page(platform, findings).await;
    match ask(platform, "/health/ready", &[]).await {
        Some(answer) if answer.status == 200 => {
            findings.unknown(
                named::READY,
                "it is ready; who watches it can't be seen from here",
            );
        }
        Some(answer) if answer.status >= 500 => {
            let found = format!("it is not ready (status {})", answer.status);
            findings.open(named::READY, found, "See the server's log.");
        }
        _ => findings.unknown(named::READY, "it is not visible from here"),
    }
}

async fn page(platform: &NeMoPlatform, findings: &mut Findings) {
    let Some(answer) = ask(platform, "/studio/index.html", &[]).await else {
        return;
    };
    if answer.status != 200 {
        return findings.unknown(named::CONNECT_SRC, "Studio is not there");
    }
    let policy = answer.header("content-security-policy").unwrap_or_default();
    let sources = policy
        .split(';')
        .filter_map(|part| part.trim().strip_prefix("connect-src "))
        .next_back();
    match sources {
        Some(sources) if !sources.split_whitespace().any(|one| one == "*") => {
            findings.good(named::CONNECT_SRC, format!("connect-src {sources}"));
        }
        _ => findings.open(
            named::CONNECT_SRC,
            "an injected script could send tokens anywhere",
            "Let the proxy keep the header content-security-policy.",
        ),
    }
}

async fn ask(platform: &NeMoPlatform, path: &str, headers: &[(&str, &str)]) -> Option<Probe> {
    let url = format!("{}{path}", platform.base_url());
    platform.http().probe(&url, headers).await.ok()
}

/// Good, if the answer is one of those that give nothing away.
fn refused(
    findings: &mut Findings,
    item: &'static str,
    answer: Option<Probe>,
    refusals: &[u16],
    advice: &str,
) {
    match answer.map(|answer| answer.status) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_this_machine_are_protected() {
        for (url, expected) in [
            ("https://idp.example.com", true),
            ("http://127.0.0.1:8080", true),
            ("http://[::1]:8080/x", true),
            ("http://localhost", true),
            ("http://idp.example.com", false),
            ("http://localhost.example.com", false),
            ("nonsense", false),
        ] {
            assert_eq!(is_protected(url), expected, "{url}");
        }
    }
}
