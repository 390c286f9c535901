//! JSON without duplicate members: accepts no more than plain JSON, with the same values.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nmp_oidc::jose::json::parse_object;
use serde_json::{Map, Value};

fuzz_target!(|text: &[u8]| {
    let plain = serde_json::from_slice::<Map<String, Value>>(text);
    match (parse_object(text), plain) {
        (Ok(strict), Ok(plain)) => {
            assert_eq!(strict, plain);
            // The written form has no duplicates, so it parses again.
            let written = serde_json::to_vec(&strict).expect("JSON");
            assert!(parse_object(&written).is_ok());
        }
        (Ok(_), Err(error)) => panic!("more than JSON: {error}"),
        (Err(_), _) => {}
    }
});
