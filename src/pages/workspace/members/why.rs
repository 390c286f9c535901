//! Why somebody has access, what the role allows, and what would have to go to end it.

use leptos::prelude::*;
use nmp_access::Rights;
use nmp_access::change::role_names;
use nmp_access::rights::why::{Why, why};
use nmp_types::principal::{EVERYONE, display, mention};
use nmp_types::{GroupRole, GroupRule, Member, Permission, PrincipalKind, Role};

use super::super::activity::query::ActivityQuery;
use super::links;
use super::page::{MembersPageState, Open};
use crate::paths::{AccessView, Path, shared};
use crate::session::browser;
use crate::ui::Dialog;
use crate::ui::clipboard::CopyButton;
use crate::ui::time::Moment;

/// Opens for [`Open::Why`].
#[component]
pub fn WhyDialog(page: MembersPageState) -> impl IntoView {
    let principal = Memo::new(move |_| match page.open.get() {
        Some(Open::Why(principal)) => Some(principal),
        _ => None,
    });
    let open = Signal::derive(move || principal.with(Option::is_some));
    let title = Signal::derive(move || {
        let principal = principal.get().unwrap_or_default();
        format!("Access of {} to {}", mention(&principal), page.shown.name())
    });
    view! {
        <Dialog open on_close=move |()| page.open.set(None) title beside=true>
            {move || principal.get().map(|principal| view! { <Explanation page principal /> })}
        </Dialog>
    }
}

/// What the explanation says. The page may still be learning about the person at the keyboard while it
/// is shown, so it is put together again with everything that comes.
#[derive(Clone, PartialEq)]
struct Explained {
    found: Why,
    member: Option<Member>,
    /// The role that makes it a platform admin, where that is known.
    platform_admin: Option<Role>,
    /// Why there may be another role than is known.
    unsettled: Option<&'static str>,
    is_me: bool,
}

impl Explained {
    fn now(page: MembersPageState, principal: &str) -> Self {
        let members = page.listed();
        let rights = page.rights.get();
        let is_me = rights.is_me(principal);
        let groups = match &rights {
            Rights::Of { identity, .. } if is_me => identity.known_groups(),
            _ => None,
        };
        Self {
            found: why(&members, &page.rules(), principal, groups),
            member: members
                .iter()
                .find(|member| member.principal == principal)
                .cloned(),
            platform_admin: rights.platform_admin_as().filter(|_| is_me),
            unsettled: rights.why_unsettled_of(principal),
            is_me,
        }
    }

    /// The role that counts.
    fn effective(&self) -> Option<Role> {
        let role = self.platform_admin.as_ref();
        role.or(self.found.effective.as_ref()).cloned()
    }

    fn summary(&self, principal: &str) -> String {
        let name = display(principal);
        let strongest = Role::Admin.strength();
        match (self.effective(), self.unsettled) {
            (Some(role), Some(why)) if role.strength() < strongest => {
                format!("{name} is at least {} here: {why}.", role.with_article())
            }
            (Some(role), _) if principal == EVERYONE => {
                format!("All signed-in users have {role} here.")
            }
            (Some(role), _) => format!("{name} is {} here.", role.with_article()),
            (None, Some(why)) => format!("No role of {name} is known here: {why}."),
            (None, None) => without_role(principal, &self.found),
        }
    }

    /// What would have to go; not while there may be more.
    fn to_end_it(&self, principal: &str) -> Option<String> {
        let is_whole = self.platform_admin.is_none() && self.unsettled.is_none();
        self.found.to_end_it(principal).filter(|_| is_whole)
    }
}

#[component]
fn Explanation(page: MembersPageState, principal: String) -> impl IntoView {
    let name = StoredValue::new(principal.clone());
    let explained = Memo::new(move |_| name.with_value(|name| Explained::now(page, name)));
    let summary = move || explained.with(|it| name.with_value(|name| it.summary(name)));
    let to_end_it = move || explained.with(|it| name.with_value(|name| it.to_end_it(name)));
    let is_someone_else =
        move || explained.with(|it| it.found.kind == PrincipalKind::Person && !it.is_me);
    let effective = Memo::new(move |_| explained.with(Explained::effective));
    let may_read_audit = Memo::new(move |_| page.shown.may_read_audit());
    let copy = match PrincipalKind::of(&principal) {
        PrincipalKind::Person => "Copy address",
        _ => "Copy name",
    };
    let link = links::query_of(&Open::Why(principal.clone())).unwrap_or_default();
    let path = Path::Members(page.shown.name());
    let everywhere = Path::Access(AccessView::Person(principal.clone())).href();
    let address = shared(&browser::origin(), &path, &link).unwrap_or_default();
    view! {
        <div class="stack">
            <p class="lead">{summary}</p>
            <dl class="facts">{move || view! { <Sources page explained=explained.get() /> }}</dl>
            {move || to_end_it().map(|text| view! { <p>{text}</p> })}
            {move || {
                is_someone_else()
                    .then(|| {
                        view! {
                            <p class="muted small">
                                "Who is in a group isn't visible here. Platform admins get in without being members."
                            </p>
                        }
                    })
            }}
            {move || view! { <PermissionTable effective=effective.get() /> }}
            <div class="form-end">
                <a class="button small" href=everywhere>
                    "Access everywhere"
                </a>
                {move || {
                    may_read_audit
                        .get()
                        .then(|| {
                            let query = name.with_value(|name| ActivityQuery::of_principal(name));
                            let href = query.href(&page.shown.name());
                            view! {
                                <a class="button small" href=href>
                                    "Activity"
                                </a>
                            }
                        })
                }}
                <CopyButton label="Copy link" text=Signal::stored(address) />
                {(found_is_named(&principal))
                    .then(|| {
                        view! { <CopyButton label=copy text=Signal::stored(principal) /> }
                    })}
            </div>
        </div>
    }
}

/// What is said of a principal that has no role for certain: a group may give one.
fn without_role(principal: &str, found: &Why) -> String {
    let who = display(principal);
    let bound = found.maybe.iter();
    let bound = bound.filter_map(|(group, roles)| Some((group, Role::strongest(roles)?)));
    let by_rule = found.maybe_by_rule.iter();
    let perhaps: Vec<String> = bound
        .chain(by_rule.map(|here| (&here.group, here.role())))
        .map(|(group, role)| format!("{} if in {group}", role.with_article()))
        .collect();
    match (found.own.is_empty(), perhaps.is_empty()) {
        (true, false) => format!("{who} isn't a member, but is {}.", perhaps.join(", or ")),
        (false, false) => format!(
            "{who} has no direct role that gives access, but is {}.",
            perhaps.join(", or ")
        ),
        (true, true) => format!("{who} isn't a member. No other access is known."),
        (false, true) => format!("{who} has no role here that gives access."),
    }
}

fn found_is_named(principal: &str) -> bool {
    PrincipalKind::of(principal) != PrincipalKind::Everyone
}

/// Every binding that counts, or may.
#[component]
fn Sources(page: MembersPageState, explained: Explained) -> impl IntoView {
    let Explained {
        found,
        member,
        platform_admin,
        ..
    } = explained;
    let granted = member.and_then(|member| {
        let at = member.granted_at?;
        let by = member
            .granted_by
            .map(|by| format!(" by {}", page.rights.get_untracked().name_of(by)));
        Some(view! { <span class="muted">", since " <Moment wire=at /> {by}</span> })
    });
    let own = match found.own.is_empty() {
        true => "None".to_owned(),
        false => role_names(&found.own),
    };
    let group_lines = |groups: Vec<(String, Vec<Role>)>, label: &'static str| {
        groups
            .into_iter()
            .map(|(group, roles)| {
                view! {
                    <dt>{label}</dt>
                    <dd>{format!("{group}: {}", role_names(&roles))}</dd>
                }
            })
            .collect_view()
    };
    view! {
        <dt>"Direct"</dt>
        <dd>{own} {granted}</dd>
        {(!found.everyone.is_empty())
            .then(|| {
                view! {
                    <dt>"All signed-in users"</dt>
                    <dd>{role_names(&found.everyone)}</dd>
                }
            })}
        {group_lines(found.groups, "Through group")}
        {group_lines(found.maybe, "If in group")}
        {rule_lines(found.by_rule, found.maybe_by_rule)}
        {platform_admin
            .map(|role| {
                view! {
                    <dt>"On the platform"</dt>
                    <dd>{format!("{role}: may do everything everywhere.")}</dd>
                }
            })}
    }
}

/// What rules of the platform's settings give, or may give.
fn rule_lines(given: Vec<(String, GroupRule)>, maybe: Vec<GroupRole>) -> impl IntoView {
    let line = |label: &'static str, group: String, rule: GroupRule| {
        let role = rule.role().to_string();
        view! {
            <dt>{label}</dt>
            <dd>{format!("{group}: {role}, by the rule {rule} of the platform's settings")}</dd>
        }
    };
    let given = given.into_iter();
    let given = given.map(|(group, rule)| line("Through rule", group, rule));
    let maybe = maybe.into_iter();
    let maybe = maybe.map(|here| line("If in group, through rule", here.group, here.rule));
    given.chain(maybe).collect_view()
}

/// Which role allows what, with the one that counts marked.
#[component]
pub fn PermissionTable(
    /// The role that counts.
    effective: Option<Role>,
) -> impl IntoView {
    let strength = Role::strength_of(&effective).min(Role::Admin.strength());
    let counts = move |role: &Role| role.strength() == strength;
    view! {
        <table class="table permissions">
            <caption>"What each role may do"</caption>
            <thead>
                <tr>
                    <th scope="col">
                        <span class="visually-hidden">"Permission"</span>
                    </th>
                    {Role::ASSIGNABLE
                        .into_iter()
                        .map(|role| {
                            view! {
                                <th scope="col" class:counts=counts(&role)>
                                    {role.to_string()}
                                </th>
                            }
                        })
                        .collect_view()}
                </tr>
            </thead>
            <tbody>
                {Permission::ALL
                    .into_iter()
                    .map(|permission| {
                        view! {
                            <tr>
                                <th scope="row">{sentence_case(permission.label())}</th>
                                {Role::ASSIGNABLE
                                    .into_iter()
                                    .map(|role| {
                                        let yes = permission.granted_by(&role);
                                        view! {
                                            <td class:counts=counts(&role)>
                                                <span aria-hidden="true">
                                                    {if yes { "✓" } else { "–" }}
                                                </span>
                                                <span class="visually-hidden">
                                                    {if yes { "yes" } else { "no" }}
                                                </span>
                                            </td>
                                        }
                                    })
                                    .collect_view()}
                            </tr>
                        }
                    })
                    .collect_view()}
            </tbody>
        </table>
    }
}

fn sentence_case(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}
