//! What was typed survives a new sign-in: kept in the tab when the session expires, given back
//! to the same person on the same page.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::session::{Session, browser, storage};

/// What was typed in a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Draft {
    /// Who typed it; nobody else gets it.
    subject: String,
    /// Where.
    path: String,
    /// In which form.
    form: String,
    /// The fields, in the form's order.
    fields: Vec<String>,
}

/// The form that is open, of which there is at most one.
struct OpenForm {
    form: &'static str,
    fields: Vec<RwSignal<String>>,
}

/// The drafts of the app.
#[derive(Clone, Copy)]
pub struct Drafts {
    session: Session,
    open: StoredValue<Option<OpenForm>>,
}

impl Drafts {
    /// Provides the drafts to everything below, and keeps them whenever the session expires.
    pub fn provide(session: Session) {
        let drafts = Self {
            session,
            open: StoredValue::new(None),
        };
        session.before_expiry(move || drafts.keep());
        provide_context(drafts);
    }

    /// The drafts of the app.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Watches the fields of a form as long as it is there.
    pub fn watch(self, form: &'static str, fields: Vec<RwSignal<String>>) {
        self.open.set_value(Some(OpenForm { form, fields }));
        on_cleanup(move || self.open.set_value(None));
    }

    /// Opens the dialog of a form if something was typed in it before the session expired, and
    /// keeps that for the form to take.
    pub fn reopen(self, form: &str, open: RwSignal<bool>) -> StoredValue<Option<Vec<String>>> {
        let draft = untrack(|| self.take(form));
        if draft.is_some() {
            open.set(true);
        }
        StoredValue::new(draft)
    }

    /// Gives back what was typed in a form of this page before the session expired, once.
    fn take(self, form: &str) -> Option<Vec<String>> {
        let draft: Draft = serde_json::from_str(&storage::draft()?).ok()?;
        let subject = self.session.identity()?.subject.clone();
        let fits =
            draft.form == form && draft.path == browser::current_path() && draft.subject == subject;
        fits.then(|| {
            storage::clear_draft();
            draft.fields
        })
    }

    fn keep(self) {
        let Some(identity) = self.session.identity() else {
            return;
        };
        let draft = self.open.with_value(|open| {
            let open = open.as_ref()?;
            let fields: Vec<String> = open.fields.iter().map(|f| f.get_untracked()).collect();
            fields.iter().any(|text| !text.is_empty()).then(|| Draft {
                subject: identity.subject.clone(),
                path: browser::current_path(),
                form: open.form.to_owned(),
                fields,
            })
        });
        if let Some(json) = draft.and_then(|draft| serde_json::to_string(&draft).ok()) {
            storage::keep_draft(&json);
        }
    }
}

/// The first fields of what was typed, or empty texts.
pub fn fields<const N: usize>(draft: Option<Vec<String>>) -> [String; N] {
    let mut fields = draft.unwrap_or_default().into_iter();
    std::array::from_fn(|_| fields.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_filled_in_order() {
        assert_eq!(fields::<2>(None), ["", ""]);
        assert_eq!(fields::<2>(Some(vec!["a".into()])), ["a", ""]);
        assert_eq!(fields::<1>(Some(vec!["a".into(), "b".into()])), ["a"]);
    }
}
