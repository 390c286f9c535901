//! Limits the size of a page of workspaces or projects.
//!
//! Names and times are short, but descriptions need not be: earlier versions accepted a megabyte
//! each. So a listing truncates each to today's limit, and if those of a page together take more
//! than [`MOST`], truncates the longest further, all to the same length. No workspace is omitted,
//! because clients count pages.

use nmp_types::Workspace;
use nmp_types::workspace::MAX_DESCRIPTION_CHARS;

use crate::excerpt;

/// The most bytes that the descriptions of one page take as JSON. A page of the default size
/// stays below it, unless its descriptions are full of control characters.
const MOST: usize = 1024 * 1024;

/// Has a description.
pub(super) trait Described {
    /// Its description, if it has one.
    fn description(&mut self) -> Option<&mut String>;
}

impl Described for Workspace {
    fn description(&mut self) -> Option<&mut String> {
        self.description.as_mut()
    }
}

/// Truncates descriptions that take too many bytes.
pub(super) fn bound<T: Described>(page: &mut [T]) {
    let mut sizes: Vec<usize> = Vec::with_capacity(page.len());
    for text in page.iter_mut().filter_map(Described::description) {
        *text = excerpt::of_characters(text, MAX_DESCRIPTION_CHARS);
        sizes.push(excerpt::json_size(text));
    }
    let Some(most) = share(sizes, MOST) else {
        return;
    };
    for text in page.iter_mut().filter_map(Described::description) {
        *text = excerpt::of_text(text, most);
    }
}

/// The largest common size to which descriptions can be truncated so that their sum is within the
/// bound; `None` if it already is.
fn share(mut sizes: Vec<usize>, bound: usize) -> Option<usize> {
    if sizes.iter().sum::<usize>() <= bound {
        return None;
    }
    sizes.sort_unstable();
    // Short ones leave more to the others.
    let mut left = bound;
    let mut others = sizes.len();
    for size in sizes {
        if size > left / others {
            return Some(left / others);
        }
        left -= size;
        others -= 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_longest_are_truncated_to_the_same_length() {
        assert_eq!(share(vec![], 10), None);
        assert_eq!(share(vec![5, 5], 10), None);
        assert_eq!(share(vec![6, 5], 10), Some(5));
        assert_eq!(share(vec![2, 9, 9], 10), Some(4));
        assert_eq!(share(vec![1, 2, 100], 10), Some(7));
    }

    fn workspace(description: String) -> Workspace {
        Workspace {
            id: String::new(),
            name: String::new(),
            description: Some(description),
            created_at: String::new(),
            created_by: None,
            updated_at: String::new(),
            updated_by: None,
        }
    }

    #[test]
    fn a_page_is_bounded_however_its_descriptions_are_written() {
        for (c, rows) in [
            ("a", 1000),
            ("😀", 1000),
            ("\u{1}", 1000),
            ("\"", 1000),
            ("😀", 100),
        ] {
            for length in [MAX_DESCRIPTION_CHARS, MAX_DESCRIPTION_CHARS + 1] {
                let mut page = vec![workspace("short".into())];
                page.extend((1..rows).map(|_| workspace(c.repeat(length))));
                bound(&mut page);
                let texts: Vec<&str> = page
                    .iter()
                    .filter_map(|row| row.description.as_deref())
                    .collect();
                assert_eq!(texts.len(), rows);
                assert_eq!(texts[0], "short");
                let size: usize = texts.iter().map(|text| excerpt::json_size(text)).sum();
                assert!(size <= MOST, "{c:?} {rows} {length}: {size}");
                let whole = rows == 100 && length == MAX_DESCRIPTION_CHARS;
                assert_eq!(
                    texts[rows - 1].ends_with('…'),
                    !whole,
                    "{c:?} {rows} {length}"
                );
                assert!(texts[rows - 1].chars().count() > 100);
            }
        }
    }

    proptest! {
        #[test]
        fn shares_fill_the_bound(sizes in prop::collection::vec(1_usize..1000, 0..100), bound in 100_usize..10_000) {
            let shared = share(sizes.clone(), bound);
            let total = |most: usize| sizes.iter().map(|size| (*size).min(most)).sum::<usize>();
            match shared {
                None => prop_assert!(total(usize::MAX) <= bound),
                Some(most) => {
                    prop_assert!(total(most) <= bound);
                    prop_assert!(total(most + 1) > bound);
                }
            }
        }
    }
}
