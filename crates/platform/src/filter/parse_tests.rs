//! Tests of reading filters.

use super::*;
use proptest::prelude::*;

fn echo(query: &[(&str, &str)]) -> Result<String, FilterError> {
    parse(query.iter().copied())
        .map(|filter| filter.map_or("none".to_owned(), |filter| filter.to_json().to_string()))
}

#[test]
fn both_forms_are_echoed_with_every_operator_written_out() {
    let cases: [(&str, &str, &str); 9] = [
        ("page", "1", "none"),
        ("filter", "", "none"),
        ("filter[name]", "ml-team", r#"{"name":{"$eq":"ml-team"}}"#),
        ("filter[name][$like]", "ml", r#"{"name":{"$like":"ml"}}"#),
        ("filter[name][like]", "ml", r#"{"name":{"$like":"ml"}}"#),
        ("filter[name][$in]", "a,b", r#"{"name":{"$in":["a","b"]}}"#),
        (
            "filter",
            r#"{"description":null}"#,
            r#"{"description":{"$eq":null}}"#,
        ),
        (
            "filter",
            r#"{"$not":{"$or":[{"name":"a"},{"name":{"$like":"b"}}]}}"#,
            r#"{"$not":{"$or":[{"name":{"$eq":"a"}},{"name":{"$like":"b"}}]}}"#,
        ),
        (
            "filter",
            r#"{"created_at":{"$gte":"2026-11-01"}}"#,
            r#"{"created_at":{"$gte":"2026-11-01T00:00:00.000000"}}"#,
        ),
    ];
    for (name, value, expected) in cases {
        assert_eq!(
            echo(&[(name, value)]).as_deref(),
            Ok(expected),
            "{name}={value}"
        );
    }
    assert_eq!(
        echo(&[("filter[created_by]", "a"), ("filter[name]", "b")]).as_deref(),
        Ok(r#"{"$and":[{"created_by":{"$eq":"a"}},{"name":{"$eq":"b"}}]}"#)
    );
}

#[test]
fn invalid_filters_are_explained() {
    let deep = format!(
        "{}{{\"name\":\"a\"}}{}",
        "{\"$not\":".repeat(9),
        "}".repeat(9)
    );
    let wide = format!("{{\"$or\":[{}]}}", vec!["{\"name\":\"a\"}"; 101].join(","));
    let cases = [
        ("filter", "{", FilterError::Json("{".into())),
        ("filter[name", "a", FilterError::Form),
        ("filter[secret]", "a", FilterError::Field("secret".into())),
        (
            "filter[name][$regex]",
            "a",
            FilterError::Operator("$regex".into()),
        ),
        ("filter", r#"{"name":7}"#, FilterError::Value("name", "$eq")),
        (
            "filter",
            r#"{"created_at":{"$lt":"soon"}}"#,
            FilterError::Value("created_at", "$lt"),
        ),
        (
            "filter",
            r#"{"$or":[{"name":"a"}],"name":"b"}"#,
            FilterError::Mixed,
        ),
        ("filter", "{}", FilterError::Empty),
        ("filter", r#"{"$and":[]}"#, FilterError::Empty),
        ("filter", &deep, FilterError::TooLarge),
        ("filter", &wide, FilterError::TooLarge),
    ];
    for (name, value, expected) in cases {
        assert_eq!(echo(&[(name, value)]), Err(expected), "{name}={value}");
    }
}

proptest! {
    #[test]
    fn any_query(name in r"filter(\[[a-z$\]\[]{0,12})?", value in any::<String>()) {
        let _ = echo(&[(&name, &value)]);
    }

    #[test]
    fn an_echoed_filter_parses_again(value in r#"\{"(name|id)":(\{"\$(eq|like|in)":("[a-z%_]{0,4}"|\["x"\])\}|"y"|null)\}"#) {
        if let Ok(echoed) = echo(&[("filter", &value)]) {
            prop_assert_eq!(echo(&[("filter", &echoed)]), Ok(echoed));
        }
    }
}
