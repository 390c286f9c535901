//! Bindings, plans and reviews as files, and back.
//!
//! * [`exchange`]: what each kind of file holds.
//! * [`csv`], [`markdown`]: the formats; [`encoding`]: how a file's characters are encoded.

pub mod csv;
pub mod encoding;
pub mod exchange;
pub mod markdown;
