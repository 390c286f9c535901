//! The members that there are, for the comparison with what is pasted.

use std::hash::Hasher;
use std::sync::Arc;

use nmp_types::{Member, Role};
use rustc_hash::{FxHashMap, FxHasher};

use crate::confusable::{Confusables, Looks};

/// The members, by what a pasted text is compared with. Made once for a list of members, of
/// which there may be tens of thousands, and not for every letter that is typed.
#[derive(Debug, PartialEq)]
pub struct Directory {
    members: Arc<Vec<Member>>,
    by_name: Places,
    /// By what is left without case and without the marks that people mix up.
    by_shape: Places,
    /// How many have an address there.
    domains: FxHashMap<String, usize>,
    /// By what they look like, once the judge is here.
    looks: Option<Looks>,
}

impl Directory {
    /// Indexes a list of members. Without the judge there are no warnings about names that look
    /// like others.
    pub fn new(members: Arc<Vec<Member>>, confusables: Option<Confusables>) -> Self {
        let by_name = Places::by(&members, |name| hash(name.chars()));
        let by_shape = Places::by(&members, |name| hash(shape(name)));
        let mut domains: FxHashMap<String, usize> = FxHashMap::default();
        for member in members.iter() {
            if let Some((_, domain)) = member.principal.split_once('@') {
                match domains.get_mut(domain) {
                    Some(count) => *count += 1,
                    None => *domains.entry(domain.to_lowercase()).or_default() += 1,
                }
            }
        }
        let looks = confusables.map(|confusables| {
            let names = members.iter().map(|member| member.principal.as_str());
            Looks::of(confusables, names)
        });
        Self {
            looks,
            members,
            by_name,
            by_shape,
            domains,
        }
    }

    /// The roles of a principal; none for a non-member.
    pub fn roles(&self, principal: &str) -> &[Role] {
        self.by_name
            .members(&self.members, hash(principal.chars()))
            .find(|member| member.principal == principal)
            .map_or(&[], |member| &member.roles)
    }

    /// Whether a principal is among them.
    pub fn knows(&self, principal: &str) -> bool {
        self.by_name
            .members(&self.members, hash(principal.chars()))
            .any(|member| member.principal == principal)
    }

    /// The judge of names that look like others.
    pub(super) fn confusables(&self) -> Option<Confusables> {
        self.looks.as_ref().map(Looks::confusables)
    }

    /// Whom a name looks like, and where it differs; what is strange about it by itself.
    pub(super) fn look(&self, principal: &str) -> Option<String> {
        self.looks.as_ref()?.warning(principal)
    }

    /// Whom a name looks like.
    pub(super) fn looks_like(&self, principal: &str) -> Option<&str> {
        self.looks.as_ref()?.twin(principal)
    }

    /// A member that differs by what people mix up.
    pub(super) fn twin(&self, principal: &str) -> Option<&str> {
        self.by_shape
            .members(&self.members, hash(shape(principal)))
            .map(|member| member.principal.as_str())
            .find(|twin| shape(twin).eq(shape(principal)))
    }

    /// A domain of the members that this one differs from by a slip of the finger.
    pub(super) fn look_alike_domain(&self, principal: &str) -> Option<String> {
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

/// Places in a list of members, sorted by a hash of each. Different names may have the same hash.
#[derive(Debug, PartialEq)]
struct Places(Vec<(u64, usize)>);

impl Places {
    fn by(members: &[Member], hash: impl Fn(&str) -> u64) -> Self {
        let hashes = members.iter().map(|member| hash(&member.principal));
        let mut places: Vec<_> = hashes.zip(0..).collect();
        places.sort_unstable();
        Self(places)
    }

    /// The members with that hash.
    fn members<'a>(&self, members: &'a [Member], hash: u64) -> impl Iterator<Item = &'a Member> {
        let first = self.0.partition_point(|(other, _)| *other < hash);
        let rest = self.0.get(first..).unwrap_or_default().iter();
        rest.take_while(move |(other, _)| *other == hash)
            .filter_map(|(_, place)| members.get(*place))
    }
}

fn hash(text: impl Iterator<Item = char>) -> u64 {
    let mut hasher = FxHasher::default();
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
