//! YAML as a tree whose parts know where they are, in the small part of YAML that the file uses.
//!
//! Aliases, tags, several documents and duplicate keys are refused: they make a file say something
//! else than it seems to. So are plain scalars that another reader of YAML takes for a number, a date or
//! a truth value.

use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle};
use nmp_types::foreign::in_sentence;

use super::Place;

/// How deeply the parts of a file may be nested.
const DEEPEST: usize = 16;

/// A part of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where it begins.
    pub at: Place,
    /// Its bytes in the text; without what follows the last part of a block.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// What a part of the file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text(String),
    /// Nothing where something could be, or `null`.
    Nothing,
    /// A list.
    List {
        /// In order.
        items: Vec<Node>,
        /// Written in brackets.
        flow: bool,
    },
    /// Keys and values.
    Map {
        /// In order.
        entries: Vec<(Node, Node)>,
        /// Written in braces.
        flow: bool,
    },
}

/// Why a file is not what is expected, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {problem}")]
pub struct Flaw {
    /// Where.
    pub at: Place,
    /// Why.
    pub problem: Problem,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Not YAML.
    #[error("this is not YAML: {0}")]
    Syntax(String),
    /// A feature of YAML that hides what the file says.
    #[error("{0} can't be used here: write out what is meant")]
    Unsupported(&'static str),
    /// Nested more deeply than any file of this kind.
    #[error("this is nested too deeply")]
    Deep,
    /// Twice the same key.
    #[error("{} is here twice, first in line {first}", in_sentence(.name))]
    Twice {
        /// Which.
        name: String,
        /// The line of the first.
        first: usize,
    },
    /// A plain scalar that others read as something else.
    #[error("{} needs quotes: other programs read it as a number, a date or a truth value", in_sentence(.0))]
    NeedsQuotes(String),
    /// Something of another kind than is expected.
    #[error("{what} is expected to be {expected}")]
    Kind {
        /// What it is about.
        what: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A key that means nothing.
    #[error("{} is not a key here{}; there are {known}", in_sentence(.name), suggested(.instead.as_deref()))]
    UnknownKey {
        /// Which.
        name: String,
        /// What may be meant.
        instead: Option<String>,
        /// The keys that there are.
        known: String,
    },
    /// A key that must be there.
    #[error("“{0}” is missing")]
    Missing(&'static str),
    /// Another version of the form.
    #[error("version {} can't be read: this program reads version {}", in_sentence(.0), super::VERSION)]
    Version(String),
    /// No workspace can have the name.
    #[error("{} is not the name of a workspace. {why}", in_sentence(.name))]
    Workspace {
        /// Which.
        name: String,
        /// Why.
        why: nmp_types::WorkspaceNameError,
    },
    /// A principal without any role.
    #[error("{} has no role: remove the line, or name one", in_sentence(.0))]
    NoRole(String),
    /// Nobody can be made a member under the name.
    #[error("{} can't become a member. {why}", in_sentence(.name))]
    Principal {
        /// Who.
        name: String,
        /// Why.
        why: nmp_types::PrincipalError,
    },
    /// A role that can't be given there.
    #[error("{} can't be given in {workspace}{}", in_sentence(.role), suggested(.instead.as_deref()))]
    Role {
        /// Which.
        role: String,
        /// Where.
        workspace: String,
        /// What may be meant.
        instead: Option<String>,
    },
}

fn suggested(instead: Option<&str>) -> String {
    instead.map_or_else(String::new, |name| format!(". Did you mean {name}?"))
}

impl Node {
    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a key, with the key.
    pub fn get(&self, key: &str) -> Option<&(Node, Node)> {
        match &self.kind {
            Kind::Map { entries, .. } => {
                let mut entries = entries.iter();
                entries.find(|(name, _)| name.text() == Some(key))
            }
            _ => None,
        }
    }
}

/// Reads one document. `None` if there is nothing but comments.
///
/// # Errors
/// The first flaw.
pub fn parse(text: &str) -> Result<Option<Node>, Flaw> {
    let options = granit_parser::options! { emit_comments: false };
    let mut reader = Reader {
        text,
        events: Parser::new_from_str_with_options(text, options),
    };
    let mut root = None;
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::StreamEnd => return Ok(root),
            Event::DocumentStart(..) if root.is_some() => {
                return Err(flaw(&span, Problem::Unsupported("a second document")));
            }
            Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
            event => {
                let node = reader.node(event, &span, 0)?;
                root = Some(node).filter(|node| node.kind != Kind::Nothing);
            }
        }
    }
}

fn place(span: &Span) -> Place {
    Place {
        line: span.start.line(),
        column: span.start.col() + 1,
    }
}

fn flaw(span: &Span, problem: Problem) -> Flaw {
    Flaw {
        at: place(span),
        problem,
    }
}

struct Reader<'a, I> {
    text: &'a str,
    events: I,
}

impl<'a, I> Reader<'a, I>
where
    I: Iterator<Item = Result<(Event<'a>, Span), granit_parser::ScanError>>,
{
    fn next(&mut self) -> Result<(Event<'a>, Span), Flaw> {
        match self.events.next() {
            Some(Ok(next)) => Ok(next),
            Some(Err(error)) => Err(Flaw {
                at: Place {
                    line: error.marker().line(),
                    column: error.marker().col() + 1,
                },
                problem: Problem::Syntax(error.info()),
            }),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn node(&mut self, event: Event<'a>, span: &Span, depth: usize) -> Result<Node, Flaw> {
        if depth > DEEPEST {
            return Err(flaw(span, Problem::Deep));
        }
        let at = place(span);
        let start = span.byte_range().unwrap_or_default();
        let refuse = |what| Err(flaw(span, Problem::Unsupported(what)));
        match event {
            Event::Scalar(_, _, anchor, _)
            | Event::SequenceStart(_, anchor, _)
            | Event::MappingStart(_, anchor, _)
                if anchor != 0 =>
            {
                refuse("an anchor")
            }
            Event::Scalar(_, _, _, Some(_))
            | Event::SequenceStart(_, _, Some(_))
            | Event::MappingStart(_, _, Some(_)) => refuse("a tag"),
            Event::Scalar(text, style, ..) => Ok(Node {
                at,
                range: self.trimmed(start),
                kind: scalar(&text, style),
            }),
            Event::SequenceStart(style, ..) => {
                let mut items = Vec::new();
                let end = loop {
                    let (event, span) = self.next()?;
                    if event == Event::SequenceEnd {
                        break span;
                    }
                    items.push(self.node(event, &span, depth + 1)?);
                };
                let flow = style == StructureStyle::Flow;
                let last = items.last().map(|item| item.range.end);
                Ok(Node {
                    at,
                    range: self.whole(start, last, flow, &end),
                    kind: Kind::List { items, flow },
                })
            }
            Event::MappingStart(style, ..) => {
                let mut entries: Vec<(Node, Node)> = Vec::new();
                let end = loop {
                    let (event, span) = self.next()?;
                    if event == Event::MappingEnd {
                        break span;
                    }
                    let key = self.node(event, &span, depth + 1)?;
                    let (event, span) = self.next()?;
                    let value = self.node(event, &span, depth + 1)?;
                    entries.push((key, value));
                };
                check_keys(&entries)?;
                let flow = style == StructureStyle::Flow;
                let last = entries.last();
                let last = last.map(|(key, value)| value.range.end.max(key.range.end));
                Ok(Node {
                    at: entries
                        .first()
                        .filter(|_| !flow)
                        .map_or(at, |(key, _)| key.at),
                    range: self.whole(start, last, flow, &end),
                    kind: Kind::Map { entries, flow },
                })
            }
            Event::Alias(_) => refuse("an alias"),
            _ => Err(flaw(span, Problem::Syntax("a value is missing".to_owned()))),
        }
    }

    /// The bytes of a collection: of a block, up to the end of its last part.
    fn whole(
        &self,
        start: Range<usize>,
        last: Option<usize>,
        flow: bool,
        end: &Span,
    ) -> Range<usize> {
        let end = match last {
            Some(last) if !flow => last,
            _ => end.byte_range().map_or(start.end, |range| range.end),
        };
        self.trimmed(start.start..end.clamp(start.start, self.text.len()))
    }

    /// Without the white space at its end, which belongs to what comes next.
    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let text = self.text.get(range.clone()).unwrap_or_default();
        range.start..range.start + text.trim_end().len()
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Kind {
    match style {
        ScalarStyle::Plain if ["", "~", "null", "Null", "NULL"].contains(&text) => Kind::Nothing,
        _ => Kind::Text(text.to_owned()),
    }
}

fn check_keys(entries: &[(Node, Node)]) -> Result<(), Flaw> {
    let mut seen = std::collections::HashMap::new();
    for (key, _) in entries {
        let Some(name) = key.text() else {
            return Err(Flaw {
                at: key.at,
                problem: Problem::Kind {
                    what: "A key".to_owned(),
                    expected: "text",
                },
            });
        };
        if let Some(first) = seen.insert(name, key.at.line) {
            return Err(Flaw {
                at: key.at,
                problem: Problem::Twice {
                    name: name.to_owned(),
                    first,
                },
            });
        }
    }
    Ok(())
}

/// Whether some reader of YAML takes a plain scalar for something other than text (YAML 1.1's types
/// `bool`, `float`, `int`, `merge`, `null`, `timestamp` and `value`; YAML 1.2, section 10.3.2).
pub fn is_misread(text: &str) -> bool {
    const WORDS: [&str; 16] = [
        "", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<", ".nan",
        ".inf", "-.inf",
    ];
    let lower = text.to_ascii_lowercase();
    let number = lower.trim_start_matches(['+', '-']);
    let begins = number
        .trim_start_matches('.')
        .starts_with(|c: char| c.is_ascii_digit());
    let goes_on = |c: char| c.is_ascii_hexdigit() || "xo_.:+-tz ".contains(c);
    WORDS.contains(&lower.as_str()) || lower == "+.inf" || (begins && number.chars().all(goes_on))
}

/// Whether a text in the file was written in a way that others read as something else.
pub fn needs_quotes(node: &Node, source: &str) -> bool {
    let written = source.get(node.range.clone()).unwrap_or_default();
    node.text() == Some(written) && is_misread(written)
}
