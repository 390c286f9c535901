//! The parameters of the audit trail.

use jiff::Timestamp;
use nmp_types::FieldError;
use nmp_types::page::{DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE};
use serde_json::{Map, Value, json};

use super::query::number;
use super::{Faults, Query, query_loc};
use crate::store::{AuditListing, VisibleAudit};

/// The parameters that filter the trail.
const FILTERS: [&str; 6] = [
    "workspace",
    "principal",
    "actor",
    "action",
    "since",
    "until",
];

/// The longest text to compare with: no name is longer.
pub const MAX_TEXT_CHARS: usize = 512;

/// Parses `page`, `page_size`, `sort` and the filters; empty filters count as absent.
///
/// # Errors
/// The faults: `int_parsing`, `greater_than_equal`, `less_than_equal`, `enum`,
/// `datetime_from_date_parsing`, `value_error`.
pub fn audit(query: &Query, visible: VisibleAudit) -> Result<AuditListing, Vec<FieldError>> {
    let mut faults = Faults::default();
    let page = number(query, "page", 1, u32::MAX, &mut faults);
    let most = MAX_PAGE_SIZE;
    let page_size = number(query, "page_size", DEFAULT_PAGE_SIZE, most, &mut faults);
    let oldest_first = match query.last("sort") {
        None | Some("-at") => false,
        Some("at") => true,
        Some(other) => {
            let expected = "'at' or '-at'";
            let msg = format!("Input should be {expected}");
            let ctx = json!({ "expected": expected });
            faults.add_with("enum", query_loc("sort"), msg, &json!(other), ctx);
            false
        }
    };
    let mut text = |name: &str| {
        let value = query.last_filled(name)?;
        if value.chars().count() > MAX_TEXT_CHARS {
            let msg = format!("String should have at most {MAX_TEXT_CHARS} characters");
            let ctx = json!({ "max_length": MAX_TEXT_CHARS });
            faults.add_with("string_too_long", query_loc(name), msg, &json!(value), ctx);
        }
        // No text in the database contains it, and PostgreSQL refuses it.
        if value.contains('\0') {
            let msg = "Value error, no NUL character";
            faults.add("value_error", query_loc(name), msg, &json!(value));
        }
        Some(value.to_owned())
    };
    let (workspace, principal) = (text("workspace"), text("principal"));
    let (actor, action) = (text("actor"), text("action"));
    let (since, until) = (
        moment(query, "since", &mut faults),
        moment(query, "until", &mut faults),
    );
    let listing = page.zip(page_size).map(|(page, page_size)| AuditListing {
        visible,
        workspace,
        principal,
        actor,
        action,
        since,
        until,
        oldest_first,
        page,
        page_size,
    });
    faults.unless_any(listing)
}

/// The filters as the answer echoes them; `None` without any.
pub fn audit_filter(query: &Query) -> Option<Value> {
    let given: Map<String, Value> = FILTERS
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), json!(query.last_filled(name)?))))
        .collect();
    (!given.is_empty()).then_some(Value::Object(given))
}

/// A date or a time, in UTC if it has no zone.
fn moment(query: &Query, name: &str, faults: &mut Faults) -> Option<Timestamp> {
    let text = query.last(name)?;
    let moment = crate::clock::parse_timestamp(text);
    if moment.is_none() {
        let msg = "Input should be a valid datetime, like 2026-11-23T18:08:14Z";
        faults.add(
            "datetime_from_date_parsing",
            query_loc(name),
            msg,
            &json!(text),
        );
    }
    moment
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(query: &str) -> Result<AuditListing, Vec<FieldError>> {
        audit(&Query::parse(Some(query)), VisibleAudit::All)
    }

    #[test]
    fn all_faults_are_reported_at_once() {
        let faults = parse("page=0&sort=id&since=yesterday&principal=a%00b").unwrap_err();
        let kinds: Vec<_> = faults.iter().map(|fault| fault.kind.as_str()).collect();
        assert_eq!(
            kinds,
            [
                "greater_than_equal",
                "enum",
                "value_error",
                "datetime_from_date_parsing"
            ]
        );
    }

    #[test]
    fn empty_filters_count_as_absent() {
        let query = Query::parse(Some("workspace=&principal=*&since=2026-11-23"));
        assert_eq!(
            audit_filter(&query),
            Some(json!({ "principal": "*", "since": "2026-11-23" }))
        );
        let listing = audit(&query, VisibleAudit::All).unwrap();
        assert_eq!(listing.workspace, None);
        assert_eq!(listing.since, "2026-11-23T00:00:00Z".parse().ok());
        assert_eq!(audit_filter(&Query::parse(None)), None);
    }

    proptest! {
        #[test]
        fn any_query(text in any::<String>()) {
            let _ = parse(&text);
        }
    }
}
