//! Who may do what, as far as the caller sees the members of workspaces.

use nmp_access::survey::bus_factor::{Factor, staffing};
use nmp_access::survey::open_doors::doors;
use nmp_access::{Survey, survey::sees_everything};
use nmp_sdk::native::NeMoPlatform;
use nmp_types::workspace::{DEFAULT, SYSTEM};
use nmp_types::{Member, Role, principal::EVERYONE};

use super::Findings;
use super::items::named;
use crate::Context;
use crate::commands::access::engine::Engine;
use crate::commands::access::engine::carry_out::listed;

/// So many platform administrators are many.
const MANY: usize = 10;

/// The address of the examples, which nobody has.
const EXAMPLE: &str = "admin@example.com";

pub(super) async fn look(context: &Context, platform: &NeMoPlatform, findings: &mut Findings) {
    let surveyed = async {
        let engine = Engine::on(context, platform.clone()).await?;
        let survey = engine.survey().await?;
        Ok::<_, crate::CliError>((engine, survey))
    };
    let (engine, survey) = match surveyed.await {
        Ok(found) => found,
        Err(error) => {
            for item in [
                named::ADMIN_EMAIL,
                named::TWO_ADMINS,
                named::DEFAULT_CLOSED,
                named::NO_OTHER_OPEN,
                named::CREATORS,
                named::BUS_FACTOR,
            ] {
                findings.unknown(item, error.to_string());
            }
            return;
        }
    };
    system(&survey, findings);
    default(&survey, findings);
    let all = sees_everything(&engine.caller.rights) && survey.coverage().is_complete();
    others(&survey, all, findings);
    let few: Vec<String> = staffing(&survey, &survey, &engine.caller.rights)
        .into_iter()
        .filter(|staffing| staffing.workspace != SYSTEM)
        .filter(|staffing| matches!(staffing.factor(), Factor::Nobody | Factor::One))
        .map(|staffing| staffing.workspace)
        .collect();
    none_of(
        findings,
        named::BUS_FACTOR,
        &few,
        all,
        "See whom to make Admin: nmp access bus-factor",
    );
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
    let advice = "Make a person of yours the administrator, then: nmp workspaces members remove \
                  admin@example.com -w system";
    match admins.contains(&EXAMPLE) {
        true => findings.open(named::ADMIN_EMAIL, "it is the one of the examples", advice),
        false => findings.good(named::ADMIN_EMAIL, listed(&admins)),
    }
    let advice = "See them: nmp workspaces members list -w system";
    let count = match admins.len() {
        1 => "there is one".to_owned(),
        count => format!("there are {count}"),
    };
    match (2..MANY).contains(&admins.len()) {
        true => findings.good(named::TWO_ADMINS, count),
        false => findings.open(named::TWO_ADMINS, count, advice),
    }
    let creates = |member: &&Member| member.roles.contains(&Role::WorkspaceCreator);
    let mut creators = members.iter().filter(creates);
    match creators.any(|member| member.principal == EVERYONE) {
        true => findings.open(
            named::CREATORS,
            "everyone may",
            "Give the role to a group, then: nmp workspaces members update '*' --roles Viewer -w system",
        ),
        false => findings.good(named::CREATORS, "not everyone may"),
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
                "everyone is {} there",
                nmp_access::change::role_names(&everyone.roles)
            ),
            "Close it, if that isn't meant: nmp access open-doors --close default",
        ),
        None => findings.good(item, "it is closed"),
    }
}

fn others(survey: &Survey, all: bool, findings: &mut Findings) {
    let open: Vec<String> = doors(survey)
        .into_iter()
        .map(|door| door.workspace)
        .filter(|name| ![DEFAULT, SYSTEM].contains(&name.as_str()))
        .collect();
    none_of(
        findings,
        named::NO_OTHER_OPEN,
        &open,
        all,
        "See what closing them means: nmp access open-doors",
    );
}

/// Good only if everything was seen.
fn none_of(findings: &mut Findings, item: &'static str, found: &[String], all: bool, advice: &str) {
    let names: Vec<&str> = found.iter().map(String::as_str).collect();
    match names.as_slice() {
        [] if all => findings.good(item, "in all workspaces"),
        [] => findings.unknown(item, "not all workspaces are visible to you"),
        names => findings.open(item, format!("not so: {}", listed(names)), advice),
    }
}
