//! The Content-Security-Policy of Studio's page (CSP Level 3).

use std::collections::BTreeSet;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};
use url::{Host, Url};

use crate::authn::provider::Metadata;
use crate::config::Auth;

/// The policy: only the app's own files, WebAssembly, the page's own inline scripts by their
/// hashes, and requests to the platform and to the identity provider.
pub(super) fn policy(script_hashes: &[String], provider_origins: &BTreeSet<String>) -> String {
    let scripts: String = script_hashes
        .iter()
        .map(|hash| format!(" {hash}"))
        .collect();
    let connect: String = provider_origins.iter().map(|o| format!(" {o}")).collect();
    [
        "default-src 'none'".to_owned(),
        // `wasm-unsafe-eval` lets WebAssembly compile; it does not let `eval` run.
        format!("script-src 'self' 'wasm-unsafe-eval'{scripts}"),
        "style-src 'self'".to_owned(),
        "img-src 'self' data:".to_owned(),
        "font-src 'self'".to_owned(),
        "manifest-src 'self'".to_owned(),
        format!("connect-src 'self'{connect}"),
        // The page has its own <base>, so this can't be 'none'.
        "base-uri 'self'".to_owned(),
        "form-action 'none'".to_owned(),
        "frame-ancestors 'none'".to_owned(),
        // Studio's `boot.js` has the one policy.
        "require-trusted-types-for 'script'".to_owned(),
        "trusted-types default".to_owned(),
    ]
    .join("; ")
}

/// The origins that Studio fetches from at sign-in: the issuer's, those of the endpoints in the
/// settings, and those in the provider's metadata once that is known.
pub(super) fn provider_origins(auth: &Auth, metadata: Option<&Metadata>) -> BTreeSet<String> {
    let Auth::Enabled(tokens) = auth else {
        return BTreeSet::new();
    };
    let Some(oidc) = &tokens.oidc else {
        return BTreeSet::new();
    };
    let issuer = Url::parse(&oidc.issuer).ok();
    [&oidc.endpoints.token, &oidc.endpoints.jwks, &issuer]
        .into_iter()
        .flatten()
        .chain(metadata.into_iter().flat_map(Metadata::fetched_by_apps))
        .filter_map(source)
        .collect()
}

/// The source that lets Studio fetch from an address. A policy can't name an IPv6 address: its
/// grammar has no brackets (CSP Level 3, section 2.3.1), and browsers ignore such a source. So it
/// is the scheme there; nothing narrower lets people sign in. `None` for a name with a special
/// meaning in a policy (`*`, `;`).
fn source(url: &Url) -> Option<String> {
    let origin = url.origin();
    match url.host()? {
        _ if !origin.is_tuple() => None,
        Host::Ipv6(_) => Some(format!("{}:", url.scheme())),
        Host::Ipv4(_) => Some(origin.ascii_serialization()),
        Host::Domain(name) => name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._".contains(c))
            .then(|| origin.ascii_serialization()),
    }
}

/// A source `'sha256-…'` for each inline script of a page. Scripts with `src` need none, and
/// scripts in comments don't count.
pub(super) fn script_hashes(html: &str) -> Vec<String> {
    let lower = html.to_ascii_lowercase();
    let mut hashes = Vec::new();
    let mut at = 0;
    while let Some(tag) = find(&lower, at, "<") {
        let rest = &lower[tag..];
        if rest.starts_with("<!--") {
            at = find(&lower, tag, "-->").map_or(lower.len(), |end| end + 3);
        } else if is_script_tag(rest) {
            let Some(start) = find(&lower, tag, ">").map(|end| end + 1) else {
                break;
            };
            let end = find(&lower, start, "</script").unwrap_or(lower.len());
            if !has_src(&lower[tag..start]) {
                // ASCII lower case keeps byte positions.
                let digest = Sha256::digest(&html.as_bytes()[start..end]);
                hashes.push(format!("'sha256-{}'", BASE64_STANDARD.encode(digest)));
            }
            at = end.max(start);
        } else {
            at = tag + 1;
        }
    }
    hashes
}

fn find(text: &str, from: usize, what: &str) -> Option<usize> {
    text.get(from..)?.find(what).map(|at| from + at)
}

fn is_script_tag(tag: &str) -> bool {
    tag.strip_prefix("<script")
        .and_then(|rest| rest.chars().next())
        .is_some_and(|next| next == '>' || next == '/' || next.is_ascii_whitespace())
}

fn has_src(tag: &str) -> bool {
    tag.split(|c: char| c.is_ascii_whitespace() || c == '>')
        .any(|attribute| attribute == "src" || attribute.starts_with("src="))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hash(script: &str) -> String {
        format!(
            "'sha256-{}'",
            BASE64_STANDARD.encode(Sha256::digest(script))
        )
    }

    #[test]
    fn inline_scripts_are_found_and_hashed_byte_for_byte() {
        let html = "<!DOCTYPE html><html><head>\n<!-- <script>no</script> -->\n\
            <SCRIPT type=\"module\">\nimport A from 'É';\n</SCRIPT>\
            <script src=\"/x.js\"></script><script data-src='x'>b()</script><scripty>c</scripty>";
        assert_eq!(
            script_hashes(html),
            [hash("\nimport A from 'É';\n"), hash("b()")]
        );
    }

    /// The example of CSP Level 3, section 2.3.1 (“alert('Hello, world.');”).
    #[test]
    fn the_example_of_the_specification() {
        assert_eq!(
            script_hashes("<script>alert('Hello, world.');</script>"),
            ["'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"]
        );
    }

    #[test]
    fn the_policy() {
        let origins = BTreeSet::from(["https://idp.example.com".to_owned()]);
        assert_eq!(
            policy(&["'sha256-x'".to_owned()], &origins),
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-x'; \
             style-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; \
             connect-src 'self' https://idp.example.com; base-uri 'self'; form-action 'none'; \
             frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default"
        );
    }

    #[test]
    fn sources_in_a_policy() {
        let cases = [
            (
                "https://idp.example.com/realms/x?y#z",
                Some("https://idp.example.com"),
            ),
            (
                "https://idp.example.com:8443/x",
                Some("https://idp.example.com:8443"),
            ),
            ("http://127.0.0.1:9000/x", Some("http://127.0.0.1:9000")),
            ("http://localhost:9000/x", Some("http://localhost:9000")),
            (
                "https://bücher.example/x",
                Some("https://xn--bcher-kva.example"),
            ),
            ("http://[::1]:9000/x", Some("http:")),
            ("https://[2001:db8::1]/x", Some("https:")),
            ("https://[::ffff:192.0.2.1]:8443/x", Some("https:")),
            ("https://*.example.com/x", None),
            ("https://a;script-src/x", None),
            ("data:text/plain,x", None),
        ];
        for (url, expected) in cases {
            assert_eq!(
                source(&Url::parse(url).unwrap()).as_deref(),
                expected,
                "{url}"
            );
        }
    }

    proptest! {
        /// A provider's metadata can't add a directive or another source.
        #[test]
        fn a_source_is_one_word(
            host in r"[a-z0-9.:;,*_' -]{1,20}|[\[]::1[\]]", port in 1u16.., path in ".{0,10}",
        ) {
            if let Ok(url) = Url::parse(&format!("https://{host}:{port}/{path}"))
                && let Some(source) = source(&url)
            {
                prop_assert!(source.starts_with("https:"));
                let allowed = |c: char| c.is_ascii_alphanumeric() || "-._:/".contains(c);
                prop_assert!(source.chars().all(allowed), "{source}");
            }
        }

        #[test]
        fn any_page(html in r"([<>/! a-zé=-]|<script|</script>|<!--|-->| src=){0,40}") {
            for source in script_hashes(&html) {
                prop_assert!(source.starts_with("'sha256-"));
            }
        }
    }
}
