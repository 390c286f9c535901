//! Known providers, as their documentation shows their metadata and tokens (`fixtures/providers`),
//! through the platform's code: settings, keys, signature, claims, and what `check-idp` says of the
//! metadata. `docs/providers.md` has the same settings.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use nmp_oidc::jose::KeySet;
use nmp_types::{ClaimRules, OidcDiscovery};
use platform::authn::claims::{self, Expectations};
use platform::authn::{Defect, Principal, jwt};
use platform::commands::check_idp::{Verdict, judge_metadata};
use platform::config::{Auth, Environment, Settings, Tokens};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::support::issuer::SigningKey;

#[derive(Deserialize)]
struct Fixture {
    provider: String,
    sources: Vec<String>,
    issuer: String,
    client_id: String,
    claims: ClaimRules,
    /// Lines of YAML; `None` for a provider that can't be used without a broker.
    settings: Option<Vec<String>>,
    metadata: Map<String, Value>,
    /// What `check-idp` says of the metadata, except what passes.
    not_pass: BTreeMap<String, String>,
    tokens: Vec<Token>,
}

#[derive(Deserialize)]
struct Token {
    what: String,
    header: Option<Value>,
    claims: Option<Value>,
    opaque: Option<String>,
    expect: Expected,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Expected {
    Refused {
        refused: String,
    },
    Named {
        subject: String,
        email: Option<String>,
        groups: Vec<String>,
        groups_left_out: bool,
    },
}

fn fixtures() -> Vec<(String, Fixture)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/providers");
    let mut all: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let fixture = serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (name, fixture)
        })
        .collect();
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    assert!(all.len() >= 12, "{}", all.len());
    all
}

impl Fixture {
    /// The settings of the recipe; for a provider without one, the least.
    fn yaml(&self) -> String {
        let least = || {
            let Self {
                issuer, client_id, ..
            } = self;
            format!(
                "auth:\n  enabled: true\n  oidc:\n    enabled: true\n    issuer: {issuer}\n    \
                 client_id: {client_id}"
            )
        };
        self.settings
            .as_ref()
            .map_or_else(least, |lines| lines.join("\n"))
    }

    fn load(&self) -> (Tokens, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("platform.yaml");
        std::fs::write(&file, self.yaml()).unwrap();
        let settings = Settings::load(Some(&file), &Environment::default()).unwrap();
        let Auth::Enabled(tokens) = settings.auth else {
            panic!("{}: auth is off", self.provider)
        };
        (*tokens, settings.warnings)
    }
}

#[test]
fn the_settings_of_each_recipe_are_good() {
    for (name, fixture) in fixtures() {
        let (tokens, warnings) = fixture.load();
        let oidc = tokens.oidc.as_ref().unwrap();
        assert_eq!(oidc.issuer, fixture.issuer, "{name}");
        assert_eq!(oidc.client_id, fixture.client_id, "{name}");
        assert_eq!(tokens.claims, fixture.claims, "{name}");
        if fixture.settings.is_some() {
            let expected = |warning: &&String| {
                warning.starts_with("auth.admin_email")
                    || (oidc.allow_any_audience && warning.starts_with("auth.oidc.audience"))
            };
            let others: Vec<_> = warnings.iter().filter(|w| !expected(w)).collect();
            assert!(others.is_empty(), "{name}: {others:?}");
        }
        let cited = |source: &String| source.starts_with("https://");
        assert!(fixture.sources.iter().all(cited), "{name}");
    }
}

#[test]
fn the_metadata_are_judged_as_expected() {
    for (name, fixture) in fixtures() {
        let (tokens, _) = fixture.load();
        let oidc = tokens.oidc.as_ref().unwrap();
        let discovery: OidcDiscovery = serde_json::from_value(json!({
            "issuer": oidc.issuer, "client_id": oidc.client_id,
            "default_scopes": oidc.default_scopes, "scope_prefix": tokens.scope_prefix,
        }))
        .unwrap();
        let findings = judge_metadata(&fixture.metadata, &discovery);
        let others: BTreeMap<String, String> = findings
            .iter()
            .filter(|finding| finding.verdict != Verdict::Pass)
            .map(|finding| {
                let verdict = serde_json::to_value(finding.verdict).unwrap();
                (finding.id.to_owned(), verdict.as_str().unwrap().to_owned())
            })
            .collect();
        assert_eq!(others, fixture.not_pass, "{name}: {findings:?}");
    }
}

/// The platform's way from a token to a principal, with the time of the token.
fn check(token: &Token, tokens: &Tokens, key: &SigningKey) -> Result<Principal, Defect> {
    let text = match (&token.opaque, &token.claims) {
        (Some(opaque), _) => opaque.clone(),
        (None, Some(claims)) => match &token.header {
            Some(header) => key.sign_with(header, claims),
            None => key.sign_with(&json!({ "alg": "RS256", "typ": "JWT", "kid": "k" }), claims),
        },
        (None, None) => panic!("{}: no token", token.what),
    };
    let jws = jwt::parse(&text)?;
    let keys = KeySet::parse(json!({ "keys": [key.public()] }).to_string().as_bytes()).unwrap();
    let candidates = keys.candidates(jws.algorithm.unwrap(), jws.key_id());
    assert!(candidates.iter().any(|key| key.verifies(&jws)));
    let issued = jws.payload["iat"].as_i64().unwrap();
    let now = Timestamp::from_second(issued + 60).unwrap();
    let oidc = tokens.oidc.as_ref().unwrap();
    claims::check(&jws.payload, &Expectations::signed(tokens, oidc), now)
}

#[test]
fn each_token_is_taken_for_whom_it_names() {
    let key = SigningKey::rs256("k");
    for (name, fixture) in fixtures() {
        let (tokens, _) = fixture.load();
        for token in &fixture.tokens {
            let what = format!("{name}: {}", token.what);
            match (check(token, &tokens, &key), &token.expect) {
                (Err(defect), Expected::Refused { refused }) => {
                    assert_eq!(defect.to_string(), *refused, "{what}");
                }
                (
                    Ok(principal),
                    Expected::Named {
                        subject,
                        email,
                        groups,
                        groups_left_out,
                    },
                ) => {
                    let named = &principal.named;
                    assert_eq!(named.subject, *subject, "{what}");
                    assert!(named.subject_counts, "{what}");
                    assert_eq!(named.email, *email, "{what}");
                    assert_eq!(named.groups, *groups, "{what}");
                    assert_eq!(named.groups_left_out, *groups_left_out, "{what}");
                }
                (outcome, _) => panic!("{what}: {outcome:?}"),
            }
        }
    }
}

/// Each recipe has the settings of its fixture, word for word, and names where they come from.
#[test]
fn the_page_has_the_settings_of_each_provider() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/providers.md");
    let page = std::fs::read_to_string(page).unwrap();
    let blocks = page.matches("```yaml\n").count();
    let mut expected = 0;
    for (name, fixture) in fixtures() {
        assert!(page.contains(&fixture.sources[0]), "{name}: no source");
        assert!(page.contains(&format!("`{name}.json`")), "{name}");
        if let Some(lines) = &fixture.settings {
            let block = format!("```yaml\n{}\n```", lines.join("\n"));
            assert!(page.contains(&block), "{name}:\n{block}");
            expected += 1;
        }
    }
    assert_eq!(blocks, expected, "a block without a fixture");
}
