//! What the rows of those who were found share.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::plan::StepState;
use nmp_types::Role;

/// The states of what was sent, by principal.
pub type States = Memo<Arc<HashMap<String, StepState>>>;

/// What is said about those who were found, beside the text.
#[derive(Clone, Copy)]
pub struct Lines {
    /// The text.
    pub text: RwSignal<String>,
    /// Those who were left out.
    pub left_out: RwSignal<Vec<String>>,
    /// Roles that were chosen for one of them.
    pub roles: RwSignal<HashMap<String, Role>>,
    /// The roles that can be given.
    pub offered: StoredValue<Vec<Role>>,
}

impl Lines {
    /// Leaves somebody out.
    pub fn leave_out(self, name: &str) {
        self.left_out.update(|all| all.push(name.to_owned()));
    }

    /// Puts another name in the place of one that was a slip of the finger.
    pub fn replace(self, name: &str, by: &str) {
        self.text.update(|text| match replaced(text, name, by) {
            Some(new) => *text = new,
            // It stands there with characters that nobody sees.
            None => {
                text.push('\n');
                text.push_str(by);
                self.leave_out(name);
            }
        });
    }
}

/// A text with another name wherever one stands by itself; `None` if it stands nowhere.
fn replaced(text: &str, name: &str, by: &str) -> Option<String> {
    let is_of_name = |c: char| c.is_alphanumeric() || "@._+-'".contains(c);
    let mut new = String::new();
    let mut end = 0;
    for (at, found) in text.match_indices(name) {
        let after = at + found.len();
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let behind = text.get(after..).and_then(|behind| behind.chars().next());
        // A dot may end a sentence.
        let goes_on = behind.is_some_and(|c| is_of_name(c) && c != '.');
        if before.is_some_and(is_of_name) || goes_on {
            continue;
        }
        new.push_str(text.get(end..at).unwrap_or_default());
        new.push_str(by);
        end = after;
    }
    new.push_str(text.get(end..).unwrap_or_default());
    (end > 0).then_some(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_replaced_where_it_stands_by_itself() {
        let replaced = |text| replaced(text, "lars@exampel.com", "lars@example.com");
        assert_eq!(
            replaced("xlars@exampel.com, Lars <lars@exampel.com> admin").as_deref(),
            Some("xlars@exampel.com, Lars <lars@example.com> admin")
        );
        assert_eq!(
            replaced("lars@exampel.com.\nlars@exampel.com").as_deref(),
            Some("lars@example.com.\nlars@example.com")
        );
        assert_eq!(replaced("lars@exampel.company"), None);
        assert_eq!(replaced("la\u{200b}rs@exampel.com"), None);
    }
}
