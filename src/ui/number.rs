//! Numbers for people.

use std::fmt::Display;

/// A whole number, not below zero, with its thousands apart.
pub fn grouped(count: impl Display) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with its noun.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        count => format!("{} {many}", grouped(count)),
    }
}

/// What is shown of what there is: `25 of 10,000 members`, or all of it.
pub fn counted_of(shown: usize, all: usize, one: &str, many: &str) -> String {
    let all_of_it = counted(all, one, many);
    if shown == all {
        all_of_it
    } else {
        format!("{} of {all_of_it}", grouped(shown))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(counted(1, "workspace", "workspaces"), "1 workspace");
        assert_eq!(counted(100_000, "binding", "bindings"), "100,000 bindings");
        assert_eq!(
            [grouped(0), grouped(999), grouped(1_234_567)],
            ["0", "999", "1,234,567"]
        );
        assert_eq!(
            counted_of(3_333, 10_000, "member", "members"),
            "3,333 of 10,000 members"
        );
        assert_eq!(counted_of(1, 1, "member", "members"), "1 member");
    }

    proptest! {
        #[test]
        fn only_commas_are_added(count: u64) {
            let text = grouped(count);
            prop_assert_eq!(text.replace(',', ""), count.to_string());
            let groups: Vec<&str> = text.split(',').collect();
            prop_assert!((1..=3).contains(&groups[0].len()));
            prop_assert!(groups[1..].iter().all(|group| group.len() == 3));
        }
    }
}
