//! What the activity trail says of the last days, as far as the platform keeps one and shows it.

use leptos::prelude::*;
use nmp_sdk::ApiError;
use nmp_sdk::audit::{self, AuditListing};
use nmp_types::audit::AuditEntry;
use nmp_types::page::MAX_PAGE_SIZE;

use super::state::AccessState;
use crate::session::{Session, browser};
use crate::state::Revision;
use crate::state::question::Question;
use crate::transport::Api;

/// How many pages of the trail are read at most.
const PAGES: u32 = 5;

/// What the platform told.
#[derive(Clone, PartialEq)]
pub struct Told {
    /// The latest first.
    pub entries: Vec<AuditEntry>,
    /// There are earlier ones that were not read.
    pub more: bool,
    /// When it was asked: UTC, ISO 8601.
    pub now: String,
}

/// What came of asking.
#[derive(Clone, PartialEq)]
pub enum Answer {
    /// Nothing yet.
    Waiting,
    /// The platform keeps no trail.
    NoTrail,
    /// It doesn't show it to the person.
    Forbidden,
    /// It didn't come, and why.
    Failed(String),
    /// It came.
    Told(Told),
}

/// The answer, asked again with every change.
pub type Trail = Question<Answer>;

/// Asks for the changes of so many days, for as long as the page is there.
pub fn trail(state: AccessState, days: usize) -> Trail {
    let session = Session::expect();
    let api = Api::expect();
    let revision = Revision::expect();
    // The platform shows the trail to Admins; whether the person is one may not be known yet.
    let may_ask = Memo::new(move |_| {
        let rights = state.rights.get();
        match (rights.platform_admin(), state.surveys.is_loading()) {
            (Some(true), _) => Some(true),
            (_, true) => None,
            _ => {
                let administered = state.surveys.get().administered(&rights);
                Some(administered.listed().next().is_some())
            }
        }
    });
    Question::ask(move || {
        revision.track();
        let asked = (session.has_audit(), may_ask.get());
        async move {
            match asked {
                (false, _) => Answer::NoTrail,
                (true, None) => Answer::Waiting,
                (true, Some(false)) => Answer::Forbidden,
                (true, Some(true)) => match ask(api, days).await {
                    Ok(told) => Answer::Told(told),
                    Err(error) if error.is_forbidden() => Answer::Forbidden,
                    Err(error) => Answer::Failed(error.to_string()),
                },
            }
        }
    })
}

async fn ask(api: Api, days: usize) -> Result<Told, ApiError> {
    const DAY: i64 = 86_400;
    let since = browser::now() - days as i64 * DAY;
    let mut told = Told {
        entries: Vec::new(),
        more: false,
        now: browser::now_iso(),
    };
    for page in 1..=PAGES {
        let listing = AuditListing {
            since: Some(browser::iso(since)),
            page,
            page_size: MAX_PAGE_SIZE,
            ..AuditListing::default()
        };
        let answer = api.send(audit::list(&listing)).await?;
        told.entries.extend(answer.data);
        told.more = page < answer.pagination.total_pages;
        if !told.more {
            break;
        }
    }
    Ok(told)
}
