//! What fits what was typed, and how well.

/// How well a word fits a text; less is better.
const AT_THE_START: u32 = 0;
const AT_A_WORD: u32 = 1;
const WITHIN: u32 = 2;
const BY_A_KEYWORD: u32 = 3;

/// How well an entry fits what was typed: `None` if a word of it is nowhere in the label, the note
/// or the keywords; less is better. Letter case doesn't matter. Everything fits an empty text.
pub fn score(typed: &str, label: &str, note: &str, keywords: &str) -> Option<u32> {
    let typed = typed.trim().to_lowercase();
    let label = label.to_lowercase();
    if label == typed {
        return Some(0);
    }
    let note = note.to_lowercase();
    let keywords = keywords.to_lowercase();
    typed
        .split_whitespace()
        .map(|word| {
            place(word, &label).or_else(|| {
                (note.contains(word) || keywords.contains(word)).then_some(BY_A_KEYWORD)
            })
        })
        // One more than the best: only the whole label is the best.
        .try_fold(1, |sum, score| Some(sum + score?))
}

/// Where in a label a word is first found.
fn place(word: &str, label: &str) -> Option<u32> {
    let mut best = None;
    for (at, _) in label.match_indices(word) {
        let before = label[..at].chars().next_back();
        match before {
            None => return Some(AT_THE_START),
            Some(c) if !c.is_alphanumeric() => best = Some(AT_A_WORD),
            Some(_) => best = best.or(Some(WITHIN)),
        }
    }
    best
}

/// The best `limit` of some things, the first ones first among equals.
pub fn best<T>(
    things: impl IntoIterator<Item = T>,
    limit: usize,
    score: impl Fn(&T) -> Option<u32>,
) -> Vec<T> {
    let mut scored: Vec<(u32, T)> = things
        .into_iter()
        .filter_map(|thing| Some((score(&thing)?, thing)))
        .collect();
    scored.sort_by_key(|(score, _)| *score);
    scored.truncate(limit);
    scored.into_iter().map(|(_, thing)| thing).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(typed: &str) -> Vec<&'static str> {
        let labels = [
            "Create workspace",
            "Copy token",
            "html-team",
            "ml-team",
            "research-ml",
            "ml",
        ];
        best(labels, 10, |label| score(typed, label, "", ""))
    }

    #[test]
    fn the_whole_comes_first_then_beginnings_then_words_then_the_rest() {
        assert_eq!(found("ML"), ["ml", "ml-team", "research-ml", "html-team"]);
        assert_eq!(found("team ml"), ["ml-team", "html-team"]);
        assert_eq!(found("cre wor"), ["Create workspace"]);
        assert_eq!(found("xyz"), [""; 0]);
        assert_eq!(found("  ").len(), 6);
    }

    #[test]
    fn a_later_word_counts_more_than_an_earlier_middle() {
        assert_eq!(score("ml", "html ml", "", ""), Some(1 + AT_A_WORD));
    }

    #[test]
    fn notes_and_keywords_find_too_but_weigh_less() {
        assert!(score("sombre", "Theme: Dark", "", "night sombre").is_some());
        let by_label = score("admin", "admin@example.com", "Viewer", "");
        let by_note = score("admin", "bob@example.com", "Admin", "");
        assert!(by_label < by_note);
    }

    proptest! {
        #[test]
        fn a_part_of_a_label_finds_it(label in "\\PC{1,20}", from in 0_usize..20, length in 1_usize..20) {
            let part: String = label.chars().skip(from).take(length).collect();
            // What lower case makes of a letter can depend on its neighbours.
            prop_assume!(label.to_lowercase().contains(part.trim().to_lowercase().as_str()));
            prop_assert!(score(&part, &label, "", "").is_some());
        }

        #[test]
        fn what_is_found_has_every_word(typed in "\\PC{0,12}", label in "\\PC{0,20}") {
            if score(&typed, &label, "", "").is_some() {
                for word in typed.to_lowercase().split_whitespace() {
                    prop_assert!(label.to_lowercase().contains(word));
                }
            }
        }
    }
}
