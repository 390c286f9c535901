//! Reads the text of a file.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle};

use super::super::scalar::Scalar;
use super::{Entry, File, Item, Map, Node, NotYaml};

/// The largest file that is read, in bytes.
const MAX_BYTES: usize = 1024 * 1024;
const MAX_DEPTH: usize = 32;
const MAX_NODES: usize = 50_000;

/// Reads a file.
///
/// # Errors
/// [`NotYaml`].
pub fn parse(text: &str) -> Result<File, NotYaml> {
    if text.len() > MAX_BYTES {
        return Err(NotYaml::TooLarge);
    }
    let mut reader = Reader {
        stack: Vec::new(),
        comments: Vec::new(),
        anchors: HashMap::new(),
        root: None,
        nodes: 0,
        last_line: 0,
    };
    for next in Parser::new_from_str(text) {
        let (event, span) = next.map_err(|error| NotYaml::Syntax {
            line: error.marker().line(),
            column: error.marker().col() + 1,
        })?;
        reader.take(event, span.start.line())?;
    }
    match reader.root {
        Some(Node::Map(root)) => Ok(File {
            root,
            below: reader.comments,
        }),
        Some(Node::Scalar(scalar)) if scalar.is_null() => Err(NotYaml::Empty),
        Some(_) => Err(NotYaml::NotAMap),
        None => Err(NotYaml::Empty),
    }
}

/// A list or map that is being read.
enum Open {
    List {
        items: Vec<Item>,
        above: Vec<String>,
        anchor: usize,
    },
    Map {
        map: Map,
        key: Option<(Scalar, Vec<String>)>,
        above: Vec<String>,
        anchor: usize,
    },
}

struct Reader {
    stack: Vec<Open>,
    comments: Vec<String>,
    anchors: HashMap<usize, Node>,
    root: Option<Node>,
    nodes: usize,
    last_line: usize,
}

impl Reader {
    fn take(&mut self, event: Event<'_>, line: usize) -> Result<(), NotYaml> {
        let unsupported = |what| NotYaml::Unsupported { what, line };
        match event {
            Event::Comment(text, _) => {
                self.comment(text.into_owned(), line);
                return Ok(());
            }
            Event::Scalar(_, _, _, Some(_))
            | Event::SequenceStart(_, _, Some(_))
            | Event::MappingStart(_, _, Some(_)) => return Err(unsupported("a tag")),
            Event::Scalar(text, style, anchor, None) => {
                let scalar = match style {
                    ScalarStyle::Plain => Scalar::plain(&text),
                    _ => Scalar::text(&text),
                };
                self.last_line = line;
                self.value(Node::Scalar(scalar), anchor, line)?;
            }
            Event::SequenceStart(_, anchor, None) => {
                let above = self.opening(line)?;
                self.stack.push(Open::List {
                    items: Vec::new(),
                    above,
                    anchor,
                });
            }
            Event::MappingStart(_, anchor, None) => {
                let above = self.opening(line)?;
                self.stack.push(Open::Map {
                    map: Map::default(),
                    key: None,
                    above,
                    anchor,
                });
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let (node, above, anchor) = match self.stack.pop() {
                    Some(Open::List {
                        items,
                        above,
                        anchor,
                    }) => (Node::List(items), above, anchor),
                    Some(Open::Map {
                        map, above, anchor, ..
                    }) => (Node::Map(map), above, anchor),
                    None => return Ok(()),
                };
                self.last_line = 0;
                self.place(node, above, anchor, line)?;
            }
            Event::Alias(id) => {
                let node = self.anchors.get(&id).cloned();
                let node = node.ok_or(unsupported("an alias of something around it"))?;
                self.value(node, 0, line)?;
            }
            Event::DocumentStart(..) if self.root.is_some() => {
                return Err(unsupported("a second document"));
            }
            _ => {}
        }
        Ok(())
    }

    /// Behind the last value, or above the next.
    fn comment(&mut self, text: String, line: usize) {
        let last = match self.stack.last_mut() {
            Some(Open::Map { map, key: None, .. }) => map
                .0
                .last_mut()
                .map(|entry| (&entry.value, &mut entry.beside)),
            Some(Open::List { items, .. }) => {
                items.last_mut().map(|item| (&item.value, &mut item.beside))
            }
            _ => None,
        };
        match last {
            Some((Node::Scalar(_), beside @ None)) if line == self.last_line => {
                *beside = Some(text);
            }
            _ => self.comments.push(text),
        }
    }

    /// What stands above a list or map in a list.
    fn opening(&mut self, line: usize) -> Result<Vec<String>, NotYaml> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(NotYaml::TooLarge);
        }
        if let Some(Open::Map { key: None, .. }) = self.stack.last() {
            let what = "a key that is not a text";
            return Err(NotYaml::Unsupported { what, line });
        }
        match self.stack.last() {
            Some(Open::List { .. }) => Ok(std::mem::take(&mut self.comments)),
            _ => Ok(Vec::new()),
        }
    }

    fn value(&mut self, node: Node, anchor: usize, line: usize) -> Result<(), NotYaml> {
        let above = match self.stack.last() {
            Some(Open::Map { key: Some(_), .. }) | None => Vec::new(),
            _ => std::mem::take(&mut self.comments),
        };
        self.place(node, above, anchor, line)
    }

    fn place(
        &mut self,
        node: Node,
        above: Vec<String>,
        anchor: usize,
        line: usize,
    ) -> Result<(), NotYaml> {
        self.nodes += count(&node);
        if self.nodes > MAX_NODES {
            return Err(NotYaml::TooLarge);
        }
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let unsupported = |what| NotYaml::Unsupported { what, line };
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, .. }) => items.push(Item {
                above,
                value: node,
                beside: None,
            }),
            Some(Open::Map { map, key, .. }) => match key.take() {
                Some((key, above)) => map.0.push(Entry {
                    above,
                    key,
                    value: node,
                    beside: None,
                }),
                None => match node {
                    Node::Scalar(scalar) if scalar.text.len() > 1000 => {
                        return Err(unsupported("a very long key"));
                    }
                    Node::Scalar(scalar) if map.get(&scalar.text).is_some() => {
                        return Err(unsupported("a key twice"));
                    }
                    Node::Scalar(scalar) if scalar.is_plain && scalar.text == "<<" => {
                        return Err(unsupported("a merge key"));
                    }
                    Node::Scalar(scalar) => *key = Some((scalar, above)),
                    _ => return Err(unsupported("a key that is not a text")),
                },
            },
        }
        Ok(())
    }
}

/// An alias counts as what it stands for, so that a small file can't become a large one.
fn count(node: &Node) -> usize {
    match node {
        Node::Scalar(_) => 1,
        Node::List(items) => 1 + items.iter().map(|item| count(&item.value)).sum::<usize>(),
        Node::Map(map) => 1 + map.0.iter().map(|entry| count(&entry.value)).sum::<usize>(),
    }
}
