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
            list(text, items, indent, false);
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

/// The items of a list; the comments above the first may have been written already.
fn list(text: &mut String, items: &[Item], indent: usize, is_first_said: bool) {
    for (place, item) in items.iter().enumerate() {
        if !(is_first_said && place == 0) {
            comments(text, &item.above, indent);
            leading(text, &item.value, indent);
        }
        let _ = write!(text, "{:indent$}- ", "");
        match &item.value {
            Node::Map(entries) if !entries.0.is_empty() => map(text, entries, indent + 2, true),
            Node::List(inner) if !inner.is_empty() => {
                // The form that needs no rule for what stands behind a dash.
                text.pop();
                text.push('\n');
                list(text, inner, indent + 2, true);
            }
            small => line(text, small, item.beside.as_deref()),
        }
    }
}

/// The comments above what comes first in a list or map in a list: they can't stand behind the dash.
fn leading(text: &mut String, value: &Node, indent: usize) {
    match value {
        Node::Scalar(_) => {}
        Node::Map(entries) => {
            if let Some(first) = entries.0.first() {
                comments(text, &first.above, indent);
            }
        }
        Node::List(items) => {
            if let Some(first) = items.first() {
                comments(text, &first.above, indent);
                leading(text, &first.value, indent);
            }
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
