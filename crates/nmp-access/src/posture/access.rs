//! Who may do what, as far as the caller sees the members of workspaces.

use nmp_types::principal::EVERYONE;
use nmp_types::workspace::{DEFAULT, SYSTEM};
use nmp_types::{Member, Role};

use super::items::named;
use super::{
    Advice, CLOSE_DEFAULT, Findings, REPLACE_EXAMPLE, SEE_ADMINS, SEE_BUS_FACTOR, SEE_OPEN_DOORS,
    TAKE_FROM_EVERYONE,
};
use crate::change::role_names;
use crate::rights::Rights;
use crate::survey::bus_factor::{Factor, staffing};
use crate::survey::open_doors::doors;
use crate::survey::{Survey, sees_everything};

/// So many platform administrators are many.
const MANY: usize = 10;

/// The address of the examples, which nobody has.
const EXAMPLE: &str = "admin@example.com";

/// The most names in a finding.
const TOLD: usize = 5;

/// What depends on the members of workspaces.
const ITEMS: [&str; 6] = [
    named::ADMIN_EMAIL,
    named::TWO_ADMINS,
    named::DEFAULT_CLOSED,
    named::NO_OTHER_OPEN,
    named::CREATORS,
    named::BUS_FACTOR,
];

/// Judges what is known of the members of all workspaces.
pub fn judge(survey: &Survey, rights: &Rights, findings: &mut Findings) {
    system(survey, findings);
    default(survey, findings);
    let all = sees_everything(rights) && survey.coverage().is_complete();
    let open: Vec<String> = doors(survey)
        .into_iter()
        .map(|door| door.workspace)
        .filter(|name| ![DEFAULT, SYSTEM].contains(&name.as_str()))
        .collect();
    none_of(findings, named::NO_OTHER_OPEN, &open, all, SEE_OPEN_DOORS);
    let few: Vec<String> = staffing(survey, survey, rights)
        .into_iter()
        .filter(|staffing| staffing.workspace != SYSTEM)
        .filter(|staffing| matches!(staffing.factor(), Factor::Nobody | Factor::One))
        .map(|staffing| staffing.workspace)
        .collect();
    none_of(findings, named::BUS_FACTOR, &few, all, SEE_BUS_FACTOR);
}

/// Notes why nothing of this is known.
pub fn unknown(why: &str, findings: &mut Findings) {
    for item in ITEMS {
        findings.unknown(item, why);
    }
}

fn system(survey: &Survey, findings: &mut Findings) {
    let Some(members) = survey.members(SYSTEM) else {
        for item in [named::ADMIN_EMAIL, named::TWO_ADMINS, named::CREATORS] {
            findings.unknown(item, "the members of system aren't visible to you");
        }
        return;
    };
    let admins: Vec<&str> = members
        .iter()
        .filter(|member| member.roles.iter().any(Role::is_platform_admin))
        .map(|member| member.principal.as_str())
        .collect();
    match admins.contains(&EXAMPLE) {
        true => findings.open(
            named::ADMIN_EMAIL,
            "it is the one of the examples",
            REPLACE_EXAMPLE,
        ),
        false => findings.good(named::ADMIN_EMAIL, listed(&admins)),
    }
    let found = match admins.len() {
        1 => "there is one".to_owned(),
        count => format!("there are {count}"),
    };
    match (2..MANY).contains(&admins.len()) {
        true => findings.good(named::TWO_ADMINS, found),
        false => findings.open(named::TWO_ADMINS, found, SEE_ADMINS),
    }
    let creates = |member: &&Member| member.roles.contains(&Role::WorkspaceCreator);
    let mut creators = members.iter().filter(creates);
    match creators.any(|member| member.principal == EVERYONE) {
        true => findings.open(
            named::CREATORS,
            "all signed-in users may",
            TAKE_FROM_EVERYONE,
        ),
        false => findings.good(named::CREATORS, "not all signed-in users may"),
    }
}

fn default(survey: &Survey, findings: &mut Findings) {
    let item = named::DEFAULT_CLOSED;
    let Some(members) = survey.members(DEFAULT) else {
        return match survey.knows(DEFAULT) {
            true => findings.unknown(item, "its members aren't visible to you"),
            false => findings.unknown(item, "it is not visible to you"),
        };
    };
    match members.iter().find(|member| member.principal == EVERYONE) {
        Some(everyone) => findings.open(
            item,
            format!(
                "all signed-in users have {} there",
                role_names(&everyone.roles)
            ),
            CLOSE_DEFAULT,
        ),
        None => findings.good(item, "it is closed"),
    }
}

/// Good only if everything was seen.
fn none_of(
    findings: &mut Findings,
    item: &'static str,
    found: &[String],
    all: bool,
    advice: Advice,
) {
    let names: Vec<&str> = found.iter().map(String::as_str).collect();
    match names.as_slice() {
        [] if all => findings.good(item, "in all workspaces"),
        [] => findings.unknown(item, "not all workspaces are visible to you"),
        names => findings.open(item, format!("not so: {}", listed(names)), advice),
    }
}

/// The first few names, and how many more there are.
fn listed(names: &[&str]) -> String {
    let told = names.get(..TOLD).unwrap_or(names).join(", ");
    match names.len().saturating_sub(TOLD) {
        0 => told,
        more => format!("{told} and {more} more"),
    }
}
