//! What can be chosen on every page.

use super::Entry;
use crate::paths::{AccessView, Path};
use crate::session::Session;
use crate::ui::appearance::{Appearance, Rows, Theme, choose, chosen};
use crate::ui::keys::{has_single_keys, switch_single_keys};

/// The pages. Those about access, which would push the workspaces out of sight, once something is typed; the
/// one about the platform for those who run it.
pub fn pages(typed: &str, runs_platform: bool) -> Vec<Entry> {
    let mut pages = vec![
        Entry::page("Workspaces", &Path::Workspaces).found_by("list home all"),
        Entry::page("Account and token", &Path::Account).found_by("claims copy groups scopes me"),
    ];
    let access = Entry::page(
        "Access across workspaces",
        &Path::Access(AccessView::Overview),
    );
    pages.push(access.found_by("overview findings attention who"));
    if !typed.trim().is_empty() {
        let all = ABOUT_ACCESS.into_iter();
        let shown = all.filter(|(view, ..)| runs_platform || *view != AccessView::Posture);
        pages.extend(shown.map(|(view, label, keywords)| {
            Entry::page(label, &Path::Access(view)).found_by(keywords)
        }));
    }
    pages
}

/// The pages about access, with more words that they are found by.
const ABOUT_ACCESS: [(AccessView, &str, &str); 8] = [
    (
        AccessView::Grants,
        "Grants",
        "bindings roles access list who",
    ),
    (
        AccessView::Matrix,
        "Matrix of roles",
        "people workspaces table grants who",
    ),
    (
        AccessView::Reviews,
        "Reviews",
        "access review start certification recertify evidence keep remove record audit",
    ),
    (
        AccessView::People,
        "People and groups",
        "everybody users principals services look up who",
    ),
    (
        AccessView::Findings,
        "Findings",
        "open doors public restrict close bus factor second admin single risk attention",
    ),
    (
        AccessView::Compare,
        "Compare two workspaces",
        "copy members difference access",
    ),
    (
        AccessView::Changes,
        "Changes",
        "plans drafts apply undo past running",
    ),
    (
        AccessView::Posture,
        "Posture of the platform",
        "security settings protected checks",
    ),
];

/// How Studio looks, and the way out.
pub fn settings(session: Session) -> Vec<Entry> {
    let looks = looks::<Theme>("appearance colour color mode")
        .chain(looks::<Rows>("appearance density height tables"));
    let sign_out = session
        .identity()
        .map(|_| Entry::action("Sign out", move || session.sign_out()).found_by("log out leave"));
    let on = has_single_keys();
    let keys = if on { "off" } else { "on" };
    let keys = Entry::action(format!("Switch keys without Ctrl {keys}"), move || {
        switch_single_keys(!on);
    })
    .with_note("/ leads to the search")
    .found_by("keyboard shortcuts single slash accessibility");
    looks.chain([keys]).chain(sign_out).collect()
}

fn looks<T: Appearance>(keywords: &'static str) -> impl Iterator<Item = Entry> {
    let now = chosen::<T>();
    T::ALL.iter().map(move |look| {
        let label = format!("{}: {}", T::NAME, look.label());
        Entry::action(label, move || choose(*look))
            .with_note(if *look == now { "Now" } else { "" })
            .found_by(keywords)
    })
}
