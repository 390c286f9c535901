//! What the pages about access share.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use nmp_access::Survey;
use nmp_access::paste::Directory;
use nmp_access::plan::planner::Intent;
use nmp_access::survey::index::Index;
use nmp_access::survey::query::BindingQuery;
use nmp_access::survey::{Coverage, Scope, scope};

use super::figures::Extent;
use crate::pages::confusables::confusables;
use crate::paths::{AccessView, Path};
use crate::session::{Session, browser};
use crate::state::RightsSignal;
use crate::state::plans::Plans;
use crate::state::survey_loader::Surveys;
use crate::ui::Toasts;
pub use nmp_access::survey::sees_everything;

/// What is known, whose page it is, and the plan.
#[derive(Clone, Copy)]
pub struct AccessState {
    /// Loads what is known.
    pub surveys: Surveys,
    /// The plan of this tab.
    pub plans: Plans,
    /// Whose page it is.
    pub rights: RightsSignal,
    /// What is known of the workspaces that are looked at.
    pub survey: Memo<Arc<Survey>>,
    /// Every binding in them.
    pub index: Memo<Arc<Index>>,
    /// Names that look like others or are strange by themselves, and what is to be said of them;
    /// nothing while that can't be told.
    pub suspects: Memo<Option<Arc<HashMap<String, String>>>>,
    /// Everybody who is bound by name in what is listed: what a typed name is compared with.
    pub directory: Memo<Arc<Directory>>,
    /// How much is known of what is looked at.
    pub coverage: Memo<Coverage>,
    /// Whether workspaces are looked at that the person doesn't administer.
    pub everything: RwSignal<bool>,
    session: Session,
    toasts: Toasts,
}

/// Whether a memo has something new, for those behind it.
pub fn another<T>(before: Option<&Arc<T>>, now: Option<&Arc<T>>) -> bool {
    match (before, now) {
        (Some(before), Some(now)) => !Arc::ptr_eq(before, now),
        _ => true,
    }
}

impl AccessState {
    /// For as long as the pages are there.
    pub fn new() -> Self {
        let surveys = Surveys::expect();
        let rights = RightsSignal::expect();
        let everything = RwSignal::new(false);
        let survey = Memo::new_with_compare(
            move |_| {
                let survey = surveys.get();
                let rights = rights.get();
                if everything.get() || sees_everything(&rights) {
                    survey
                } else {
                    Arc::new(survey.administered(&rights))
                }
            },
            another,
        );
        let index = Memo::new_with_compare(
            move |_| Arc::new(survey.with(|survey| Index::new(survey))),
            another,
        );
        let confusables = confusables();
        let directory = Memo::new_with_compare(
            move |_| Arc::new(Directory::of_survey(&surveys.get(), confusables.get())),
            another,
        );
        let suspects = Memo::new(move |_| {
            let confusables = confusables.get()?;
            Some(Arc::new(index.with(|index| index.suspects(confusables))))
        });
        Self {
            suspects,
            directory,
            coverage: Memo::new(move |_| survey.with(|survey| survey.coverage())),
            surveys,
            plans: Plans::expect(),
            rights,
            survey,
            index,
            everything,
            session: Session::expect(),
            toasts: Toasts::expect(),
        }
    }

    /// What is looked at, and how far it is; tracked.
    pub fn extent(self) -> Extent {
        Extent {
            scope: Scope::of(&self.rights.get(), self.everything.get()),
            coverage: self.coverage.get(),
            loading: self.surveys.is_loading(),
        }
    }

    /// What a query is about, in words for a record, with what it leaves out.
    pub fn scope_of(self, query: &BindingQuery) -> String {
        let scope = self.scope(&query.words());
        let survey = self.survey.get_untracked();
        match query.leaves_out(&survey) {
            Some(left_out) => format!("{scope}; {left_out}"),
            None => scope,
        }
    }

    /// What to call the person in a record.
    pub fn reviewer(self) -> String {
        let Some(identity) = untrack(|| self.session.identity()) else {
            return "Nobody signed in: authentication is off".to_owned();
        };
        let name = identity.display_name();
        match &identity.email {
            Some(email) if email != name => format!("{name} ({email})"),
            _ => name.to_owned(),
        }
    }

    /// Who the person is, for what only they may get back.
    pub fn subject(self) -> String {
        untrack(|| self.session.identity())
            .map(|identity| identity.subject.clone())
            .unwrap_or_default()
    }

    /// The platform in a record: its address.
    pub fn platform(self) -> String {
        platform_of(self.session)
    }

    /// What a record is about, in words, with the workspaces that are looked at.
    pub fn scope(self, what: &str) -> String {
        scope(
            what,
            &self.surveys.get_untracked(),
            &self.survey.get_untracked(),
            &untrack(|| self.rights.get()),
        )
    }

    /// Says something for a few seconds.
    pub fn say(self, message: impl Into<String>) {
        self.toasts.say(message);
    }
}

/// The platform in a record: its address.
pub fn platform_of(session: Session) -> String {
    match session.base_url() {
        base if base.is_empty() => browser::origin(),
        base => base,
    }
}

/// Proposes a plan and goes to its page. To be made while a page is being built.
pub fn proposing(state: AccessState) -> impl Fn(String, Intent) + Clone + Send + Sync + 'static {
    let navigate = StoredValue::new_local(use_navigate());
    move |title, intent| match state.plans.propose(title, intent) {
        Ok(()) => navigate.with_value(|navigate| {
            navigate(
                &Path::Access(AccessView::Changes).to(),
                NavigateOptions::default(),
            );
        }),
        Err(running) => state.say(running.to_string()),
    }
}
