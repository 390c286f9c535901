//! The members of every workspace, loaded a few at a time and kept for the session.

use std::sync::Arc;

use futures::StreamExt;
use futures::future::{Either, select};
use futures::stream::FuturesUnordered;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nmp_access::{Fault, FaultKind, Known, KnownMembers, Survey, Surveyed};
use nmp_sdk::workspaces;
use nmp_sdk::workspaces::Listing;
use nmp_types::page::MAX_PAGE_SIZE;
use nmp_types::page::SortKey;
use nmp_types::{Member, Page, Workspace, WorkspaceSort};

use super::app_scope::AppScope;
use super::fault::fault;
use super::member_cache::Members;
use super::pace::Pace;
use super::person::on_other_person;
use super::revision::Revision;
use crate::session::{Session, browser};
use crate::transport::Api;
use crate::web;

/// How many workspaces are asked for at once: browsers have six connections to a server that
/// speaks HTTP/1.1, and a platform with a few workers is not flooded.
const AT_ONCE: usize = 6;

/// How often the pages hear of what has come, in milliseconds: 100,000 bindings must not be sorted
/// again for every answer.
const SHOW_EVERY: f64 = 400.0;

/// How far the list of workspaces is.
#[derive(Debug, Clone, PartialEq)]
pub enum Listed {
    /// Not asked for yet.
    Never,
    /// On its way.
    Loading,
    /// It didn't come.
    Failed(Fault),
    /// There, since when: UTC, ISO 8601.
    Since(String),
}

/// The members of every workspace that the person may see, as far as they are loaded.
#[derive(Clone, Copy)]
pub struct Surveys {
    api: Api,
    members: Members,
    survey: RwSignal<Arc<Survey>>,
    listed: RwSignal<Listed>,
    /// Why the list could not be asked for again, while an earlier one is shown.
    trouble: RwSignal<Option<Fault>>,
    loading: RwSignal<bool>,
    /// The pause that the platform asked for, while they are loaded.
    pub pace: Pace,
    /// Counts the runs; an answer for an earlier one is dropped, and a run that is no longer
    /// the latest asks for nothing more.
    run: StoredValue<u32>,
    /// Counts the people who were signed in.
    person: StoredValue<u32>,
    /// Something was changed here since the workspaces were listed: the list may be different now.
    outdated: StoredValue<bool>,
}

impl Surveys {
    fn new() -> Self {
        let session = Session::expect();
        let surveys = Self {
            api: Api::new(session),
            members: Members::expect(),
            survey: RwSignal::new(Arc::default()),
            listed: RwSignal::new(Listed::Never),
            trouble: RwSignal::new(None),
            loading: RwSignal::new(false),
            pace: Pace::new(),
            run: StoredValue::new(0),
            person: StoredValue::new(0),
            outdated: StoredValue::new(false),
        };
        let revision = Revision::expect();
        Effect::new(move |_| {
            revision.track();
            surveys.outdated.set_value(true);
        });
        on_other_person(session, move || {
            surveys.stop();
            surveys.person.update_value(|person| *person += 1);
            surveys.survey.set(Arc::default());
            surveys.listed.set(Listed::Never);
            surveys.trouble.set(None);
        });
        surveys
    }

    /// The surveys of the app.
    pub fn expect() -> Self {
        AppScope::get_or(Self::new)
    }

    /// What is known; tracked.
    pub fn get(self) -> Arc<Survey> {
        self.survey.get()
    }

    /// The same, not tracked.
    pub fn get_untracked(self) -> Arc<Survey> {
        self.survey.get_untracked()
    }

    /// How far the list of workspaces is; tracked.
    pub fn listed(self) -> Listed {
        self.listed.get()
    }

    /// Why the list of workspaces may be out of date; tracked.
    pub fn trouble(self) -> Option<Fault> {
        self.trouble.get()
    }

    /// Whether anything is being loaded; tracked.
    pub fn is_loading(self) -> bool {
        self.loading.get()
    }

    /// Loads what was never asked for. What is known stays as it is, except for what other pages
    /// have learned since.
    pub fn ensure(self) {
        if self.loading.get_untracked() {
            return;
        }
        let never = !matches!(self.listed.get_untracked(), Listed::Since(_));
        if never || self.outdated.get_value() {
            self.start(false);
        } else {
            self.take_known();
        }
    }

    /// Asks for everything again.
    pub fn reload(self) {
        self.start(true);
    }

    /// Asks for what failed or was not asked for.
    pub fn resume(self) {
        // What has come but isn't shown yet isn't asked for again.
        self.take_known();
        let survey = self.get_untracked();
        let open =
            |workspace: &&Surveyed| matches!(workspace.members, Known::Loading | Known::Failed(_));
        let names = survey.workspaces().iter().filter(open);
        let names = names.map(|workspace| workspace.name.clone()).collect();
        let run = self.next_run();
        spawn_local(async move {
            self.load(run, names).await;
        });
    }

    /// Stops asking; what has come stays.
    pub fn stop(self) {
        self.next_run();
        self.loading.set(false);
    }

    /// Notes the members of one workspace, as they were just read or written.
    pub fn note(self, workspace: &str, members: &Arc<Vec<Member>>) {
        self.note_all(vec![(
            workspace.to_owned(),
            Known::Listed(Arc::clone(members)),
        )]);
    }

    /// Takes over what other pages know better.
    pub fn take_known(self) {
        let survey = self.get_untracked();
        let news = survey
            .workspaces()
            .iter()
            .filter_map(|workspace| {
                let known = self.members.now(&workspace.name)?;
                let same = workspace
                    .members
                    .listed()
                    .is_some_and(|listed| Arc::ptr_eq(listed, &known));
                (!same).then(|| (workspace.name.clone(), Known::Listed(known)))
            })
            .collect();
        self.note_all(news);
    }

    fn note_all(self, news: Vec<(String, KnownMembers)>) {
        if news.is_empty() {
            return;
        }
        self.survey.update(|survey| {
            let survey = Arc::make_mut(survey);
            for (workspace, members) in news {
                survey.note(&workspace, members);
            }
        });
    }

    fn next_run(self) -> u32 {
        self.run.update_value(|run| *run = run.wrapping_add(1));
        self.pace.stop();
        self.run.get_value()
    }

    fn start(self, again: bool) {
        let run = self.next_run();
        self.loading.set(true);
        if !matches!(self.listed.get_untracked(), Listed::Since(_)) {
            self.listed.set(Listed::Loading);
        }
        spawn_local(async move {
            let listed = self.list().await;
            if self.run.get_value() != run {
                return;
            }
            match listed {
                Err(error) => {
                    self.loading.set(false);
                    // A transient fault does not replace a good answer.
                    let has_one = matches!(self.listed.get_untracked(), Listed::Since(_));
                    if has_one && error.is_transient() {
                        self.trouble.set(Some(error));
                    } else {
                        self.trouble.set(None);
                        self.listed.set(Listed::Failed(error));
                    }
                }
                Ok(names) => {
                    self.trouble.set(None);
                    self.outdated.set_value(false);
                    let open = self.take_list(names, again);
                    self.listed.set(Listed::Since(browser::now_iso()));
                    self.load(run, open).await;
                }
            }
        });
    }

    /// The names of all workspaces, page by page.
    async fn list(self) -> Result<Vec<String>, Fault> {
        let work = self.pace.begin();
        let mut names = Vec::new();
        let mut page = 1;
        loop {
            let listing = Listing {
                search: String::new(),
                sort: WorkspaceSort {
                    key: SortKey::Name,
                    descending: false,
                },
                page,
                page_size: MAX_PAGE_SIZE,
            };
            let answer = work.ask(|| self.page(&listing)).await?;
            names.extend(answer.data.into_iter().map(|workspace| workspace.name));
            if page >= answer.pagination.total_pages {
                return Ok(names);
            }
            page += 1;
        }
    }

    async fn page(self, listing: &Listing) -> Result<Page<Workspace>, Fault> {
        let answer = self.api.send(workspaces::list(listing)).await;
        answer.map_err(|error| fault(&error))
    }

    /// Puts the listed workspaces in place of the former ones, with what is known of them; returns
    /// those to ask for.
    fn take_list(self, names: Vec<String>, again: bool) -> Vec<String> {
        let before = self.get_untracked();
        let mut open = Vec::new();
        let workspaces = names
            .into_iter()
            .map(|name| {
                let earlier = before
                    .find(&name)
                    .map(|workspace| workspace.members.clone());
                let known = self.members.now(&name).map(Known::Listed);
                let members = known.or(earlier).unwrap_or(Known::Loading);
                if again || !matches!(members, Known::Listed(_) | Known::Forbidden) {
                    open.push(name.clone());
                }
                Surveyed { name, members }
            })
            .collect();
        self.survey.set(Arc::new(Survey::new(workspaces)));
        open
    }

    async fn load(self, run: u32, names: Vec<String>) {
        self.loading.set(true);
        let mut names = names.into_iter();
        let mut under_way = FuturesUnordered::new();
        let mut news = Vec::new();
        let mut shown = web::milliseconds();
        let person = self.person.get_value();
        let work = self.pace.begin();
        loop {
            while self.run.get_value() == run
                && under_way.len() < AT_ONCE
                && let Some(name) = names.next()
            {
                under_way.push(async move {
                    let answer = work.ask(|| self.members.fetch(&name)).await;
                    (name, answer)
                });
            }
            let due = shown + SHOW_EVERY - web::milliseconds();
            if due <= 0.0 || under_way.is_empty() {
                // Nobody else may see what came for the person who was signed in before.
                if self.person.get_value() != person {
                    return;
                }
                self.note_all(std::mem::take(&mut news));
                shown = web::milliseconds();
            }
            // What has come is shown even while the next answer keeps people waiting.
            let timer = TimeoutFuture::new(due.max(1.0) as u32);
            match select(under_way.next(), timer).await {
                Either::Left((None, _)) => break,
                // The session is over; the next one asks for itself.
                Either::Left((
                    Some((
                        _,
                        Err(Fault {
                            kind: FaultKind::SessionEnded,
                            ..
                        }),
                    )),
                    _,
                )) => break,
                Either::Left((Some((name, answer)), _)) => news.push((name, answer.into())),
                Either::Right(_) => {}
            }
        }
        if self.run.get_value() == run {
            self.loading.set(false);
        }
    }
}
