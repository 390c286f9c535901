//! Reads what people paste into “add members”: addresses by commas, spaces or lines, mail
//! headers, names in front of addresses.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use nmp_types::principal::EVERYONE;
use nmp_types::{Member, PrincipalKind, Role};

/// One principal of a pasted text, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// As it will be sent.
    pub principal: String,
    /// What it looks like.
    pub kind: PrincipalKind,
    /// What stands against it, or is worth a look.
    pub finding: Finding,
}

/// What is known of a pasted principal before anything is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Nothing stands against it.
    Good,
    /// Fine, but worth a look: the sentence says why.
    Look(String),
    /// A member already, with these roles, none of which is as strong as the one to give.
    Raises(Vec<Role>),
    /// A member already, with at least that role: nothing to do.
    AlreadyIn(Vec<Role>),
    /// Can't be added: the sentence says why.
    Bad(String),
}

impl Entry {
    /// Whether there is something to send for it.
    pub fn is_to_do(&self) -> bool {
        matches!(
            self.finding,
            Finding::Good | Finding::Look(_) | Finding::Raises(_)
        )
    }
}

/// What a text holds: each principal once, in order, and how often something was repeated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pasted {
    /// The principals.
    pub entries: Vec<Entry>,
    /// How many came again and were left out.
    pub repeated: usize,
}

/// The longest principal that is sent, in bytes.
const LONGEST: usize = 254;

/// Reads a text and compares it with the members there are; `role` is what they will get.
pub fn read(text: &str, known: &Directory, role: &Role) -> Pasted {
    let mut seen = HashSet::new();
    let mut pasted = Pasted::default();
    for principal in principals(text) {
        if !seen.insert(principal.to_lowercase()) {
            pasted.repeated += 1;
            continue;
        }
        pasted.entries.push(Entry {
            kind: PrincipalKind::of(&principal),
            finding: known.judge(&principal, role),
            principal,
        });
    }
    pasted
}

/// Takes a text apart. Everything that isn't an address in angle brackets, a quoted name or a
/// separator is a principal of its own; a name in front of `<address>` is left out.
fn principals(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.split(['\n', '\r', ';']) {
        let mut rest = line;
        // A mail header: everything up to each `<address>` since the last comma is a name.
        while let Some(open) = rest.find('<') {
            let Some(close) = rest[open..].find('>').map(|at| open + at) else {
                break;
            };
            let before = &rest[..open];
            found.extend(words(before_name(before)));
            found.extend(words(&rest[open + 1..close]));
            rest = &rest[close + 1..];
        }
        found.extend(words(rest));
    }
    found
}

/// What stands before the name that belongs to an address: up to the last comma outside of
/// quotes.
fn before_name(text: &str) -> &str {
    let mut quoted = false;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => end = at,
            _ => {}
        }
    }
    &text[..end]
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| c == ',' || c.is_whitespace())
        .map(|word| {
            let word = word.trim_matches(['"', '\'', '<', '>', '(', ')', '[', ']']);
            let word = word.strip_prefix("mailto:").unwrap_or(word);
            word.trim_end_matches(['.', ')', ']', '>', '"', '\''])
        })
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
}

/// The members, by what a pasted text is compared with. Made once for a list of members, of
/// which there may be tens of thousands, and not for every letter that is typed.
#[derive(Debug, PartialEq, Eq)]
pub struct Directory {
    members: Arc<Vec<Member>>,
    /// Places in the list by the hash of the principal.
    by_name: HashMap<u64, usize>,
    /// By the hash of what is left without case and without the marks that people mix up.
    by_shape: HashMap<u64, usize>,
    /// How many have an address there.
    domains: HashMap<String, usize>,
}

impl Directory {
    /// Indexes a list of members.
    pub fn new(members: Arc<Vec<Member>>) -> Self {
        let mut by_name = HashMap::with_capacity(members.len());
        let mut by_shape = HashMap::with_capacity(members.len());
        let mut domains: HashMap<String, usize> = HashMap::new();
        for (place, member) in members.iter().enumerate() {
            by_name.insert(hash(member.principal.chars()), place);
            by_shape.insert(hash(shape(&member.principal)), place);
            if let Some((_, domain)) = member.principal.split_once('@') {
                match domains.get_mut(domain) {
                    Some(count) => *count += 1,
                    None => *domains.entry(domain.to_lowercase()).or_default() += 1,
                }
            }
        }
        Self {
            members,
            by_name,
            by_shape,
            domains,
        }
    }

    /// The roles of a principal; none for who isn't a member.
    pub fn roles(&self, principal: &str) -> &[Role] {
        self.by_name
            .get(&hash(principal.chars()))
            .and_then(|place| self.members.get(*place))
            .filter(|member| member.principal == principal)
            .map_or(&[], |member| &member.roles)
    }

    /// A member that differs by what people mix up.
    fn twin(&self, principal: &str) -> Option<&str> {
        self.by_shape
            .get(&hash(shape(principal)))
            .and_then(|place| self.members.get(*place))
            .map(|member| member.principal.as_str())
            .filter(|twin| shape(twin).eq(shape(principal)))
    }

    fn judge(&self, principal: &str, role: &Role) -> Finding {
        if principal == EVERYONE {
            return Finding::Bad("Everyone is set under General access.".to_owned());
        }
        if principal.len() > LONGEST {
            return Finding::Bad(format!("Longer than {LONGEST} characters."));
        }
        if principal.chars().any(char::is_control) {
            return Finding::Bad("Has a character that can't be seen.".to_owned());
        }
        let roles = self.roles(principal);
        if !roles.is_empty() {
            let has = Role::strongest(roles).map_or(0, Role::strength);
            return if has >= role.strength() {
                Finding::AlreadyIn(roles.to_vec())
            } else {
                Finding::Raises(roles.to_vec())
            };
        }
        let kind = PrincipalKind::of(principal);
        if kind == PrincipalKind::Group && principal.contains('@') {
            return Finding::Bad("Not a complete e-mail address.".to_owned());
        }
        if let Some(twin) = self.twin(principal) {
            return Finding::Look(format!("Looks like {twin}, who is a member already."));
        }
        if let Some(usual) = self.look_alike_domain(principal) {
            return Finding::Look(format!("Did you mean {usual}?"));
        }
        match kind {
            PrincipalKind::Group => Finding::Look(
                "No e-mail address: added as a group or an ID, exactly as written.".to_owned(),
            ),
            _ => Finding::Good,
        }
    }

    /// A domain of the members that this one differs from by a slip of the finger.
    fn look_alike_domain(&self, principal: &str) -> Option<String> {
        let own = principal.split_once('@')?.1.to_lowercase();
        if self.domains.contains_key(&own) {
            return None;
        }
        self.domains
            .iter()
            .filter(|(domain, _)| strsim::osa_distance(domain, &own) <= 2)
            .max_by_key(|(domain, count)| (**count, std::cmp::Reverse(domain.as_str())))
            .map(|(domain, _)| domain.clone())
    }
}

fn hash(text: impl Iterator<Item = char>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for c in text {
        hasher.write_u32(c as u32);
    }
    hasher.finish()
}

/// Without case, and without dots and dashes in front of the `@`.
fn shape(principal: &str) -> impl Iterator<Item = char> + '_ {
    let at = principal.find('@').unwrap_or(principal.len());
    principal
        .char_indices()
        .filter(move |(place, c)| *place >= at || !['.', '_', '-'].contains(c))
        .flat_map(|(_, c)| c.to_lowercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::effective::tests::member;
    use super::*;

    fn nobody() -> Directory {
        Directory::new(Arc::default())
    }

    fn names(text: &str) -> Vec<String> {
        principals(text)
    }

    #[test]
    fn what_people_paste() {
        let expected = ["a@x.org", "b@x.org", "c@x.org"];
        for text in [
            "a@x.org,b@x.org, c@x.org",
            "a@x.org b@x.org\tc@x.org",
            "a@x.org\nb@x.org\r\nc@x.org\n",
            "Ada A <a@x.org>, Bob <b@x.org>; c@x.org",
            "\"A, Ada\" <a@x.org>, 'Bob B.' <b@x.org>, <c@x.org>",
            "mailto:a@x.org; <mailto:b@x.org> (c@x.org).",
            "a@x.org, Bob <b@x.org>\nCarol Smith <c@x.org>,,;",
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
        assert_eq!(names("data-eng service:sync"), ["data-eng", "service:sync"]);
        assert_eq!(names("Bob <b@x.org"), ["Bob", "b@x.org"]);
    }

    #[test]
    fn each_one_is_judged() {
        let members = [
            member("bob@example.com", &["Viewer"]),
            member("ada.b@example.com", &["Admin"]),
            member("*", &["Viewer"]),
        ];
        let members = Directory::new(Arc::new(members.into()));
        let judge = |text: &str| {
            let mut pasted = read(text, &members, &Role::Editor);
            pasted.entries.remove(0).finding
        };
        assert_eq!(judge("new@example.com"), Finding::Good);
        assert_eq!(judge("service:sync"), Finding::Good);
        assert_eq!(
            judge("bob@example.com"),
            Finding::Raises(vec![Role::Viewer])
        );
        assert_eq!(
            judge("ada.b@example.com"),
            Finding::AlreadyIn(vec![Role::Admin])
        );
        let look = |text: &str| match judge(text) {
            Finding::Look(why) => why,
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(
            look("adab@Example.com"),
            "Looks like ada.b@example.com, who is a member already."
        );
        assert_eq!(look("new@exmaple.com"), "Did you mean example.com?");
        assert!(look("data-eng").contains("group"));
        for bad in [
            "*",
            "carol@",
            "x@y",
            &format!("{}@example.com", "a".repeat(250)),
        ] {
            assert!(matches!(judge(bad), Finding::Bad(_)), "{bad}");
        }
    }

    #[test]
    fn repetitions_are_counted_not_sent() {
        let pasted = read("a@x.org A@x.org a@x.org", &nobody(), &Role::Viewer);
        assert_eq!((pasted.entries.len(), pasted.repeated), (1, 2));
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in any::<String>()) {
            for entry in read(&text, &nobody(), &Role::Viewer).entries {
                prop_assert!(!entry.principal.is_empty());
                prop_assert!(!entry.principal.contains([',', '\n', ' ']));
            }
        }

        #[test]
        fn addresses_are_found_whatever_separates_them(
            locals in prop::collection::hash_set("[a-z]{1,8}", 1..20),
            separators in prop::collection::vec(prop::sample::select(vec![",", " ", "\n", "; ", ",\r\n", "\t"]), 20),
        ) {
            let all: Vec<String> = locals.iter().map(|local| format!("{local}@x.org")).collect();
            let text: String = all.iter().zip(separators).map(|(a, s)| format!("{a}{s}")).collect();
            prop_assert_eq!(principals(&text), all);
        }
    }
}
