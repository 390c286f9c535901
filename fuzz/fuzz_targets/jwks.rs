//! An identity provider's key set, and a token that claims to be signed by one of its keys.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nmp_oidc::jose::{Algorithm, Jws, KeySet, Unsigned};

/// `{"alg":"RS256"}`, `{}` and an invalid signature.
const TOKENS: [&str; 2] = [
    "eyJhbGciOiJSUzI1NiJ9.e30.AAAA",
    "eyJhbGciOiJFUzI1NiJ9.e30.AAAA",
];

fuzz_target!(|document: &[u8]| {
    let Ok(keys) = KeySet::parse(document) else {
        return;
    };
    let mut found = 0;
    for (algorithm, token) in [Algorithm::Rs256, Algorithm::Es256].into_iter().zip(TOKENS) {
        let jws = Jws::parse(token, Unsigned::Refused).expect("a token");
        let candidates = keys.candidates(algorithm, None);
        found += candidates.len();
        assert!(candidates.iter().all(|key| !key.verifies(&jws)));
    }
    assert_eq!(found, keys.count(), "each key is for one algorithm");
    assert_eq!(keys.usable().is_ok(), found > 0);
});
