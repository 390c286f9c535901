//! Addresses pasted into the form for new members.
#![no_main]

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use nmp_access::paste::{Choice, Choices, Directory, Finding, Wanted, chosen, read, read_roles};
use nmp_types::Role;

fuzz_target!(|text: &str| {
    let nobody = Directory::new(Arc::default(), None);
    let check = |choices: &Choices| {
        let pasted = read(text, &nobody, &Role::Viewer, choices);
        let (mut seen, mut letters) = (HashSet::new(), HashSet::new());
        for entry in &pasted.entries {
            assert!(!entry.principal.trim().is_empty());
            assert!(seen.insert(&entry.principal), "twice");
            // In another case it is another principal, which must not go unnoticed.
            let is_twin = !letters.insert(entry.principal.to_lowercase());
            assert!(!is_twin || entry.finding != Finding::Good, "unnoticed");
            if entry.is_to_do() {
                assert_eq!(nmp_types::principal::check(&entry.principal), Ok(()));
            }
        }
        pasted
    };
    let pasted = check(&Choices::new());
    let asides = |choice| {
        let texts = pasted.asides.iter().map(|aside| aside.text.clone());
        texts.map(|text| (text, choice)).collect::<Choices>()
    };
    // Whatever is chosen for them, no name gets lost.
    assert!(check(&asides(Choice::Whole)).asides.is_empty());
    assert!(check(&asides(Choice::Words)).asides.is_empty());
    check(&chosen(text));

    // Whatever stands where, a word for a role is nobody.
    let wanted = Wanted {
        role: &Role::Viewer,
        offered: &Role::ASSIGNABLE,
        chosen: &HashMap::new(),
    };
    for entry in read_roles(text, &nobody, wanted, &Choices::new()).entries {
        let is_role = |role: &Role| role.as_str().eq_ignore_ascii_case(&entry.principal);
        assert!(!Role::ASSIGNABLE.iter().any(is_role), "a role");
    }
});
