//! What stands out in people and their names.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use nmp_types::workspace::SYSTEM;

use super::finding::listed;
use super::kind::{RARE_ONE_IN, WIDE_REACH};
use super::statistics::median;
use super::{Action, Finding, Findings, Kind, Look, Part, Severity, is_admin, is_person};
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
    let sorted: BTreeMap<&String, &String> = suspects.iter().collect();
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
    let mut places: BTreeMap<Cow<'_, str>, (&str, BTreeSet<&str>)> = BTreeMap::new();
    for (workspace, members) in look.survey.listed() {
        if workspace == SYSTEM {
            continue;
        }
        for member in members.iter().filter(|one| is_person(one) && is_admin(one)) {
            let (_, places) = places
                .entry(folded(&member.principal))
                .or_insert((&member.principal, BTreeSet::new()));
            places.insert(workspace);
        }
    }
    let mut counts: Vec<f64> = places
        .values()
        .map(|(_, places)| places.len() as f64)
        .collect();
    let median = median(&mut counts);
    for (name, places) in places.values() {
        let count = places.len();
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

fn domains(look: &Look<'_>, all: &mut Findings) {
    let mut people: BTreeMap<String, BTreeMap<Cow<'_, str>, &str>> = BTreeMap::new();
    let mut total = BTreeSet::new();
    for (_, members) in look.survey.listed() {
        for member in members.iter().filter(|one| is_person(one)) {
            let person = folded(&member.principal);
            let Some((_, domain)) = person.rsplit_once('@') else {
                continue;
            };
            people
                .entry(domain.to_owned())
                .or_default()
                .insert(person.clone(), &member.principal);
            total.insert(person);
        }
    }
    let mut common: Vec<(usize, &String)> = people
        .iter()
        .map(|(domain, people)| (people.len(), domain))
        .collect();
    common.sort_by(|a, b| b.cmp(a));
    let common: Vec<&String> = common
        .into_iter()
        .take(2)
        .map(|(_, domain)| domain)
        .collect();
    for (domain, people) in &people {
        let is_rare = people.len() * RARE_ONE_IN < total.len();
        if !is_rare || common.contains(&domain) {
            continue;
        }
        let names: Vec<Part> = people
            .values()
            .map(|name| Part::Principal((*name).to_owned()))
            .collect();
        let verb = if names.len() == 1 { " has" } else { " have" };
        let noun = if names.len() == 1 {
            " an address of "
        } else {
            " addresses of "
        };
        let mut parts = listed(names, 3);
        parts.push(Part::text(format!(
            "{verb}{noun}{domain}, which few people here have."
        )));
        all.add(Finding {
            kind: Kind::Domains,
            severity: Severity::Check,
            parts,
            since: None,
            action: Action::Grants(format!("@{domain}")),
        });
    }
}
