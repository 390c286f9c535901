//! What stands out in workspaces.

use nmp_types::principal::EVERYONE;
use nmp_types::workspace::SYSTEM;
use nmp_types::{Member, PrincipalKind, Role};

use super::finding::listed;
use super::kind::{ENOUGH_WORKSPACES, MOST_PLATFORM_ADMINS};
use super::{Action, Finding, Findings, Kind, Look, Part, Severity, is_admin, is_person};
use crate::statistics::upper_fence;
use crate::survey::bus_factor::{Factor, Staffing, staffing};
use crate::survey::person::folded;

pub(super) fn find(look: &Look<'_>, all: &mut Findings) {
    for (workspace, members) in look.survey.listed() {
        open(look, all, workspace, members);
        groups_and_services(all, workspace, members);
    }
    let staffing = staffing(look.survey, look.listed, look.rights);
    for one in &staffing {
        few_admins(look, all, one);
    }
    many_platform_admins(look, all);
    many_admins(look, all);
}

/// An action that changes members, for those who may; the others can look at them.
fn may_manage(look: &Look<'_>, workspace: &str, action: Action) -> Action {
    if look.survey.may_manage(workspace, look.rights) {
        action
    } else {
        Action::Members(workspace.to_owned())
    }
}

fn open(look: &Look<'_>, all: &mut Findings, workspace: &str, members: &[Member]) {
    let Some(everyone) = members.iter().find(|one| one.principal == EVERYONE) else {
        return;
    };
    let name = workspace.to_owned();
    let (severity, can, action) = match Role::strength_of(&everyone.roles) {
        0 => return,
        1 => (Severity::Info, " can view ", Action::Close(name)),
        2 => (Severity::High, " can edit ", Action::ViewOnly(name)),
        _ => (
            Severity::High,
            " can manage the members of ",
            Action::ViewOnly(name),
        ),
    };
    all.add(Finding {
        kind: Kind::Open,
        severity,
        parts: vec![
            Part::Principal(EVERYONE.to_owned()),
            Part::text(can),
            Part::Workspace(workspace.to_owned()),
            Part::text("."),
        ],
        since: everyone.granted_at.clone(),
        action: may_manage(look, workspace, action),
    });
}

fn few_admins(look: &Look<'_>, all: &mut Findings, staffing: &Staffing) {
    let place = || Part::Workspace(staffing.workspace.clone());
    let who = |names: &[String]| {
        let names = names.iter().cloned().map(Part::Principal).collect();
        listed(names, 3)
    };
    let (severity, parts) = match staffing.factor() {
        Factor::Enough => return,
        Factor::Nobody if staffing.services.is_empty() => (
            Severity::High,
            vec![place(), Part::text(" has no Admin: platform admins only.")],
        ),
        Factor::Nobody => {
            let mut parts = vec![place(), Part::text(" has no person as an Admin, only ")];
            parts.extend(who(&staffing.services));
            parts.push(Part::text("."));
            (Severity::High, parts)
        }
        Factor::One => {
            let mut parts = vec![place(), Part::text(" has one Admin: ")];
            parts.extend(who(&staffing.people));
            parts.push(Part::text("."));
            (Severity::High, parts)
        }
        Factor::Unknown => {
            let mut groups = staffing.groups.clone();
            if staffing.everyone {
                groups.push(EVERYONE.to_owned());
            }
            let mut parts = vec![place(), Part::text(" has ")];
            if staffing.people.is_empty() {
                parts.push(Part::text("no Admin by name, but "));
            } else {
                parts.push(Part::text("one Admin by name, and "));
            }
            parts.extend(who(&groups));
            parts.push(Part::text(": how many people that is isn't visible."));
            (Severity::Info, parts)
        }
    };
    let action = Action::AddAdmin(staffing.workspace.clone());
    all.add(Finding {
        kind: Kind::Admins,
        severity,
        parts,
        since: None,
        action: may_manage(look, &staffing.workspace, action),
    });
}

fn groups_and_services(all: &mut Findings, workspace: &str, members: &[Member]) {
    for member in members {
        let strength = Role::strength_of(&member.roles);
        let kind = match PrincipalKind::of(&member.principal) {
            PrincipalKind::Group if strength >= Role::Editor.strength() => Kind::Groups,
            kind if kind.is_program() && is_admin(member) => Kind::Services,
            _ => continue,
        };
        let is = if is_admin(member) {
            " is an Admin of "
        } else {
            " can edit "
        };
        all.add(Finding {
            kind,
            severity: Severity::Check,
            parts: vec![
                Part::Principal(member.principal.clone()),
                Part::text(is),
                Part::Workspace(workspace.to_owned()),
                Part::text(match kind {
                    Kind::Groups => ". How many people that is isn't visible.",
                    _ => ".",
                }),
            ],
            since: member.granted_at.clone(),
            action: Action::Person(member.principal.clone()),
        });
    }
}

fn many_platform_admins(look: &Look<'_>, all: &mut Findings) {
    let Some(members) = look.survey.members(SYSTEM) else {
        all.leave_open(Kind::PlatformAdmins);
        return;
    };
    let is_admin = |one: &&Member| one.roles.iter().any(Role::is_platform_admin);
    let admins = || members.iter().filter(is_admin);
    if admins().any(|one| PrincipalKind::of(&one.principal) == PrincipalKind::Group) {
        all.leave_open(Kind::PlatformAdmins);
    }
    let mut people: Vec<_> = admins()
        .filter(|one| is_person(one))
        .map(|one| folded(&one.principal))
        .collect();
    people.sort_unstable();
    people.dedup();
    if people.len() > MOST_PLATFORM_ADMINS {
        all.add(Finding {
            kind: Kind::PlatformAdmins,
            severity: Severity::Check,
            parts: vec![
                Part::text(format!(
                    "{} people can do everything everywhere: they are platform admins, in ",
                    people.len()
                )),
                Part::Workspace(SYSTEM.to_owned()),
                Part::text("."),
            ],
            since: None,
            action: Action::Members(SYSTEM.to_owned()),
        });
    }
}

/// Of the people in a workspace, how many are Admin.
struct Share<'a> {
    workspace: &'a str,
    admins: usize,
    people: usize,
}

fn many_admins(look: &Look<'_>, all: &mut Findings) {
    let shares: Vec<Share<'_>> = look
        .survey
        .listed()
        .filter(|(workspace, _)| *workspace != SYSTEM)
        .map(|(workspace, members)| {
            let people = || members.iter().filter(|one| is_person(one));
            Share {
                workspace,
                admins: people().filter(|one| is_admin(one)).count(),
                people: people().count(),
            }
        })
        .filter(|share| share.people > 0)
        .collect();
    if shares.len() < ENOUGH_WORKSPACES {
        return;
    }
    let of = |share: &Share<'_>| share.admins as f64 / share.people as f64;
    let fence = upper_fence(&mut shares.iter().map(of).collect::<Vec<f64>>());
    // One Admin of one person is how each workspace begins.
    let stands_out = |share: &&Share<'_>| share.admins > 1 && of(share) > fence;
    for share in shares.iter().filter(stands_out) {
        all.add(Finding {
            kind: Kind::AdminShare,
            severity: Severity::Check,
            parts: vec![
                Part::Workspace(share.workspace.to_owned()),
                Part::text(format!(
                    ": {} of {} people are Admins, which is unusual among {} workspaces.",
                    share.admins,
                    share.people,
                    shares.len()
                )),
            ],
            since: None,
            action: Action::Members(share.workspace.to_owned()),
        });
    }
}
