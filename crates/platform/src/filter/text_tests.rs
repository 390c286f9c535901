//! Tests of the textual form; the expected results are what NeMo Platform 0.3.0 echoes.

use proptest::prelude::*;

use super::super::parse;
use super::*;

fn echo(text: &str) -> Result<String, FilterError> {
    parse([("filter", text)].into_iter())
        .map(|filter| filter.map_or("none".to_owned(), |filter| filter.to_json().to_string()))
}

#[test]
fn every_form_is_understood() {
    for (text, expected) in [
        (r#"name:"ml-team""#, r#"{"name":{"$eq":"ml-team"}}"#),
        (r#"name ~ "ML""#, r#"{"name":{"$like":"ML"}}"#),
        (r#"name>"e""#, r#"{"name":{"$gt":"e"}}"#),
        (r#"name<="e""#, r#"{"name":{"$lte":"e"}}"#),
        (r#"created_by:null"#, r#"{"created_by":{"$eq":null}}"#),
        (r#"-name:"a""#, r#"{"$not":{"name":{"$eq":"a"}}}"#),
        (r#"name IN ["a", "b"]"#, r#"{"name":{"$in":["a","b"]}}"#),
        (r#"name not in []"#, r#"{"name":{"$nin":[]}}"#),
        (
            r#"name:"a" OR name:"b""#,
            r#"{"$or":[{"name":{"$eq":"a"}},{"name":{"$eq":"b"}}]}"#,
        ),
        (
            r#"name:"a" or name:"b" and created_by:null"#,
            r#"{"$or":[{"name":{"$eq":"a"}},{"$and":[{"name":{"$eq":"b"}},{"created_by":{"$eq":null}}]}]}"#,
        ),
        (
            r#"name:"a" id:"b""#,
            r#"{"$and":[{"name":{"$eq":"a"}},{"id":{"$eq":"b"}}]}"#,
        ),
        (
            r#"(name:"a" OR name~"ml") AND -created_by:null"#,
            r#"{"$and":[{"$or":[{"name":{"$eq":"a"}},{"name":{"$like":"ml"}}]},{"$not":{"created_by":{"$eq":null}}}]}"#,
        ),
        (
            r#"-(name:"a" OR name:"b")"#,
            r#"{"$not":{"$or":[{"name":{"$eq":"a"}},{"name":{"$eq":"b"}}]}}"#,
        ),
        (r#"name:"a\"b\\""#, r#"{"name":{"$eq":"a\"b\\"}}"#),
    ] {
        assert_eq!(echo(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn errors_name_the_place() {
    for (text, message) in [
        (
            "name:ml",
            "Invalid filter query: unexpected ml at column 6; expected a string in double quotes, a number or null",
        ),
        (
            "name:",
            "Invalid filter query: unexpected the end at column 6; expected a string in double quotes, a number or null",
        ),
        (
            r#""ml""#,
            r#"Invalid filter query: unexpected "ml" at column 1; expected a field, - or an opening parenthesis"#,
        ),
        (
            r#"name:"é" AND"#,
            "Invalid filter query: unexpected the end at column 13; expected a field, - or an opening parenthesis",
        ),
        (
            r#"(name:"a""#,
            "Invalid filter query: unexpected the end at column 10; expected AND, OR or a closing parenthesis",
        ),
        (
            r#"name:"a")"#,
            "Invalid filter query: unexpected ) at column 9; expected AND, OR or the end",
        ),
        (
            r#"name:"a"#,
            "Invalid filter query: unexpected \" at column 6; expected a field, an operator or a value",
        ),
        (
            r#"name NOT "a""#,
            r#"Invalid filter query: unexpected "a" at column 10; expected IN"#,
        ),
        (
            r#"--name:"a""#,
            "Invalid filter query: unexpected - at column 2; expected a field or an opening parenthesis",
        ),
        (
            "name:-1",
            "The filter value of 'name' has the wrong type for $eq",
        ),
    ] {
        assert_eq!(echo(text).unwrap_err().to_string(), message, "{text}");
    }
    for unknown in [r#"data.size:"x""#, r#"metadata["size"]:"x""#] {
        assert!(
            matches!(echo(unknown), Err(FilterError::Field(_))),
            "{unknown}"
        );
    }
    let deep = format!("{}name:\"a\"{}", "(".repeat(5000), ")".repeat(5000));
    assert_eq!(echo(&deep), Err(FilterError::TooLarge));
    assert_eq!(echo(&"-(".repeat(5000)), Err(FilterError::TooLarge));
}

proptest! {
    #[test]
    fn any_text(text in r#"[a-z "\\:~<>=\[\](),.\-0-9é]{0,40}"#) {
        let _ = echo(&text);
    }

    #[test]
    fn values_round_trip(value in "[ -~é]{0,10}") {
        let text = format!("name:{}", json!(value));
        prop_assert_eq!(echo(&text), Ok(json!({ "name": { "$eq": value } }).to_string()));
    }
}
