//! YAML as it stands in the file: order, comments and the way scalars are written are kept.

mod reader;

use super::scalar::Scalar;
pub use reader::parse;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A text, number, or nothing.
    Scalar(Scalar),
    /// A list.
    List(Vec<Item>),
    /// Keys with values, in their order.
    Map(Map),
}

/// Keys with values, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Map(pub Vec<Entry>);

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The comments above it.
    pub above: Vec<String>,
    /// The key.
    pub key: Scalar,
    /// The value.
    pub value: Node,
    /// The comment behind it.
    pub beside: Option<String>,
}

/// A value in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The comments above it.
    pub above: Vec<String>,
    /// The value.
    pub value: Node,
    /// The comment behind it.
    pub beside: Option<String>,
}

/// A whole file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    /// What it says.
    pub root: Map,
    /// The comments at its end.
    pub below: Vec<String>,
}

/// Why a text is not such a file. It never quotes the text, which has tokens in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotYaml {
    /// It breaks the rules of YAML.
    #[error("it is not valid YAML (line {line}, column {column})")]
    Syntax {
        /// Counts from 1.
        line: usize,
        /// Counts from 1.
        column: usize,
    },
    /// Something that neither program writes.
    #[error("it has {what} (line {line}), which is not supported")]
    Unsupported {
        /// What.
        what: &'static str,
        /// Counts from 1.
        line: usize,
    },
    /// It is too large or too deep.
    #[error("it is too large")]
    TooLarge,
    /// A list or a text.
    #[error("it is not a set of keys and values")]
    NotAMap,
    /// Nothing but comments.
    #[error("it is empty")]
    Empty,
}

impl Map {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.0
            .iter()
            .find(|entry| entry.key.text == key)
            .map(|entry| &entry.value)
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.0
            .iter_mut()
            .find(|entry| entry.key.text == key)
            .map(|entry| &mut entry.value)
    }

    /// Sets the value of a key: in its place, or at the end.
    pub fn set(&mut self, key: &str, value: Node) {
        match self.get_mut(key) {
            Some(old) => *old = value,
            None => self.0.push(Entry::new(key, value)),
        }
    }

    /// Sets a text.
    pub fn set_text(&mut self, key: &str, text: &str) {
        self.set(key, Node::text(text));
    }

    /// Removes a key.
    pub fn remove(&mut self, key: &str) {
        self.0.retain(|entry| entry.key.text != key);
    }

    /// The text of a key; `None` if it is absent, empty or null, or not a text.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Node::Scalar(scalar) if !scalar.is_null() && !scalar.text.is_empty() => {
                Some(&scalar.text)
            }
            _ => None,
        }
    }

    /// The map of a key.
    pub fn map(&self, key: &str) -> Option<&Map> {
        match self.get(key)? {
            Node::Map(map) => Some(map),
            _ => None,
        }
    }

    /// Changes the map of a key, which is made if there is none.
    pub fn edit_map(&mut self, key: &str, edit: impl FnOnce(&mut Map)) {
        let mut map = self.map(key).cloned().unwrap_or_default();
        edit(&mut map);
        self.set(key, Node::Map(map));
    }
}

impl Entry {
    /// Without comments.
    pub fn new(key: &str, value: Node) -> Self {
        Self {
            above: Vec::new(),
            key: Scalar::text(key),
            value,
            beside: None,
        }
    }
}

impl Node {
    /// A text.
    pub fn text(text: &str) -> Self {
        Node::Scalar(Scalar::text(text))
    }

    /// A map of texts.
    pub fn map<const N: usize>(texts: [(&str, &str); N]) -> Map {
        Map(texts
            .map(|(key, text)| Entry::new(key, Node::text(text)))
            .into())
    }
}
