//! Markdown that shows texts as they are: nothing in a name becomes markup.

/// A text within a line of Markdown (CommonMark, section 2.4: a backslash before ASCII
/// punctuation makes it a character like others). Line breaks become spaces.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' | '\r' => out.push(' '),
            // An entity would be resolved, and a tag taken for HTML.
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' | '(' | ')' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// A link (CommonMark, section 6.3). An address that could end the link too early is left out.
pub fn link(text: &str, address: &str) -> String {
    let ends_it = |c: char| c.is_whitespace() || c.is_control() || "()<>|\\".contains(c);
    if address.is_empty() || address.contains(ends_it) {
        escaped(text)
    } else {
        format!("[{}]({address})", escaped(text))
    }
}

/// A table (GitHub Flavored Markdown, section 4.10).
#[derive(Debug, Clone)]
pub struct Table {
    text: String,
}

impl Table {
    /// With its heading.
    pub fn new<T: AsRef<str>>(heading: &[T]) -> Self {
        let mut table = Self {
            text: String::new(),
        };
        table.row(heading);
        table.text.push('|');
        table.text.push_str(&" --- |".repeat(heading.len()));
        table.text.push('\n');
        table
    }

    /// Adds a row.
    pub fn row<T: AsRef<str>>(&mut self, cells: &[T]) {
        self.text.push('|');
        for cell in cells {
            self.text.push(' ');
            self.text.push_str(&escaped(cell.as_ref()));
            self.text.push_str(" |");
        }
        self.text.push('\n');
    }

    /// The table.
    pub fn finish(self) -> String {
        self.text
    }
}

/// A list of facts: the name in bold, then the text.
pub fn facts(facts: &[(&str, String)]) -> String {
    facts
        .iter()
        .map(|(name, text)| format!("- **{}:** {}\n", escaped(name), escaped(text)))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(
            escaped("a|b *c* <img src=x> [x](y) & `z`\r\nnext"),
            r"a\|b \*c\* &lt;img src=x&gt; \[x\]\(y\) &amp; \`z\` next"
        );
        let mut table = Table::new(&["a", "b"]);
        table.row(&["1|2", ""]);
        assert_eq!(table.finish(), "| a | b |\n| --- | --- |\n| 1\\|2 |  |\n");
    }

    proptest! {
        #[test]
        fn a_row_is_a_line_of_as_many_cells(cells in prop::collection::vec(any::<String>(), 1..4)) {
            let mut table = Table::new(&cells);
            table.row(&cells);
            let text = table.finish();
            let lines: Vec<&str> = text.split('\n').collect();
            prop_assert_eq!(lines.len(), 4);
            for line in &lines[..3] {
                let bars = line.replace("\\\\", "").replace("\\|", "").matches('|').count();
                prop_assert_eq!(bars, cells.len() + 1);
            }
        }
    }
}
