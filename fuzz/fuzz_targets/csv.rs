//! A plan's file. A parsed plan is the same after writing and parsing it again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nmp_access::files::csv::{Csv, parse};
use nmp_access::files::encoding::Encoding;

fuzz_target!(|bytes: &[u8]| {
    // Browsers decode it.
    let _ = Encoding::of(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(records) = parse(text) else { return };
    let Some((heading, rest)) = records.split_first() else {
        return;
    };
    let mut csv = Csv::new(heading);
    for record in rest {
        csv.record(record);
    }
    assert_eq!(parse(&csv.finish()).as_ref(), Ok(&records));
});
