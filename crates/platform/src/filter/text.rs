//! The textual form of a filter: `name~"ml" AND -created_by:null`.
//!
//! Conditions are joined by `AND` (which may be omitted) or `OR`, which binds less; `-` negates a
//! condition or a group in parentheses. Operators: `:` equal, `~` contains, `>`, `>=`, `<`, `<=`,
//! `IN [...]`, `NOT IN [...]`. Values: strings in double quotes, numbers, `null`. Keywords in
//! either case. The result is the JSON form, whose rules then apply.

use serde_json::{Map, Value, json};

use super::error::{FilterError, MAX_DEPTH, shown};

/// The same filter as JSON.
///
/// # Errors
/// [`FilterError::Text`], or [`FilterError::TooLarge`] for deep nesting.
pub(super) fn to_json(text: &str) -> Result<Map<String, Value>, FilterError> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        next: 0,
    };
    let condition = parser.any(0)?;
    match parser.peek() {
        Token::End => Ok(condition),
        _ => Err(parser.unexpected("AND, OR or the end")),
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Number(serde_json::Number),
    Operator(&'static str),
    Sign(char),
    End,
}

/// A token and its position, in characters from 1.
type Placed = (usize, Token);

/// The comparisons and their JSON operators; longer ones first.
const COMPARISONS: [(&str, &str); 6] = [
    (">=", "$gte"),
    ("<=", "$lte"),
    (">", "$gt"),
    ("<", "$lt"),
    (":", "$eq"),
    ("~", "$like"),
];

fn tokens(text: &str) -> Result<Vec<Placed>, FilterError> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut column = 1;
    loop {
        let trimmed = rest.trim_start();
        column += characters_before(rest, trimmed);
        rest = trimmed;
        let Some(first) = rest.chars().next() else {
            tokens.push((column, Token::End));
            return Ok(tokens);
        };
        let after_number = matches!(
            tokens.last(),
            Some((_, Token::Operator(_) | Token::Sign('[' | ',')))
        );
        let (token, length) = if first == '"' {
            quoted(rest)
        } else if first.is_ascii_digit() || (first == '-' && after_number) {
            number(rest)
        } else if first.is_ascii_alphabetic() || first == '_' {
            let word = taken(rest, |c| c.is_ascii_alphanumeric() || c == '_');
            Some((Token::Word(word.to_owned()), word.len()))
        } else if let Some((sign, name)) = comparison(rest) {
            Some((Token::Operator(name), sign.len()))
        } else if "()[],.-".contains(first) {
            Some((Token::Sign(first), first.len_utf8()))
        } else {
            None
        }
        .ok_or_else(|| FilterError::Text {
            found: first.to_string(),
            column,
            expected: "a field, an operator or a value",
        })?;
        tokens.push((column, token));
        let behind = rest.get(length..).unwrap_or_default();
        column += characters_before(rest, behind);
        rest = behind;
    }
}

/// The number of characters of a text before `end`, its tail.
fn characters_before(text: &str, end: &str) -> usize {
    let length = text.len().saturating_sub(end.len());
    text.get(..length).unwrap_or_default().chars().count()
}

fn taken(text: &str, belongs: impl Fn(char) -> bool) -> &str {
    let end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn comparison(text: &str) -> Option<(&'static str, &'static str)> {
    COMPARISONS
        .into_iter()
        .find(|(sign, _)| text.starts_with(sign))
}

/// A string in double quotes, with the escapes of JSON; with others, only `\"` is unescaped.
fn quoted(text: &str) -> Option<(Token, usize)> {
    let mut escaped = false;
    let inside = text.get(1..)?;
    let end = inside.find(|c| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    })?;
    let length = end + 2;
    let value = serde_json::from_str(text.get(..length)?)
        .unwrap_or_else(|_| inside.get(..end).unwrap_or_default().replace("\\\"", "\""));
    Some((Token::Text(value), length))
}

fn number(text: &str) -> Option<(Token, usize)> {
    let digits = taken(text, |c| c.is_ascii_digit() || c == '.' || c == '-');
    Some((Token::Number(digits.parse().ok()?), digits.len()))
}

struct Parser {
    tokens: Vec<Placed>,
    next: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens
            .get(self.next)
            .map_or(&Token::End, |(_, token)| token)
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    /// Takes the keyword if it is next.
    fn keyword(&mut self, keyword: &str) -> bool {
        let is = matches!(self.peek(), Token::Word(word) if word.eq_ignore_ascii_case(keyword));
        self.next += usize::from(is);
        is
    }

    fn sign(&mut self, sign: char, expected: &'static str) -> Result<(), FilterError> {
        if *self.peek() != Token::Sign(sign) {
            return Err(self.unexpected(expected));
        }
        self.next += 1;
        Ok(())
    }

    fn unexpected(&self, expected: &'static str) -> FilterError {
        let (column, token) = self
            .tokens
            .get(self.next)
            .cloned()
            .unwrap_or((0, Token::End));
        FilterError::Text {
            found: match token {
                Token::Word(word) => shown(&word),
                Token::Text(text) => format!("\"{}\"", shown(&text)),
                Token::Number(number) => number.to_string(),
                Token::Operator(name) => COMPARISONS
                    .iter()
                    .find(|(_, json)| *json == name)
                    .map_or(name, |(sign, _)| sign)
                    .to_owned(),
                Token::Sign(sign) => sign.to_string(),
                Token::End => "the end".to_owned(),
            },
            column,
            expected,
        }
    }

    /// Parses `OR`, which binds least.
    fn any(&mut self, depth: usize) -> Result<Map<String, Value>, FilterError> {
        let mut parts = vec![self.all(depth)?];
        while self.keyword("or") {
            parts.push(self.all(depth)?);
        }
        Ok(joined("$or", parts))
    }

    fn all(&mut self, depth: usize) -> Result<Map<String, Value>, FilterError> {
        let mut parts = vec![self.one(depth)?];
        loop {
            let more = match self.peek() {
                Token::Word(word) => !word.eq_ignore_ascii_case("or"),
                Token::Sign(sign) => matches!(sign, '(' | '-'),
                _ => false,
            };
            if !self.keyword("and") && !more {
                return Ok(joined("$and", parts));
            }
            parts.push(self.one(depth)?);
        }
    }

    fn one(&mut self, depth: usize) -> Result<Map<String, Value>, FilterError> {
        if depth > MAX_DEPTH {
            return Err(FilterError::TooLarge);
        }
        if *self.peek() == Token::Sign('-') {
            self.next += 1;
            if *self.peek() == Token::Sign('-') {
                return Err(self.unexpected("a field or an opening parenthesis"));
            }
            return Ok(object("$not", Value::Object(self.one(depth + 1)?)));
        }
        if *self.peek() == Token::Sign('(') {
            self.next += 1;
            let inner = self.any(depth + 1)?;
            self.sign(')', "AND, OR or a closing parenthesis")?;
            return Ok(inner);
        }
        let field = self.field()?;
        let (operator, value) = self.operator_and_value()?;
        Ok(object(&field, json!({ operator: value })))
    }

    /// `name`, or the fields of other resources: `data.size`, `metadata["size"]`.
    fn field(&mut self) -> Result<String, FilterError> {
        let expected = "a field, - or an opening parenthesis";
        let Token::Word(mut field) = self.peek().clone() else {
            return Err(self.unexpected(expected));
        };
        self.next += 1;
        if *self.peek() == Token::Sign('[') {
            self.next += 1;
            let Token::Text(key) = self.peek().clone() else {
                return Err(self.unexpected("a string in double quotes"));
            };
            self.next += 1;
            self.sign(']', "a closing bracket")?;
            return Ok(format!("{field}.{key}"));
        }
        while *self.peek() == Token::Sign('.') {
            self.next += 1;
            let Token::Word(part) = self.peek().clone() else {
                return Err(self.unexpected("a field"));
            };
            self.next += 1;
            field = format!("{field}.{part}");
        }
        Ok(field)
    }

    fn operator_and_value(&mut self) -> Result<(&'static str, Value), FilterError> {
        if self.keyword("in") {
            return Ok(("$in", self.list()?));
        }
        if self.keyword("not") {
            if !self.keyword("in") {
                return Err(self.unexpected("IN"));
            }
            return Ok(("$nin", self.list()?));
        }
        let Token::Operator(operator) = *self.peek() else {
            return Err(self.unexpected("an operator: : ~ > >= < <= IN or NOT IN"));
        };
        self.next += 1;
        Ok((operator, self.value()?))
    }

    fn value(&mut self) -> Result<Value, FilterError> {
        if self.keyword("null") {
            return Ok(Value::Null);
        }
        let error = self.unexpected("a string in double quotes, a number or null");
        match self.take() {
            Token::Text(text) => Ok(Value::String(text)),
            Token::Number(number) => Ok(Value::Number(number)),
            _ => Err(error),
        }
    }

    fn list(&mut self) -> Result<Value, FilterError> {
        self.sign('[', "an opening bracket")?;
        let mut items = Vec::new();
        if *self.peek() != Token::Sign(']') {
            items.push(self.value()?);
            while *self.peek() == Token::Sign(',') {
                self.next += 1;
                items.push(self.value()?);
            }
        }
        self.sign(']', "a comma or a closing bracket")?;
        Ok(Value::Array(items))
    }
}

fn object(name: &str, value: Value) -> Map<String, Value> {
    Map::from_iter([(name.to_owned(), value)])
}

/// A single condition as it is, several combined.
fn joined(operator: &str, mut parts: Vec<Map<String, Value>>) -> Map<String, Value> {
    match parts.len() {
        1 => parts.remove(0),
        _ => object(operator, parts.into_iter().map(Value::Object).collect()),
    }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
