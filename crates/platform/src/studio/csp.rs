//! The Content-Security-Policy of Studio's page (CSP Level 3).

use std::collections::BTreeSet;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};
use url::Url;

use crate::config::Auth;
use crate::state::AppState;

/// The policy: nothing but the app's own files, WebAssembly, the page's own inline scripts by
/// their hashes, and requests to the platform and to the identity provider.
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
        // The page has a <base> of its own, so this can't be 'none'.
        "base-uri 'self'".to_owned(),
        "form-action 'none'".to_owned(),
        "frame-ancestors 'none'".to_owned(),
        // Studio's `boot.js` has the one policy.
        "require-trusted-types-for 'script'".to_owned(),
        "trusted-types default".to_owned(),
    ]
    .join("; ")
}

/// The origins that Studio fetches from when people sign in: those of the issuer and of the
/// endpoints in the settings, and those in the provider's metadata once that is known.
pub(super) fn provider_origins(state: &AppState) -> BTreeSet<String> {
    let Auth::Enabled(tokens) = &state.settings.auth else {
        return BTreeSet::new();
    };
    let Some(oidc) = &tokens.oidc else {
        return BTreeSet::new();
    };
    let issuer = Url::parse(&oidc.issuer).ok();
    let metadata = state
        .provider
        .as_ref()
        .and_then(|provider| provider.metadata());
    [&oidc.endpoints.token, &oidc.endpoints.jwks, &issuer]
        .into_iter()
        .flatten()
        .chain(
            metadata
                .iter()
                .flat_map(|metadata| metadata.fetched_by_apps()),
        )
        .map(Url::origin)
        .filter(url::Origin::is_tuple)
        .map(|origin| origin.ascii_serialization())
        .collect()
}

/// A source `'sha256-…'` for each inline script of a page. A script with `src` needs none, and
/// one in a comment is none.
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
                // ASCII lower case moves no byte.
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

    proptest! {
        #[test]
        fn any_page(html in r"([<>/! a-zé=-]|<script|</script>|<!--|-->| src=){0,40}") {
            for source in script_hashes(&html) {
                prop_assert!(source.starts_with("'sha256-"));
            }
        }
    }
}
