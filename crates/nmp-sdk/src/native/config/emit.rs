//! Writes YAML in the form of PyYAML's `safe_dump`, which NVIDIA's programs use: blocks, lists not
//! indented below their key.

use std::fmt::Write;

use super::yaml::{Entry, File, Item, Map, Node};

/// Writes a file.
pub fn emit(file: &File) -> String {
    let mut text = String::new();
    map(&mut text, &file.root, 0, false);
    comments(&mut text, &file.below, 0);
    text
}

fn comments(text: &mut String, lines: &[String], indent: usize) {
    for line in lines {
        let _ = writeln!(text, "{:indent$}#{line}", "");
    }
}

/// The entries of a map; the first stands behind the `- ` of a list if `is_inline`.
fn map(text: &mut String, map: &Map, indent: usize, is_inline: bool) {
    for (place, entry) in map.0.iter().enumerate() {
        let Entry {
            above,
            key,
            value,
            beside,
        } = entry;
        let is_first = is_inline && place == 0;
        if !is_first {
            comments(text, above, indent);
            let _ = write!(text, "{:indent$}", "");
        }
        let _ = write!(text, "{key}:");
        after_key(text, value, beside.as_deref(), indent);
    }
}

fn after_key(text: &mut String, value: &Node, beside: Option<&str>, indent: usize) {
    match value {
        Node::List(items) if !items.is_empty() => {
            text.push('\n');
            list(text, items, indent);
        }
        Node::Map(entries) if !entries.0.is_empty() => {
            text.push('\n');
            map(text, entries, indent + 2, false);
        }
        small => {
            text.push(' ');
            line(text, small, beside);
        }
    }
}

fn list(text: &mut String, items: &[Item], indent: usize) {
    for item in items {
        comments(text, &item.above, indent);
        // A comment can't stand between the dash and the first key.
        if let Node::Map(entries) = &item.value {
            let first = entries.0.first().map(|entry| entry.above.as_slice());
            comments(text, first.unwrap_or_default(), indent);
        }
        let _ = write!(text, "{:indent$}- ", "");
        match &item.value {
            Node::Map(entries) if !entries.0.is_empty() => map(text, entries, indent + 2, true),
            Node::List(inner) if !inner.is_empty() => {
                // The form that needs no rule for what stands behind a dash.
                text.pop();
                text.push('\n');
                list(text, inner, indent + 2);
            }
            small => line(text, small, item.beside.as_deref()),
        }
    }
}

/// A value of one line.
fn line(text: &mut String, value: &Node, beside: Option<&str>) {
    let _ = match value {
        Node::Scalar(scalar) => write!(text, "{scalar}"),
        Node::List(_) => write!(text, "[]"),
        Node::Map(_) => write!(text, "{{}}"),
    };
    if let Some(comment) = beside {
        let _ = write!(text, "  #{comment}");
    }
    text.push('\n');
}
