//! Query parameters.

use nmp_types::page::{DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE};
use nmp_types::{FieldError, WorkspaceSort};
use serde_json::json;
use url::form_urlencoded;

use super::{Faults, query_loc};

/// The decoded pairs of a query, in order.
#[derive(Debug, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Decodes a query. Bytes that aren't UTF-8 become replacement characters, which then
    /// match nothing.
    pub fn parse(query: Option<&str>) -> Self {
        let query = query.unwrap_or_default().as_bytes();
        Self(form_urlencoded::parse(query).into_owned().collect())
    }

    /// The pairs.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of a parameter; the last one if it is repeated.
    pub fn last(&self, name: &str) -> Option<&str> {
        self.pairs()
            .filter(|(key, _)| *key == name)
            .map(|(_, value)| value)
            .last()
    }

    /// The same, where an empty value counts as absent.
    pub fn last_filled(&self, name: &str) -> Option<&str> {
        self.last(name).filter(|value| !value.is_empty())
    }
}

/// Parses `page`, `page_size` and `sort` of a listing.
///
/// # Errors
/// The faults: `int_parsing`, `greater_than_equal`, `less_than_equal`, `enum`.
pub fn listing(query: &Query) -> Result<(u32, u32, WorkspaceSort), Vec<FieldError>> {
    let mut faults = Faults::default();
    // Beyond this page the offset would not fit the database's integers.
    let page = number(query, "page", 1, u32::MAX, &mut faults);
    let page_size = number(
        query,
        "page_size",
        DEFAULT_PAGE_SIZE,
        MAX_PAGE_SIZE,
        &mut faults,
    );
    let sort = match query.last("sort") {
        None => Some(WorkspaceSort::default()),
        Some(text) => {
            let sort = text.parse().ok();
            if sort.is_none() {
                let expected = WorkspaceSort::EXPECTED;
                let msg = format!("Input should be {expected}");
                let ctx = json!({ "expected": expected });
                faults.add_with("enum", query_loc("sort"), msg, &json!(text), ctx);
            }
            sort
        }
    };
    let all = page
        .zip(page_size)
        .zip(sort)
        .map(|((page, page_size), sort)| (page, page_size, sort));
    faults.unless_any(all)
}

/// Parses `page`, `page_size` and `sort` of the listing of role bindings; whether the latest come
/// first.
///
/// # Errors
/// The faults, as of [`listing`].
pub fn role_bindings(query: &Query) -> Result<(u32, u32, bool), Vec<FieldError>> {
    let mut faults = Faults::default();
    let page = number(query, "page", 1, u32::MAX, &mut faults);
    let most = MAX_PAGE_SIZE;
    let page_size = number(query, "page_size", DEFAULT_PAGE_SIZE, most, &mut faults);
    let latest_first = match query.last("sort") {
        None | Some("created_at") => Some(false),
        Some("-created_at") => Some(true),
        Some(other) => {
            let expected = "'created_at' or '-created_at'";
            let msg = format!("Input should be {expected}");
            let ctx = json!({ "expected": expected });
            faults.add_with("enum", query_loc("sort"), msg, &json!(other), ctx);
            None
        }
    };
    let all = page.zip(page_size).zip(latest_first);
    faults.unless_any(all.map(|((page, page_size), latest_first)| (page, page_size, latest_first)))
}

pub(super) fn number(
    query: &Query,
    name: &str,
    default: u32,
    most: u32,
    faults: &mut Faults,
) -> Option<u32> {
    let Some(text) = query.last(name) else {
        return Some(default);
    };
    let loc = query_loc(name);
    let Ok(number) = text.trim().parse::<i128>() else {
        let msg = "Input should be a valid integer, unable to parse string as an integer";
        faults.add("int_parsing", loc, msg, &json!(text));
        return None;
    };
    if number < 1 {
        let msg = "Input should be greater than or equal to 1";
        faults.add_with(
            "greater_than_equal",
            loc,
            msg,
            &json!(text),
            json!({ "ge": 1 }),
        );
        None
    } else if number > i128::from(most) {
        let msg = format!("Input should be less than or equal to {most}");
        faults.add_with(
            "less_than_equal",
            loc,
            msg,
            &json!(text),
            json!({ "le": most }),
        );
        None
    } else {
        u32::try_from(number).ok()
    }
}

/// Checks `wait_role_propagation`, a boolean as the real platform (pydantic) spells it. It has no
/// effect: changes are live here before their answer is sent.
///
/// # Errors
/// The fault `bool_parsing`.
pub fn waits(query: &Query) -> Result<(), Vec<FieldError>> {
    const NAME: &str = "wait_role_propagation";
    let words = [
        "true", "1", "yes", "y", "on", "t", "false", "0", "no", "n", "off", "f",
    ];
    let mut faults = Faults::default();
    if let Some(text) = query.last(NAME)
        && !words.contains(&text.to_ascii_lowercase().as_str())
    {
        let msg = "Input should be a valid boolean, unable to interpret input";
        faults.add("bool_parsing", query_loc(NAME), msg, &json!(text));
    }
    faults.unless_any(Some(()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn all_faults_are_reported_at_once() {
        let query = Query::parse(Some("page=x&page_size=0&sort=bogus"));
        let faults = listing(&query).unwrap_err();
        let kinds: Vec<_> = faults.iter().map(|fault| fault.kind.as_str()).collect();
        assert_eq!(kinds, ["int_parsing", "greater_than_equal", "enum"]);
    }

    #[test]
    fn defaults() {
        let (page, page_size, sort) = listing(&Query::parse(None)).unwrap();
        assert_eq!(
            (page, page_size, sort.to_string().as_str()),
            (1, 100, "-created_at")
        );
    }

    #[test]
    fn waiting_is_a_boolean() {
        for query in [
            None,
            Some("wait_role_propagation=false"),
            Some("wait_role_propagation=1"),
        ] {
            assert_eq!(waits(&Query::parse(query)), Ok(()), "{query:?}");
        }
        let faults = waits(&Query::parse(Some("wait_role_propagation=maybe"))).unwrap_err();
        assert_eq!(faults[0].kind, "bool_parsing");
    }

    proptest! {
        #[test]
        fn any_query(text in any::<String>()) {
            let _ = listing(&Query::parse(Some(&text)));
        }
    }
}
