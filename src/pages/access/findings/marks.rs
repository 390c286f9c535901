//! Numbers of findings, written as briefly as chips are.

use nmp_access::Count;

use crate::ui::number::grouped;

/// How many there are, for a chip: the number, a number with “+” where there may be more, or “?”.
pub fn count_mark(count: Count) -> (String, Option<&'static str>) {
    match count {
        Count::Known(count) => (grouped(count), None),
        Count::AtLeast(count) => (format!("{}+", grouped(count)), Some(" or more")),
        Count::Unknown => ("?".to_owned(), Some(" not known")),
    }
}
