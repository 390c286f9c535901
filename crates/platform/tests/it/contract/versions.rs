//! In what the recorded versions differ from each other, and what this platform makes of it.

use super::recordings::{Exchange, Version};
use super::shape;

/// An exchange that a later version answers differently than 0.3.0.
struct Fact {
    exchange: &'static str,
    /// Those that do.
    versions: &'static [Version],
    reason: &'static str,
}

const HELIX: &[Version] = &[Version::Helix081];
const LATER: &[Version] = &[Version::Platform060, Version::Helix081];

const FACTS: &[Fact] = &[
    Fact {
        exchange: "platform admin with read scope writes",
        versions: HELIX,
        reason: "Scopes bind platform administrators; here in the dialect helix.",
    },
    Fact {
        exchange: "platform admin lists all workspaces",
        versions: HELIX,
        reason: "So the description was not changed, see the exchange before.",
    },
    Fact {
        exchange: "platform admin lists system members",
        versions: HELIX,
        reason: "The role of platform administrators is HelixAdmin; here in the dialect helix.",
    },
    Fact {
        exchange: "stranger lists workspaces",
        versions: HELIX,
        reason: "A workspace whose binding to everyone was removed is gone from lists at once; here in \
            both dialects.",
    },
    Fact {
        exchange: "cluster info",
        versions: LATER,
        reason: "The version.",
    },
    Fact {
        exchange: "status",
        versions: LATER,
        reason: "The services come in another order.",
    },
];

fn named<'a>(exchanges: &'a [Exchange], name: &str) -> &'a Exchange {
    let found = exchanges.iter().find(|exchange| exchange.name == name);
    found.unwrap_or_else(|| panic!("no exchange {name:?}"))
}

/// Each version was asked the same, and answers differently where the facts say so, and nowhere
/// else.
#[test]
fn the_facts_are_all_that_differs() {
    let first = Version::Platform030.exchanges();
    for version in [Version::Platform060, Version::Helix081] {
        let exchanges = version.exchanges();
        assert_eq!(exchanges.len(), first.len());
        for (one, other) in first.iter().zip(&exchanges) {
            assert_eq!(one.name, other.name);
            assert_eq!(one.request, other.request, "{}", one.name);
            let differs = one.response.status != other.response.status
                || shape::of(&one.response.body) != shape::of(&other.response.body);
            let fact = FACTS.iter().find(|fact| fact.exchange == one.name);
            let known = fact.is_some_and(|fact| fact.versions.contains(&version));
            assert_eq!(differs, known, "{version:?}: {}", one.name);
        }
    }
    for fact in FACTS {
        named(&first, fact.exchange);
        assert!(!fact.reason.is_empty(), "{}", fact.exchange);
    }
}
