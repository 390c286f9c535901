//! What can be chosen on every page.

use super::Entry;
use crate::paths::Path;
use crate::session::Session;
use crate::ui::theme::{Theme, Themes};

/// The pages.
pub fn pages() -> Vec<Entry> {
    vec![
        Entry::page("Workspaces", &Path::Workspaces).found_by("list home all"),
        Entry::page("Account and token", &Path::Account).found_by("claims copy groups scopes me"),
    ]
}

/// The theme and the way out.
pub fn settings(session: Session) -> Vec<Entry> {
    let chosen = Themes::expect();
    let themes = Theme::ALL.map(|theme| {
        let note = if chosen.get() == theme { "Now" } else { "" };
        Entry::action(format!("Theme: {}", theme.label()), move || {
            chosen.choose(theme);
        })
        .with_note(note)
        .found_by("appearance colour color mode")
    });
    let sign_out = session
        .identity()
        .map(|_| Entry::action("Sign out", move || session.sign_out()).found_by("log out leave"));
    themes.into_iter().chain(sign_out).collect()
}
