//! What stands out in when and by whom roles were granted.

use std::collections::HashSet;

use nmp_types::workspace::SYSTEM;
use nmp_types::{AuditEntry, Member, PrincipalKind, Role};

use super::kind::{NEW_DAYS, OLD_DAYS};
use super::{Action, Finding, Findings, Kind, Look, Part, Severity, is_admin};
use crate::days::day;
use crate::survey::index::time_order;
use crate::trail::raised;

pub(super) fn find(look: &Look<'_>, all: &mut Findings) {
    let now = day(look.now);
    let raised = raised(look.trail, look.now, NEW_DAYS);
    for (workspace, members) in look.survey.listed() {
        own(look, all, workspace, members);
        let age = |member: &Member| {
            let since = member.granted_at.as_deref().and_then(day)?;
            Some(now? - since)
        };
        let first = members.iter().map(order).min();
        let mut aged = Vec::new();
        for member in members.iter().filter(|one| is_admin(one)) {
            let is_person = PrincipalKind::of(&member.principal) == PrincipalKind::Person;
            let raise = raised.get(&(workspace, member.principal.as_str()));
            if let Some(raise) = raise.filter(|_| is_person) {
                raised_admin(all, workspace, member, raise);
                continue;
            }
            match age(member) {
                None => {
                    all.leave_open(Kind::OldGrants);
                    all.leave_open(Kind::NewAdmins);
                }
                Some(days) if days > OLD_DAYS => aged.push(member),
                Some(days) if days <= NEW_DAYS && Some(order(member)) != first && is_person => {
                    new_admin(all, workspace, member);
                }
                Some(_) => {}
            }
        }
        old_grants(all, workspace, &aged);
    }
    granters(look, all);
}

/// By the trail, which knows what they were before.
/// The end of a sentence: by whom it was done, where that is known.
fn end_with(by: Option<&String>) -> Part {
    let by = by.map(|by| format!(", by {}", Part::Principal(by.clone()).words()));
    Part::text(by.unwrap_or_default() + ".")
}

fn raised_admin(all: &mut Findings, workspace: &str, member: &Member, raise: &AuditEntry) {
    let to = Role::strongest(&raise.roles_after).map_or("Admin", Role::as_str);
    let before = match Role::strongest(&raise.roles_before) {
        Some(role) => format!(" was raised from {role} to {to} of "),
        None => format!(" was raised to {to} of "),
    };
    let mut parts = vec![
        Part::Principal(member.principal.clone()),
        Part::text(before),
        Part::Workspace(workspace.to_owned()),
    ];
    parts.push(end_with(
        raise.actor.email.as_ref().or(raise.actor.id.as_ref()),
    ));
    all.add(Finding {
        kind: Kind::NewAdmins,
        severity: Severity::Info,
        parts,
        since: Some(raise.at.clone()),
        action: Action::Person(member.principal.clone()),
    });
}

fn new_admin(all: &mut Findings, workspace: &str, member: &Member) {
    let mut parts = vec![
        Part::Principal(member.principal.clone()),
        Part::text(if workspace == SYSTEM {
            " is new as a platform admin, in "
        } else {
            " is new as an Admin of "
        }),
        Part::Workspace(workspace.to_owned()),
    ];
    parts.push(end_with(member.granted_by.as_ref()));
    all.add(Finding {
        kind: Kind::NewAdmins,
        severity: Severity::Info,
        parts,
        since: member.granted_at.clone(),
        action: Action::Person(member.principal.clone()),
    });
}

fn old_grants(all: &mut Findings, workspace: &str, aged: &[&Member]) {
    let Some(first) = aged.iter().min_by_key(|one| order(one)) else {
        return;
    };
    let what = match aged {
        [one] => vec![
            Part::Principal(one.principal.clone()),
            Part::text(" has been an Admin of "),
        ],
        several => vec![Part::text(format!(
            "{} have been Admins of ",
            several.len()
        ))],
    };
    let mut parts = what;
    parts.push(Part::Workspace(workspace.to_owned()));
    parts.push(Part::text(" for more than a year."));
    all.add(Finding {
        kind: Kind::OldGrants,
        severity: Severity::Check,
        parts,
        since: first.granted_at.clone(),
        action: Action::Members(workspace.to_owned()),
    });
}

/// When it was granted, as a number; the latest of all if that isn't known.
fn order(member: &Member) -> u64 {
    member.granted_at.as_deref().map_or(u64::MAX, time_order)
}

fn own(look: &Look<'_>, all: &mut Findings, workspace: &str, members: &[Member]) {
    let first = members.iter().map(order).min();
    for member in members {
        let Some(by) = &member.granted_by else {
            all.leave_open(Kind::OwnGrants);
            continue;
        };
        let mine = |name: &str| look.rights.is_me(name);
        let is_own = by == &member.principal || (mine(by) && mine(&member.principal));
        if !is_own || Some(order(member)) == first {
            continue;
        }
        all.add(Finding {
            kind: Kind::OwnGrants,
            severity: Severity::Check,
            parts: vec![
                Part::Principal(member.principal.clone()),
                Part::text(format!(
                    " granted {} to themselves in ",
                    crate::change::role_names(&member.roles)
                )),
                Part::Workspace(workspace.to_owned()),
                Part::text("."),
            ],
            since: member.granted_at.clone(),
            action: Action::Person(member.principal.clone()),
        });
    }
}

/// What the embedded platform writes for what it does by itself.
const PLATFORM: &str = "system";

fn granters(look: &Look<'_>, all: &mut Findings) {
    let bound: HashSet<&str> = look
        .listed
        .listed()
        .flat_map(|(_, members)| members.iter())
        .map(|member| member.principal.as_str())
        .collect();
    let mut unknown: Vec<(&str, u64, &Member)> = Vec::new();
    for (_, members) in look.survey.listed() {
        for member in members.iter() {
            let Some(by) = member.granted_by.as_deref() else {
                all.leave_open(Kind::Granters);
                continue;
            };
            let is_identifier = PrincipalKind::of(by) == PrincipalKind::Group;
            let is_known = by == PLATFORM || bound.contains(by) || look.rights.is_me(by);
            if is_identifier && !is_known {
                unknown.push((by, order(member), member));
            }
        }
    }
    unknown.sort_unstable_by_key(|(by, order, _)| (*by, *order));
    for of in unknown.chunk_by(|a, b| a.0 == b.0) {
        let Some((by, _, first)) = of.first() else {
            continue;
        };
        let count = all.counted(of.len(), "grant", "grants");
        all.add(Finding {
            kind: Kind::Granters,
            severity: Severity::Info,
            parts: vec![
                Part::text("“"),
                Part::Principal((*by).to_owned()),
                Part::text(format!(
                    "” made {count}, and isn't anyone named here: an ID, or a person who left."
                )),
            ],
            since: first.granted_at.clone(),
            action: Action::Person((*by).to_owned()),
        });
    }
}
