//! What stands out in people and their names.

use std::borrow::Cow;

use nmp_types::workspace::SYSTEM;

use super::finding::listed;
use super::kind::{RARE_ONE_IN, WIDE_REACH};
use super::{Action, Finding, Findings, Kind, Look, Part, Severity, is_admin, is_person};
use crate::statistics::median;
use crate::survey::person::folded;

pub(super) fn find(look: &Look<'_>, all: &mut Findings) {
    suspects(look, all);
    reach(look, all);
    domains(look, all);
}

fn suspects(look: &Look<'_>, all: &mut Findings) {
    let Some(suspects) = look.suspects else {
        all.leave_open(Kind::Names);
        return;
    };
    let mut sorted: Vec<(&String, &String)> = suspects.iter().collect();
    sorted.sort_unstable();
    for (name, warning) in sorted {
        all.add(Finding {
            kind: Kind::Names,
            severity: Severity::Check,
            parts: vec![
                Part::Principal(name.clone()),
                Part::text(format!(": {warning}")),
            ],
            since: None,
            action: Action::Person(name.clone()),
        });
    }
}

/// Where each person is Admin by name; a person under each spelling of an address is one.
fn reach(look: &Look<'_>, all: &mut Findings) {
    let mut places: Vec<(Cow<'_, str>, &str, &str)> = Vec::new();
    for (workspace, members) in look.survey.listed() {
        if workspace == SYSTEM {
            continue;
        }
        let admins = members.iter().filter(|one| is_person(one) && is_admin(one));
        places.extend(admins.map(|one| {
            let name = one.principal.as_str();
            (folded(name), workspace, name)
        }));
    }
    places.sort_unstable();
    places.dedup_by(|later, kept| (&later.0, later.1) == (&kept.0, kept.1));
    let people = || places.chunk_by(|a, b| a.0 == b.0);
    let median = median(&mut people().map(|of| of.len() as f64).collect::<Vec<f64>>());
    for of in people() {
        let count = of.len();
        let Some((_, _, name)) = of.first() else {
            continue;
        };
        if count < WIDE_REACH || count as f64 <= 2.0 * median {
            continue;
        }
        let count = all.counted(count, "workspace", "workspaces");
        all.add(Finding {
            kind: Kind::Reach,
            severity: Severity::Check,
            parts: vec![
                Part::Principal((*name).to_owned()),
                Part::text(format!(
                    " is an Admin of {count} by name, more than twice as many as most Admins."
                )),
            ],
            since: None,
            action: Action::Person((*name).to_owned()),
        });
    }
}

fn domain(person: &str) -> &str {
    person.rsplit_once('@').map_or("", |(_, domain)| domain)
}

fn domains(look: &Look<'_>, all: &mut Findings) {
    let members = look.survey.listed().flat_map(|(_, members)| members.iter());
    let mut people: Vec<(Cow<'_, str>, &str)> = members
        .filter(|one| is_person(one))
        .map(|one| (folded(&one.principal), one.principal.as_str()))
        .collect();
    people.sort_unstable_by(|a, b| (domain(&a.0), &a.0, a.1).cmp(&(domain(&b.0), &b.0, b.1)));
    people.dedup_by(|later, kept| later.0 == kept.0);
    let domains = || people.chunk_by(|a, b| domain(&a.0) == domain(&b.0));
    let mut sizes: Vec<usize> = domains().map(<[_]>::len).collect();
    sizes.sort_unstable();
    // As many as the second most common one has: rare is less than that.
    let common = sizes.iter().rev().nth(1).copied().unwrap_or_default();
    for of in domains() {
        let is_rare = of.len() * RARE_ONE_IN < people.len() && of.len() < common;
        let Some((first, _)) = of.first().filter(|_| is_rare) else {
            continue;
        };
        let domain = domain(first);
        let names = of
            .iter()
            .map(|(_, name)| Part::Principal((*name).to_owned()));
        let mut parts = listed(names.collect(), 3);
        parts.push(Part::text(match of.len() {
            1 => format!(" has an address of {domain}, which few people here have."),
            _ => format!(" have addresses of {domain}, which few people here have."),
        }));
        all.add(Finding {
            kind: Kind::Domains,
            severity: Severity::Check,
            parts,
            since: None,
            action: Action::Grants(format!("@{domain}")),
        });
    }
}
