//! The filter of a listing, as text and as brackets. A valid filter parses again in the form that
//! the answer echoes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use platform::filter::parse;

fuzz_target!(|filter: (&str, &str)| {
    let (text, path) = filter;
    let bracket = format!("filter[{path}");
    let _ = parse([(bracket.as_str(), text)].into_iter());
    if let Ok(Some(filter)) = parse([("filter", text)].into_iter()) {
        let echoed = filter.to_json().to_string();
        if let Ok(again) = parse([("filter", echoed.as_str())].into_iter()) {
            assert_eq!(again, Some(filter));
        }
    }
});
