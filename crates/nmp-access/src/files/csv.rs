//! CSV that a spreadsheet opens as text and nothing else.
//!
//! RFC 4180: a comma between fields, CRLF after every record (a line feed alone for programs, as
//! [`Csv::plain`]), quotes where a field needs them.
//! Spreadsheets run a field that begins like a formula (OWASP, *CSV Injection*); such a field
//! gets an apostrophe in front, and so does one that begins with an apostrophe: then taking one
//! off, as [`parse`] does, gives every text back exactly.

/// Lets spreadsheets know that the file is UTF-8: without it some read the system's code page.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Records on their way into a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Csv {
    text: String,
    line_end: &'static str,
}

impl Csv {
    /// A file with its heading.
    pub fn new<T: AsRef<str>>(heading: impl IntoIterator<Item = T>) -> Self {
        let mut csv = Self {
            text: BYTE_ORDER_MARK.to_string(),
            line_end: "\r\n",
        };
        csv.record(heading);
        csv
    }

    /// The same for programs that read it line by line: without a byte-order mark, and with a line
    /// feed after every record. [`parse`] reads both.
    pub fn plain<T: AsRef<str>>(heading: impl IntoIterator<Item = T>) -> Self {
        let mut csv = Self {
            text: String::new(),
            line_end: "\n",
        };
        csv.record(heading);
        csv
    }

    /// Adds a record.
    pub fn record<T: AsRef<str>>(&mut self, fields: impl IntoIterator<Item = T>) {
        for (index, field) in fields.into_iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            push_field(&mut self.text, field.as_ref());
        }
        self.text.push_str(self.line_end);
    }

    /// The file.
    pub fn finish(self) -> String {
        self.text
    }
}

fn push_field(out: &mut String, field: &str) {
    let guarded = field.starts_with(needs_apostrophe);
    // Semicolons and tabs too: in a heading they would count as separators.
    let quoted = field.contains([',', ';', '\t', '"', '\r', '\n'])
        || field.is_empty()
        || after_sep(field).is_some();
    if quoted {
        out.push('"');
    }
    if guarded {
        out.push('\'');
    }
    for character in field.chars() {
        if character == '"' {
            out.push('"');
        }
        out.push(character);
    }
    if quoted {
        out.push('"');
    }
}

/// Whether a spreadsheet might take a field that begins with this for a formula; full-width forms
/// count, because some programs fold them.
fn needs_apostrophe(first: char) -> bool {
    matches!(
        first,
        '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠' | '\''
    )
}

/// Why a text is not CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CsvError {
    /// A quote that is never closed.
    #[error("Line {line}: a quote is opened and not closed.")]
    OpenQuote {
        /// Where it was opened; counts from 1.
        line: usize,
    },
    /// A character that no text has.
    #[error(
        "It is not text. A spreadsheet's own file can't be read: save it there as “CSV UTF-8”."
    )]
    NoText,
    /// Something between a closing quote and the next comma.
    #[error("Line {line}: there is text after a closing quote.")]
    AfterQuote {
        /// Where; counts from 1.
        line: usize,
    },
}

/// Reads records, the heading among them. Takes what spreadsheets write: any of the three line
/// ends, a byte-order mark, and fields separated as [`separator`] says. Blank lines are skipped.
///
/// # Errors
/// [`CsvError`] with the line.
pub fn parse(text: &str) -> Result<Vec<Vec<String>>, CsvError> {
    let records = parse_numbered(text)?;
    Ok(records.into_iter().map(|(_, record)| record).collect())
}

/// The same, each record with the line that it begins in; counts from 1.
///
/// # Errors
/// [`CsvError`] with the line.
pub fn parse_numbered(text: &str) -> Result<Vec<(usize, Vec<String>)>, CsvError> {
    // A spreadsheet's own file is an archive (PKWARE's APPNOTE, 4.3.7) or has zeros in what would
    // be its heading.
    if text.starts_with("PK\u{3}\u{4}") {
        return Err(CsvError::NoText);
    }
    let separator = separator(text);
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let (skipped, text) = match declared(text) {
        Some((_, rest)) => (1, rest),
        None => (0, text),
    };
    let mut records = Vec::new();
    let mut record = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut line = 1 + skipped;
    let mut begun = line;
    let mut characters = text.chars().peekable();
    loop {
        let next = characters.next();
        match next {
            Some('"') if field.is_empty() && !quoted => {
                quoted = true;
                line += quoted_field(&mut characters, &mut field, line)?;
                if records.is_empty() && field.contains('\0') {
                    return Err(CsvError::NoText);
                }
            }
            Some('\0') if records.is_empty() => return Err(CsvError::NoText),
            Some(c) if c == separator => {
                record.push(unguarded(std::mem::take(&mut field)));
                quoted = false;
            }
            Some('\r' | '\n') | None => {
                if next == Some('\r') && characters.peek() == Some(&'\n') {
                    characters.next();
                }
                line += 1;
                if quoted || !field.is_empty() || !record.is_empty() {
                    record.push(unguarded(std::mem::take(&mut field)));
                    records.push((begun, std::mem::take(&mut record)));
                }
                begun = line;
                quoted = false;
                if next.is_none() {
                    return Ok(records);
                }
            }
            Some(_) if quoted => return Err(CsvError::AfterQuote { line }),
            Some(c) => field.push(c),
        }
    }
}

/// Reads up to the closing quote; gives the number of lines it went over.
fn quoted_field(
    characters: &mut std::iter::Peekable<std::str::Chars<'_>>,
    field: &mut String,
    line: usize,
) -> Result<usize, CsvError> {
    let mut lines = 0;
    while let Some(c) = characters.next() {
        match c {
            '"' if characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            '"' => return Ok(lines),
            c => {
                let alone = c == '\r' && characters.peek() != Some(&'\n');
                lines += usize::from(c == '\n' || alone);
                field.push(c);
            }
        }
    }
    Err(CsvError::OpenQuote { line })
}

/// What separates the fields: what a first line `sep=;` says, else what the heading has most of
/// outside quotes: commas, semicolons (where the comma is the decimal mark), or tabs.
pub fn separator(text: &str) -> char {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    if let Some((separator, _)) = declared(text) {
        return separator;
    }
    let mut counts = [(',', 0), (';', 0), ('\t', 0)];
    let mut quoted = false;
    let mut begun = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '\r' | '\n' if !quoted && begun => break,
            '\r' | '\n' => {}
            c if !quoted => {
                for (_, count) in counts.iter_mut().filter(|(separator, _)| *separator == c) {
                    *count += 1;
                }
            }
            _ => {}
        }
        begun |= !matches!(c, '\r' | '\n');
    }
    // The first among equals.
    let most = counts.iter().rev().max_by_key(|(_, count)| *count);
    most.map_or(',', |(separator, _)| *separator)
}

/// The separator of a first line `sep=;`, and what comes after that line.
fn declared(text: &str) -> Option<(char, &str)> {
    let mut rest = after_sep(text)?.chars();
    let separator = rest.next().filter(|c| !matches!(c, '\r' | '\n' | '"'))?;
    let rest = rest.as_str();
    let after = ["\r\n", "\n", "\r"]
        .into_iter()
        .find_map(|end| rest.strip_prefix(end));
    after.map(|after| (separator, after))
}

/// What comes after `sep=`, which names a separator at the start of a file.
fn after_sep(text: &str) -> Option<&str> {
    let (start, rest) = text.split_at_checked(4)?;
    start.eq_ignore_ascii_case("sep=").then_some(rest)
}

fn unguarded(field: String) -> String {
    match field.strip_prefix('\'') {
        Some(rest) if rest.starts_with(needs_apostrophe) => rest.to_owned(),
        _ => field,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn csv(records: &[&[&str]]) -> String {
        let mut all = records.iter();
        let mut csv = Csv::new(all.next().unwrap().iter());
        for record in all {
            csv.record(record.iter());
        }
        csv.finish()
    }

    #[test]
    fn fields_are_quoted_where_needed_and_formulas_are_text() {
        let text = csv(&[
            &["principal", "note"],
            &["ada@example.com", "a, \"b\"\nc"],
            &["=HYPERLINK(\"x\")", "-1"],
            &["@sum", "\tx"],
            &["'quoted'", ""],
        ]);
        assert_eq!(
            text,
            "\u{feff}principal,note\r\nada@example.com,\"a, \"\"b\"\"\nc\"\r\n\
             \"'=HYPERLINK(\"\"x\"\")\",'-1\r\n'@sum,\"'\tx\"\r\n''quoted',\"\"\r\n"
        );
    }

    #[test]
    fn what_spreadsheets_write_is_read() {
        let expected = vec![
            vec!["a".to_owned(), "b".to_owned()],
            vec!["1".into(), String::new()],
        ];
        for text in [
            "a,b\n1,",
            "\u{feff}a;b\r\n1;\r\n",
            "a,b\r1,\r\r",
            "\"a\",b\n\n1,\"\"\n",
            "a\tb\r\n1\t\r\n",
            "\r\na;b\n1;",
            "sep=;\r\na;b\r\n1;\r\n",
            "\u{feff}SEP=\t\na\tb\n1\t",
            "sep=|\ra|b\r1|\r",
            "\"a\";b\n1;",
        ] {
            assert_eq!(parse(text).unwrap(), expected, "{text:?}");
        }
        // The most frequent one decides, not the first; and only outside quotes.
        assert_eq!(parse("a, b;c;d").unwrap(), [["a, b", "c", "d"]]);
        assert_eq!(parse("\"a;b;c\",d").unwrap(), [["a;b;c", "d"]]);
        assert_eq!(parse_numbered("sep=;\na;b\n\"x\ry\";z\nq").unwrap()[2].0, 5);
        for no_text in [
            "a,\0b\n1,2",
            "\r\n\na\0",
            "sep=;\na;\0\n1;2",
            "sep=;\n\n\"a\n\0\";b",
            "sep=\0\na\0b",
            "PK\u{3}\u{4}\u{14}",
            "\u{fffd}\u{11}\0",
        ] {
            assert_eq!(parse(no_text), Err(CsvError::NoText), "{no_text:?}");
        }
        assert_eq!(parse("a\n\0").unwrap(), [["a"], ["\0"]]);
        assert_eq!(parse(""), Ok(Vec::new()));
        assert_eq!(parse("it's,'x").unwrap(), [["it's", "'x"]]);
        assert_eq!(parse("a\n\"b"), Err(CsvError::OpenQuote { line: 2 }));
        assert_eq!(parse("\"a\nb\"c"), Err(CsvError::AfterQuote { line: 2 }));
    }

    fn records() -> impl Strategy<Value = Vec<Vec<String>>> {
        let text = any::<String>().prop_map(|text| text.replace('\0', ""));
        let field = prop_oneof![text, "[=+\\-@'\",;\r\n\t a]{0,6}", "[Ss]ep=[,;\ta]"];
        prop::collection::vec(prop::collection::vec(field, 1..4), 1..5)
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(records in records()) {
            let mut csv = Csv::new(&records[0]);
            for record in &records[1..] {
                csv.record(record);
            }
            prop_assert_eq!(parse(&csv.finish()).unwrap(), records);
        }

        /// An independent reader sees the same fields, none of which begins like a formula.
        #[test]
        fn other_programs_read_the_same_and_no_formula(records in records()) {
            let mut written = Csv::new(&records[0]);
            for record in &records[1..] {
                written.record(record);
            }
            let text = written.finish();
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
            let read: Vec<Vec<String>> = reader
                .records()
                .map(|record| record.unwrap().iter().map(str::to_owned).collect())
                .collect();
            for field in read.iter().flatten() {
                prop_assert!(!field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
            }
            let plain: Vec<Vec<String>> = read
                .into_iter()
                .map(|record| record.into_iter().map(unguarded).collect())
                .collect();
            prop_assert_eq!(plain, records);
        }

        #[test]
        fn any_text_is_judged(text in any::<String>()) {
            let _ = parse(&text);
        }
    }
}
