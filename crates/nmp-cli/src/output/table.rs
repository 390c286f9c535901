//! Tables for a terminal: as wide as it is, cut only where little is lost.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What is never cut: names, and who may do what.
const WHOLE: [&str; 12] = [
    "name",
    "id",
    "workspace",
    "principal",
    "roles",
    "before",
    "after",
    "role",
    "counts_as",
    "state",
    "left",
    "right",
];

/// How narrow a column can become where values are cut.
const NARROWEST: usize = 10;

/// A table as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// With a line break at the end.
    pub text: String,
    /// Whether a value was cut.
    pub is_cut: bool,
}

/// Draws a table no wider than `width` columns of a terminal, if that is possible. Where even the
/// values that aren't cut don't fit, every row becomes lines of its own, which the terminal breaks.
pub fn draw(heading: &[&str], rows: &[Vec<String>], width: Option<usize>, bold: bool) -> Drawn {
    let natural: Vec<usize> = heading
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let cells = rows.iter().filter_map(|row| row.get(at));
            cells
                .map(|cell| cell.width())
                .chain([name.width()])
                .max()
                .unwrap_or(0)
        })
        .collect();
    let Some(widths) = fit(heading, &natural, width) else {
        return as_lines(heading, rows);
    };
    let mut text = String::new();
    rule(&mut text, &widths, ['┏', '━', '┳', '┓']);
    line(&mut text, heading, &widths, '┃', bold);
    rule(&mut text, &widths, ['┡', '━', '╇', '┩']);
    for row in rows {
        line(&mut text, row, &widths, '│', false);
    }
    rule(&mut text, &widths, ['└', '─', '┴', '┘']);
    Drawn {
        text,
        is_cut: widths != natural,
    }
}

/// The width of each column; `None` if they can't be made to fit.
fn fit(heading: &[&str], natural: &[usize], width: Option<usize>) -> Option<Vec<usize>> {
    let mut widths = natural.to_vec();
    let Some(width) = width else {
        return Some(widths);
    };
    // A space on both sides of each, and a line between them and around.
    let frame = 3 * widths.len() + 1;
    let mut excess = (widths.iter().sum::<usize>() + frame).saturating_sub(width);
    while excess > 0 {
        let (_, widest) = heading
            .iter()
            .zip(&mut widths)
            .filter(|(name, width)| !WHOLE.contains(name) && **width > NARROWEST.max(name.width()))
            .max_by_key(|(_, width)| **width)?;
        *widest -= 1;
        excess -= 1;
    }
    Some(widths)
}

fn rule(text: &mut String, widths: &[usize], [left, fill, between, right]: [char; 4]) {
    for (at, width) in widths.iter().enumerate() {
        text.push(if at == 0 { left } else { between });
        text.extend(std::iter::repeat_n(fill, width + 2));
    }
    text.push(right);
    text.push('\n');
}

fn line<T: AsRef<str>>(text: &mut String, cells: &[T], widths: &[usize], edge: char, bold: bool) {
    for (at, width) in widths.iter().enumerate() {
        let cell = cut(cells.get(at).map_or("", AsRef::as_ref), *width);
        let padding = width.saturating_sub(cell.width());
        text.push(edge);
        text.push(' ');
        text.push_str(if bold { "\u{1b}[1m" } else { "" });
        text.push_str(&cell);
        text.push_str(if bold { "\u{1b}[0m" } else { "" });
        text.extend(std::iter::repeat_n(' ', padding + 1));
    }
    text.push(edge);
    text.push('\n');
}

/// The beginning of a text, with an ellipsis where something is left out.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

fn as_lines(heading: &[&str], rows: &[Vec<String>]) -> Drawn {
    let longest = heading.iter().map(|name| name.width()).max().unwrap_or(0);
    let mut text = String::new();
    for row in rows {
        if !text.is_empty() {
            text.push('\n');
        }
        for (name, cell) in heading.iter().zip(row) {
            let padding = longest - name.width();
            text.push_str(name);
            text.push(':');
            text.extend(std::iter::repeat_n(' ', padding + 1));
            text.push_str(cell);
            text.push('\n');
        }
    }
    Drawn {
        text,
        is_cut: false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
        let row = |row: &&[&str]| row.iter().map(|cell| (*cell).to_owned()).collect();
        rows.iter().map(row).collect()
    }

    #[test]
    fn a_table_that_fits_is_whole() {
        let drawn = draw(
            &["name", "roles"],
            &rows(&[&["ml-team", "Admin"]]),
            Some(80),
            false,
        );
        let expected = "\
┏━━━━━━━━━┳━━━━━━━┓
┃ name    ┃ roles ┃
┡━━━━━━━━━╇━━━━━━━┩
│ ml-team │ Admin │
└─────────┴───────┘
";
        assert_eq!(drawn.text, expected);
        assert!(!drawn.is_cut);
    }

    #[test]
    fn only_what_may_be_cut_is() {
        let name = "a-workspace-with-a-long-name";
        let long = "機械学習チームのための作業場所";
        let drawn = draw(
            &["name", "description"],
            &rows(&[&[name, long]]),
            Some(50),
            false,
        );
        assert!(
            drawn.text.contains(name) && drawn.text.contains("機械学"),
            "{}",
            drawn.text
        );
        assert!(drawn.text.contains('…') && drawn.is_cut);
        let narrow = draw(
            &["name", "description"],
            &rows(&[&[name, long]]),
            Some(30),
            false,
        );
        let lines = format!("name:        {name}\ndescription: {long}\n");
        assert_eq!(narrow.text, lines);
    }

    proptest! {
        #[test]
        fn a_table_never_exceeds_the_terminal_and_never_cuts_roles(
            cells in proptest::collection::vec(("[a-z]{2,20}", "\\PC{0,60}", "(Admin|Viewer, Editor)"), 0..6),
            width in 20..120_usize,
        ) {
            let rows: Vec<Vec<String>> =
                cells.iter().map(|(a, b, c)| vec![a.clone(), b.clone(), c.clone()]).collect();
            let drawn = draw(&["name", "description", "roles"], &rows, Some(width), false);
            if drawn.text.starts_with('┏') {
                for line in drawn.text.lines() {
                    prop_assert!(line.width() <= width, "{line}");
                }
            }
            for (name, _, roles) in &cells {
                prop_assert!(drawn.text.contains(name.as_str()) && drawn.text.contains(roles.as_str()));
            }
        }
    }
}
