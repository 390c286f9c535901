//! Takes a pasted text apart.
//!
//! It is read line by line. A line with an address gives its addresses; anything else there (a
//! name, a comment, the other columns of a table) stands beside an address and is only offered. A
//! line without one is a name: one word as it is, several words, or any word of a text that has
//! addresses, only when somebody says that it is a group.

use std::ops::Range;

use nmp_types::invisible::is_invisible;
use nmp_types::principal::{EVERYONE, is_email};
use nmp_types::{PrincipalKind, Role};

use super::roles;

/// A name that is not added unless somebody says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// As it was pasted, in one line.
    pub text: String,
    /// Its words, where each of them could be a group by itself.
    pub words: Vec<String>,
    /// The role that stands behind it.
    pub role: Option<Role>,
}

/// What a text is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Surely meant.
    Principal {
        /// Its name.
        name: String,
        /// Characters that nobody sees, left out of it.
        left_out: Vec<char>,
        /// The role that stands behind it.
        role: Option<Role>,
    },
    /// Perhaps a group, perhaps somebody's name.
    Aside(Aside),
}

/// Takes a text apart, in order. Words that name an `offered` role are roles of whom they stand behind.
pub fn pieces(text: &str, offered: &[Role]) -> Vec<Piece> {
    let items: Vec<Item> = text.split(is_line_break).flat_map(items).collect();
    let has_address = items.iter().any(|item| !item.addresses(offered).is_empty());
    let mut pieces = Vec::new();
    for item in &items {
        let addresses = item.addresses(offered);
        if addresses.is_empty() {
            pieces.extend(item.names(has_address, offered));
            continue;
        }
        let roles = item.roles(&addresses, offered);
        let principals = addresses.iter().zip(&roles).map(|(at, role)| {
            let role = role.as_ref().map(|(role, _)| role.clone());
            item.principal(at.clone(), role)
        });
        pieces.extend(principals);
        let taken = roles.into_iter().flatten().map(|(_, at)| at);
        let mut taken: Vec<Range<usize>> = addresses.into_iter().chain(taken).collect();
        taken.sort_by_key(|at| at.start);
        pieces.extend(item.beside(&taken));
    }
    pieces
}

fn is_line_break(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// What a mail program puts between two people: a line, or a part of one between semicolons.
struct Item {
    /// Without the characters that nobody sees; any white space but a tab is a space.
    text: String,
    /// Where such a character was, and which.
    invisible: Vec<(usize, char)>,
}

/// The items of a line: semicolons outside quotes separate them.
fn items(line: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let mut item = Item::empty();
    let mut quoted = false;
    // A quote that is never closed quotes nothing.
    let mut quotes = line.chars().filter(|c| *c == '"').count();
    for c in line.chars() {
        match c {
            '"' => {
                quotes -= 1;
                quoted = !quoted && quotes > 0;
                item.text.push(c);
            }
            ';' if !quoted => items.push(std::mem::replace(&mut item, Item::empty())),
            '\t' => item.text.push(c),
            c if c.is_whitespace() => item.text.push(' '),
            c if is_invisible(c) => item.invisible.push((item.text.len(), c)),
            c => item.text.push(c),
        }
    }
    items.push(item);
    for item in &mut items {
        item.take_bullet_off();
    }
    items
}

impl Item {
    fn empty() -> Self {
        Self {
            text: String::new(),
            invisible: Vec::new(),
        }
    }

    fn get(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    /// Takes off what begins a line of a list: `•`, `-`, `*`, `1.`, `(2)`, `[x]`, `>`.
    fn take_bullet_off(&mut self) {
        let mut rest = self.text.trim_start();
        while let Some(after) = without_bullet(rest) {
            rest = after.trim_start();
        }
        let taken = self.text.len() - rest.len();
        self.text.drain(..taken);
        for (at, _) in &mut self.invisible {
            *at = at.saturating_sub(taken);
        }
    }

    /// A principal, with what was left out of it.
    fn principal(&self, at: Range<usize>, role: Option<Role>) -> Piece {
        let inside = |place: &usize| (at.start..=at.end).contains(place);
        Piece::Principal {
            name: self.get(at.clone()).to_owned(),
            left_out: self
                .invisible
                .iter()
                .filter(|(place, _)| inside(place))
                .map(|(_, c)| *c)
                .collect(),
            role,
        }
    }

    /// The role of each address, and where it stands.
    fn roles(
        &self,
        addresses: &[Range<usize>],
        offered: &[Role],
    ) -> Vec<Option<(Role, Range<usize>)>> {
        let ends = addresses.iter().skip(1).map(|next| next.start);
        let ends = ends.chain([self.text.len()]);
        addresses
            .iter()
            .zip(ends)
            .map(|(at, end)| {
                let (role, place) = roles::behind(self.get(at.end..end), offered)?;
                Some((role, at.end + place.start..at.end + place.end))
            })
            .collect()
    }

    /// The addresses that are meant: not those in somebody's name or in a comment.
    fn addresses(&self, offered: &[Role]) -> Vec<Range<usize>> {
        if is_distinguished_name(&self.text) {
            return Vec::new();
        }
        let found = find_addresses(&self.text, offered);
        let names = display_names(&self.text);
        let outside = |at: &Range<usize>| !names.iter().any(|name| name.contains(&at.start));
        let meant: Vec<_> = found.iter().filter(|at| outside(at)).cloned().collect();
        // Nothing but names: then they are what was meant.
        if meant.is_empty() { found } else { meant }
    }

    /// What stands beside addresses and their roles.
    fn beside(&self, taken: &[Range<usize>]) -> Vec<Piece> {
        let mut rest = String::new();
        let mut end = 0;
        for at in taken {
            rest.push_str(self.get(end..at.start));
            rest.push('\t');
            end = at.end;
        }
        rest.push_str(self.get(end..self.text.len()));
        let parts = rest.split(['\t', '<', '>', '(', ')', '[', ']', '"', '“', '”', '„', '|']);
        parts
            .map(|part| part.trim_matches(|c: char| !c.is_alphanumeric()))
            .filter(|part| !part.is_empty() && !is_label(part))
            .map(|part| {
                Piece::Aside(Aside {
                    text: joined(part),
                    words: Vec::new(),
                    role: None,
                })
            })
            .collect()
    }

    /// A line without an address.
    fn names(&self, beside_addresses: bool, offered: &[Role]) -> Vec<Piece> {
        let (text, role) = roles::off(&self.text, offered);
        let start = text.len() - text.trim_start().len();
        let whole = start..text.trim_end().len();
        let text = text.trim();
        if text.is_empty() {
            return Vec::new();
        }
        if is_distinguished_name(text) {
            return vec![self.principal(whole, role)];
        }
        let bare = trimmed(&self.text, whole);
        let word = self.get(bare.clone());
        let words: Vec<String> = text
            .split([' ', '\t', ','])
            .map(|word| word.trim_matches(is_wrapping))
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        let is_service = |word: &str| PrincipalKind::of(word).is_program();
        match words.as_slice() {
            [] => Vec::new(),
            // `service:` and `service-account:` are nobody's name; half an address is shown as what it is.
            // A role alone is nobody's.
            [_] if (!beside_addresses && roles::named(word, offered).is_none())
                || is_service(word)
                || word == EVERYONE
                || word.contains('@') =>
            {
                vec![self.principal(bare, role)]
            }
            [_] => vec![Piece::Aside(Aside {
                text: word.to_owned(),
                words: Vec::new(),
                role,
            })],
            several if several.iter().all(|word| is_service(word)) => several
                .iter()
                .map(|word| Piece::Principal {
                    name: word.clone(),
                    left_out: Vec::new(),
                    role: role.clone(),
                })
                .collect(),
            _ => vec![Piece::Aside(Aside {
                text: joined(text.trim_matches(['"', '“', '”', '„', ','])),
                words: words
                    .into_iter()
                    .filter(|word| roles::named(word, offered).is_none())
                    .collect(),
                role,
            })],
        }
    }
}

/// With one space where there were several, or tabs.
fn joined(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

fn without_bullet(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    let rest = text.get(first.len_utf8()..).unwrap_or_default();
    match first {
        '•' | '◦' | '‣' | '⁃' | '∙' | '·' | '●' | '○' | '▪' | '■' | '□' | '–' | '—' | '>' | '✓'
        | '☐' | '☑' => Some(rest),
        '-' | '*' | '+' => rest.starts_with([' ', '\t']).then_some(rest),
        '[' => {
            let rest = rest.trim_start_matches([' ', 'x', 'X']).strip_prefix(']')?;
            rest.starts_with([' ', '\t']).then_some(rest)
        }
        // `1.`, `1)`, `(1)`, `a)`
        _ => {
            let rest = text.strip_prefix('(').unwrap_or(text);
            let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            let mut after = digits.chars();
            let is_letter =
                digits.len() == rest.len() && after.next().is_some_and(|c| c.is_ascii_alphabetic());
            let rest = if is_letter { after.as_str() } else { digits };
            if rest.len() == text.len() {
                return None;
            }
            let end = if is_letter { [')', ')'] } else { ['.', ')'] };
            let rest = rest.strip_prefix(end)?;
            rest.starts_with([' ', '\t']).then_some(rest)
        }
    }
}

/// A distinguished name of a directory (RFC 4514): `cn=ml-team,ou=groups,dc=example,dc=org`.
fn is_distinguished_name(text: &str) -> bool {
    let mut parts = 0;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let mut escaped = false;
        let end = rest.find(|c| {
            let separates = c == ',' && !escaped;
            escaped = c == '\\' && !escaped;
            separates
        });
        let part = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        let Some((attribute, value)) = part.split_once('=') else {
            return false;
        };
        let attribute = attribute.trim();
        let is_attribute = attribute.starts_with(|c: char| c.is_ascii_alphabetic())
            && attribute
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.');
        if !is_attribute || value.trim().is_empty() || value.contains(['@', '<', '>', '\t', '"']) {
            return false;
        }
        parts += 1;
        rest = end.and_then(|end| rest.get(end + 1..)).unwrap_or_default();
    }
    parts >= 2
}

/// What may stand around an address or a word, without being part of it.
fn is_wrapping(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '”'
            | '„'
            | '‘'
            | '’'
            | '‚'
            | '«'
            | '»'
            | '<'
            | '>'
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
            | ','
            | ';'
            | '.'
            | ':'
            | '!'
            | '?'
            | '|'
            | '`'
            | '、'
            | '，'
            | '；'
            | '。'
    )
}

/// A range without the marks and spaces at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = text.get(range.clone()).unwrap_or_default();
    let is_around = |c: char| is_wrapping(c) || c.is_whitespace();
    let start = range.start + (inner.len() - inner.trim_start_matches(is_around).len());
    let end = start + inner.trim_matches(is_around).len();
    start..end
}

/// Where the words of a text are that are addresses, without what stands around them and the role behind.
fn find_addresses(text: &str, offered: &[Role]) -> Vec<Range<usize>> {
    let is_end = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ',' | '<'
                    | '>'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | '{'
                    | '}'
                    | '"'
                    | '“'
                    | '”'
                    | '„'
                    | '|'
                    | '«'
                    | '»'
                    | '、'
                    | '，'
                    | '；'
            )
    };
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for end in text
        .char_indices()
        .filter(|(_, c)| is_end(*c))
        .map(|(at, _)| at)
        .chain([text.len()])
    {
        let begin = start;
        start = end
            + text
                .get(end..)
                .and_then(|rest| rest.chars().next())
                .map_or(0, char::len_utf8);
        if begin < end {
            found.extend(address_in(text, begin..end, offered));
        }
    }
    found
}

/// The address of a word: behind a label (`mailto:`), before a question mark.
fn address_in(text: &str, word: Range<usize>, offered: &[Role]) -> Option<Range<usize>> {
    let mut at = trimmed(text, word);
    let inside = text.get(at.clone())?;
    if PrincipalKind::of(inside).is_program() {
        return None;
    }
    if let Some(colon) = inside.rfind(':') {
        match inside.get(colon + 1..) {
            Some(word) if roles::named(word, offered).is_some() => {
                let before = at.start..at.start + colon;
                return address_in(text, before, &[]);
            }
            _ => at.start += colon + 1,
        }
    }
    let inside = text.get(at.clone())?;
    if let Some(query) = inside
        .find('?')
        .filter(|query| inside.find('@') < Some(*query))
    {
        at.end = at.start + query;
    }
    let at = trimmed(text, at);
    is_email(text.get(at.clone())?).then_some(at)
}

/// Labels of addresses in headers, cards and links.
fn is_label(text: &str) -> bool {
    let text = text.trim_end_matches(':').to_ascii_lowercase();
    [
        "mailto", "smtp", "sip", "mail", "email", "e-mail", "to", "cc", "bcc", "from",
    ]
    .contains(&text.as_str())
}

/// Where people's names and comments are: in front of `<address>` since the last comma outside
/// quotes, and in parentheses.
fn display_names(text: &str) -> Vec<Range<usize>> {
    let mut names = Vec::new();
    let mut begin = 0;
    let mut quoted_to = 0;
    let mut parenthesis = None;
    for (at, c) in text.char_indices() {
        if at < quoted_to {
            continue;
        }
        match c {
            // A quote that is never closed quotes nothing.
            '"' => {
                let closing = text.get(at + 1..).and_then(|rest| rest.find('"'));
                quoted_to = closing.map_or(at, |closing| at + closing + 2);
            }
            ',' | '\t' => begin = at + 1,
            '<' => names.push(begin..at),
            '>' => begin = at + 1,
            // Behind a bracket is where a link leads to.
            '(' if !text.get(..at).is_some_and(|before| before.ends_with(']')) => {
                parenthesis = parenthesis.or(Some(at));
            }
            ')' => names.extend(parenthesis.take().map(|from| from..at)),
            _ => {}
        }
    }
    names
}
