//! Truncates what is too long for an answer.
//!
//! Lengths are those of the JSON, in which one character can take six bytes. A truncated text
//! ends in `…`, after a whole character.

use serde::Serialize;
use serde_json::{Map, Value};

/// Marks an omission.
const MARK: &str = "…";

/// The JSON size of a text of [`MARK`] alone.
const SHORTEST: usize = MARK.len() + 2;

/// The value, truncated if its JSON takes more than `most` bytes. Lists and objects lose items
/// from their end, with a [`MARK`] in their place.
pub fn of_value(value: &Value, most: usize) -> Value {
    if size_within(value, most).is_some() {
        return value.clone();
    }
    let too_small = || Value::from(MARK);
    match value {
        Value::String(text) => Value::from(of_text(text, most)),
        Value::Array(items) => {
            // Two brackets, and a comma with the mark.
            let Some(mut room) = most.checked_sub(2 + 1 + SHORTEST) else {
                return too_small();
            };
            let mut kept = Vec::new();
            for item in items {
                match size_within(item, room) {
                    Some(size) => {
                        kept.push(item.clone());
                        room = room.saturating_sub(size + 1);
                    }
                    None => {
                        if room > SHORTEST {
                            kept.push(of_value(item, room - 1));
                        }
                        break;
                    }
                }
            }
            kept.push(too_small());
            Value::Array(kept)
        }
        Value::Object(members) => {
            // Two braces, and a comma with the mark as name and value.
            let Some(mut room) = most.checked_sub(2 + 1 + 2 * SHORTEST + 1) else {
                return too_small();
            };
            let mut kept = Map::new();
            for (name, member) in members {
                let Some(left) =
                    size_within(name, room).and_then(|size| room.checked_sub(size + 2))
                else {
                    break;
                };
                let size = size_within(member, left);
                let Some(size) = size else {
                    if left > SHORTEST {
                        kept.insert(name.clone(), of_value(member, left));
                    }
                    break;
                };
                kept.insert(name.clone(), member.clone());
                room = left - size;
            }
            kept.insert(MARK.to_owned(), too_small());
            Value::Object(kept)
        }
        // Numbers and the like are short.
        Value::Null | Value::Bool(_) | Value::Number(_) => too_small(),
    }
}

/// The text, truncated if its JSON takes more than `most` bytes.
pub fn of_text(text: &str, most: usize) -> String {
    if json_size(text) <= most {
        return text.to_owned();
    }
    let mut room = most.saturating_sub(SHORTEST);
    let end = text
        .char_indices()
        .find_map(|(start, c)| match room.checked_sub(json_size_of(c)) {
            Some(left) => {
                room = left;
                None
            }
            None => Some(start),
        });
    let beginning = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
    format!("{beginning}{MARK}")
}

/// The text, truncated if it has more than `most` characters.
pub fn of_characters(text: &str, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    text.chars()
        .take(most.saturating_sub(1))
        .chain(MARK.chars())
        .collect()
}

/// How many bytes a text takes as JSON.
pub fn json_size(text: &str) -> usize {
    2 + text.chars().map(json_size_of).sum::<usize>()
}

fn json_size_of(c: char) -> usize {
    match c {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..='\u{1f}' => 6,
        c => c.len_utf8(),
    }
}

/// The size of a value's JSON, if that is at most `most` bytes.
fn size_within(value: &(impl Serialize + ?Sized), most: usize) -> Option<usize> {
    struct Counter {
        left: usize,
    }
    impl std::io::Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let left = self.left.checked_sub(bytes.len());
            self.left = left.ok_or(std::io::ErrorKind::FileTooLarge)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut counter = Counter { left: most };
    serde_json::to_writer(&mut counter, value).ok()?;
    Some(most - counter.left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn short_values_stay_and_long_ones_keep_their_beginning() {
        let small = json!({ "a": [1, "b", null, { "c": "é" }] });
        assert_eq!(of_value(&small, 100), small);
        let cases = [
            (json!("abcdefghijkl"), json!("abcdefg…")),
            (json!("äöüäöüäöü"), json!("äöü…")),
            (json!("\u{1}\u{1}\u{1}"), json!("\u{1}…")),
            (json!([1, 2, 3, 4, 5, 6, 7, 8]), json!([1, 2, "…"])),
            (json!([[[[[[[[0]]]]]]]]), json!(["…"])),
            (json!({ "name": "abcdefghij" }), json!("…")),
            (json!(123_456_789_012_i64), json!(123_456_789_012_i64)),
        ];
        for (value, cut) in cases {
            assert_eq!(of_value(&value, 12), cut, "{value}");
        }
        assert_eq!(
            of_value(
                &json!({ "name": "abcdefghijklmnopqrstuvwxyz", "roles": [] }),
                40
            ),
            json!({ "name": "abcdefghijklm…", "…": "…" })
        );
        assert_eq!(of_characters("abc", 3), "abc");
        assert_eq!(of_characters("äbcd", 3), "äb…");
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,60}".prop_map(Value::from),
            "[\\x00-\\x1f\"é]{0,60}".prop_map(Value::from),
        ];
        leaf.prop_recursive(12, 200, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::vec((".{0,30}", inner), 0..8).prop_map(Value::from_iter),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_result_is_longer_than_requested(value in any_value(), most in SHORTEST..200) {
            let cut = of_value(&value, most);
            prop_assert!(cut.to_string().len() <= most, "{cut}");
            if value.to_string().len() <= most {
                prop_assert_eq!(cut, value);
            }
        }

        #[test]
        fn texts_keep_their_beginning(text in any::<String>(), most in SHORTEST..100) {
            prop_assert_eq!(json_size(&text), Value::from(text.as_str()).to_string().len());
            let cut = of_text(&text, most);
            prop_assert!(json_size(&cut) <= most);
            let kept = cut.strip_suffix(MARK).unwrap_or(&cut);
            prop_assert!(text.starts_with(kept));
            if json_size(&text) <= most {
                prop_assert_eq!(&cut, &text);
            } else {
                prop_assert!(cut.ends_with(MARK));
            }
            prop_assert!(of_characters(&text, most).chars().count() <= most);
        }
    }
}
