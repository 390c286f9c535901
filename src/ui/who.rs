//! A principal's name, the same wherever one is shown: its kind by a shape, the name, and a link that does
//! one thing.

use leptos::prelude::*;
use nmp_types::PrincipalKind;
use nmp_types::invisible::reveal;
use nmp_types::principal::{display, mention};

/// Names without an address are cut from this length on, in characters: two lines of a narrow column.
const LONG: usize = 32;

/// How much of such a name stays behind the cut, in characters: from its last word on, or so many.
const TAIL: usize = 12;

/// A principal, as a link.
#[component]
pub fn Who(
    /// Whom.
    principal: String,
    /// Where the name leads.
    href: String,
    /// Says what it is, where the name doesn't; empty for nothing.
    #[prop(optional)]
    note: &'static str,
) -> impl IntoView {
    let label = display(&principal);
    view! {
        <span class="principal">
            <Avatar principal=principal.clone() />
            <span class="principal-text">
                // The label keeps the parts of a name together for those who listen.
                <a
                    class="row-link name"
                    translate="no"
                    href=href
                    title=label.clone()
                    aria-label=label
                >
                    <Name principal />
                </a>
                {(!note.is_empty()).then(|| view! { <span class="muted small">{note}</span> })}
            </span>
        </span>
    }
}

/// A name that is cut in the middle where there is no room: what tells people of one department apart,
/// and where they are from, stays. All of it is in the page, to be copied.
#[component]
pub fn Name(
    /// Whose.
    principal: String,
) -> impl IntoView {
    let text = match PrincipalKind::of(&principal) {
        PrincipalKind::Everyone => display(&principal),
        _ => reveal(&principal),
    };
    let (start, end) = halves(&text);
    let end = (!end.is_empty()).then(|| view! { <span>{end.to_owned()}</span> });
    view! {
        <bdi>
            <span class="name-start">{start.to_owned()}</span>
            {end}
        </bdi>
    }
}

/// The kind of a principal by a shape, with initials to find a row again by: nothing that the name
/// doesn't say.
#[component]
pub fn Avatar(
    /// Whose.
    principal: String,
) -> impl IntoView {
    let kind = match PrincipalKind::of(&principal) {
        PrincipalKind::Everyone => "everyone",
        PrincipalKind::Person => "person",
        PrincipalKind::Group => "group",
        PrincipalKind::Service | PrincipalKind::ServiceAccount => "service",
    };
    // By the style sheet: who selects or listens to a name gets the name alone.
    view! {
        <span
            class="avatar"
            aria-hidden="true"
            data-kind=kind
            data-initials=initials(&principal)
        ></span>
    }
}

/// Names the way to the page of somebody whom nobody has named.
pub fn look_up_label(principal: &str) -> String {
    match PrincipalKind::of(principal) {
        PrincipalKind::Group => format!(
            "Show what the group or user ID {} can get at",
            display(principal)
        ),
        _ => format!("Show what {} can get at", mention(principal)),
    }
}

/// The part of a name that may be cut, and the one that stays: the domain of an address, the end of any
/// other long name.
fn halves(name: &str) -> (&str, &str) {
    let at = match PrincipalKind::of(name) {
        PrincipalKind::Person => name.rfind('@'),
        _ if name.chars().count() <= LONG => None,
        _ => {
            let mut from_the_end = name.char_indices().rev().take(2 * TAIL);
            let word = from_the_end.find(|(_, c)| "-_./\\ ".contains(*c));
            word.or_else(|| name.char_indices().rev().nth(TAIL - 1))
                .map(|(at, _)| at)
        }
    };
    name.split_at_checked(at.unwrap_or(name.len()))
        .unwrap_or((name, ""))
}

/// One or two letters or digits: of the first two words in front of the `@`.
fn initials(principal: &str) -> String {
    let kind = PrincipalKind::of(principal);
    if kind == PrincipalKind::Everyone {
        return "∗".to_owned();
    }
    let name = match kind {
        PrincipalKind::Person => principal.split('@').next().unwrap_or_default(),
        _ if kind.is_program() => principal.split_once(':').map_or("", |(_, name)| name),
        _ => principal,
    };
    let words = name.split(|c: char| !c.is_alphanumeric());
    let firsts = words.filter_map(|word| word.chars().next());
    firsts.take(2).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_domain_stays_and_so_does_the_end_of_a_long_name() {
        for (name, start, end) in [
            ("anna.berg@example.com", "anna.berg", "@example.com"),
            ("data-eng", "data-eng", ""),
            (
                "europe-west-machine-learning-platform-admins",
                "europe-west-machine-learning-platform",
                "-admins",
            ),
            (
                "europewestmachinelearningplatformadmins",
                "europewestmachinelearningpl",
                "atformadmins",
            ),
            ("All signed-in users", "All signed-in users", ""),
        ] {
            assert_eq!(halves(name), (start, end), "{name}");
        }
    }

    #[test]
    fn initials_are_of_the_words_of_a_name() {
        for (principal, expected) in [
            ("anna.berg@example.com", "AB"),
            ("alice@example.com", "A"),
            ("anna_maria-berg@example.com", "AM"),
            ("data-eng", "DE"),
            ("service:evaluator", "E"),
            ("service-account:ci.nightly", "CN"),
            ("*", "∗"),
            ("248289761001", "2"),
            ("...", ""),
            ("ßeta", "SS"),
        ] {
            assert_eq!(initials(principal), expected, "{principal}");
        }
    }

    proptest! {
        /// Nothing is lost or added by the cut.
        #[test]
        fn the_halves_are_the_name(name in any::<String>()) {
            let (start, end) = halves(&name);
            prop_assert_eq!(format!("{start}{end}"), name);
        }

        #[test]
        fn initials_are_short(principal in any::<String>()) {
            // Upper case can be longer, as for ß and ligatures.
            prop_assert!(initials(&principal).chars().count() <= 6);
        }
    }
}
