//! A token: parsed, and its claims checked. Header and payload are encoded here, so the fuzzer
//! need not learn base64url.
#![no_main]

use std::sync::LazyLock;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use nmp_types::claims::{is_address, is_name};
use platform::authn::claims::{self, Expectations};
use platform::authn::jwt;
use platform::config::{Auth, Environment, Settings, Tokens};

fn read(token: &str) {
    let Ok(jws) = jwt::parse(token) else { return };
    assert_eq!(token.matches('.').count(), 2);
    assert_eq!(jws.algorithm.is_none(), token.ends_with('.'));
    let now = Timestamp::from_second(1_700_000_000).expect("a moment");
    let Ok(principal) = claims::check(&jws.payload, &Expectations::unsigned(&TOKENS), now) else {
        return;
    };
    let named = &principal.named;
    assert!(is_name(&named.subject));
    assert!(named.email.as_deref().is_none_or(is_name));
    // A name in the form of an address matches bindings only if it is the verified address.
    for name in principal.names().all() {
        let stranger = is_address(name) && named.email.as_ref() != Some(name);
        assert!(!stranger, "{name:?} counts");
    }
}

/// The default rules.
static TOKENS: LazyLock<Tokens> = LazyLock::new(|| {
    // A provider's, so that the forms of names are checked; never contacted.
    let environment = Environment::from_iter([
        ("NMP_AUTH_ENABLED", "true"),
        ("NMP_AUTH_OIDC__ENABLED", "true"),
        ("NMP_AUTH_OIDC__ISSUER", "https://idp.example.com"),
        ("NMP_AUTH_OIDC__CLIENT_ID", "studio"),
    ]);
    let settings = Settings::load(None, &environment).expect("settings");
    match settings.auth {
        Auth::Enabled(tokens) => *tokens,
        Auth::Disabled => unreachable!("it is enabled"),
    }
});

fuzz_target!(|parts: (&str, &str, &str)| {
    let (header, payload, signature) = parts;
    read(header);
    let encode = |part: &str| BASE64_URL_SAFE_NO_PAD.encode(part);
    read(&format!(
        "{}.{}.{signature}",
        encode(header),
        encode(payload)
    ));
});
