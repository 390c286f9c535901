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

impl Draft {
    /// What is worth keeping of a form: nothing, where nothing was typed.
    fn of(subject: &str, path: String, form: &str, fields: Vec<String>) -> Option<Self> {
        fields.iter().any(|text| !text.is_empty()).then(|| Self {
            subject: subject.to_owned(),
            path,
            form: form.to_owned(),
            fields,
        })
    }

    /// The fields, for the person who typed them, in that form on that page.
    fn for_form(self, subject: &str, path: &str, form: &str) -> Option<Vec<String>> {
        let fits = self.form == form && self.path == path && self.subject == subject;
        fits.then_some(self.fields)
    }
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
        let identity = self.session.identity()?;
        let fields = draft.for_form(&identity.subject, &browser::current_path(), form)?;
        storage::clear_draft();
        Some(fields)
    }

    fn keep(self) {
        // A session may end within a request that something else waits for, which must not run again
        // because of who was signed in.
        let Some(identity) = self.session.identity_untracked() else {
            return;
        };
        let draft = self.open.with_value(|open| {
            let OpenForm { form, fields } = open.as_ref()?;
            let fields = fields.iter().map(|field| field.get_untracked()).collect();
            Draft::of(&identity.subject, browser::current_path(), form, fields)
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

    fn draft(fields: &[&str]) -> Option<Draft> {
        let fields = fields.iter().map(|text| (*text).to_owned()).collect();
        Draft::of("ada", "/workspaces?q=ml".to_owned(), "create", fields)
    }

    #[test]
    fn what_was_typed_is_kept_and_an_empty_form_is_not() {
        assert_eq!(draft(&["", ""]), None);
        assert_eq!(draft(&[]), None);
        assert!(draft(&["", " "]).is_some());
        let json = serde_json::to_string(&draft(&["ml", ""]).unwrap()).unwrap();
        let again: Draft = serde_json::from_str(&json).unwrap();
        assert_eq!(
            again.for_form("ada", "/workspaces?q=ml", "create"),
            Some(vec!["ml".to_owned(), String::new()])
        );
    }

    #[test]
    fn nobody_else_and_no_other_form_gets_it() {
        for (subject, path, form) in [
            ("bob", "/workspaces?q=ml", "create"),
            ("ada", "/workspaces", "create"),
            ("ada", "/workspaces?q=ml", "edit"),
        ] {
            let taken = draft(&["ml"]).unwrap().for_form(subject, path, form);
            assert_eq!(taken, None, "{subject} {path} {form}");
        }
    }

    #[test]
    fn fields_are_filled_in_order() {
        assert_eq!(fields::<2>(None), ["", ""]);
        assert_eq!(fields::<2>(Some(vec!["a".into()])), ["a", ""]);
        assert_eq!(fields::<1>(Some(vec!["a".into(), "b".into()])), ["a"]);
    }
}
