//! The checklist as a record in Markdown.

use super::{Row, Tally};
use crate::files::markdown::{Table, facts};

/// The record: which platform, who looked and when, and each item with what was found. `now` is a date
/// and a time, in words.
pub fn markdown(rows: &[Row], who: &str, platform: &str, now: &str) -> String {
    let Tally {
        good,
        open,
        unknown,
    } = Tally::of(rows);
    let mut text = String::from("# Posture\n\n");
    text += &facts(&[
        ("Platform", platform.to_owned()),
        ("Seen by", who.to_owned()),
        ("When", now.to_owned()),
        (
            "Found",
            format!("{good} good, {open} open, {unknown} unknown"),
        ),
    ]);
    text += "\nUnknown is what a client can't see: docs/hardening.md says how to check it.\n";
    for section in rows.chunk_by(|one, next| one.section == next.section) {
        let Some(first) = section.first() else {
            continue;
        };
        let mut table = Table::new(&["Item", "State", "Found", "What to do"]);
        for Row { item, finding, .. } in section {
            let advice = finding.advice.map(|advice| advice.sentence());
            table.row(&[
                // Names of settings stand in backticks on the page.
                item.replace('`', "").as_str(),
                finding.state.name(),
                finding.found.as_str(),
                advice.as_deref().unwrap_or_default(),
            ]);
        }
        text += &format!("\n## {}\n\n{}", first.section, table.finish());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::Findings;
    use super::super::items::{CHECKLIST, named};
    use super::*;

    #[test]
    fn each_item_has_a_row_and_nothing_found_is_markup() {
        let mut findings = Findings::default();
        findings.good(named::ADMIN_EMAIL, "a|b *c*");
        let text = markdown(&findings.rows(), "ann", "https://nmp.example.com", "today");
        let items: usize = CHECKLIST.iter().map(|(_, items)| items.len()).sum();
        let rows = text.lines().filter(|line| line.starts_with("| "));
        // Each section has a heading row and a line below it.
        assert_eq!(rows.count(), items + 2 * CHECKLIST.len());
        assert!(text.contains(r"| good | a\|b \*c\* |  |"), "{text}");
        assert!(text.contains("- **Found:** 1 good, 0 open, "), "{text}");
    }
}
