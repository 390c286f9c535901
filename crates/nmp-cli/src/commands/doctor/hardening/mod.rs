//! `nmp doctor --hardening`: the checklist of `docs/hardening.md`, as far as a client can see it. What it
//! can't see is unknown, never good.
//!
//! * [`items`]: the checklist. [`signing_in`], [`network`], [`access`]: what is looked at.

mod access;
mod items;
mod network;
mod signing_in;

use std::collections::HashMap;

use nmp_sdk::native::NeMoPlatform;

use crate::output::{self, Data, Record};
use crate::{CliError, Context};
use items::CHECKLIST;

/// What is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// As the page wants it.
    Good,
    /// Not as the page wants it.
    Open,
    /// Nobody can tell from here.
    Unknown,
}

/// What was found about an item, and what to do.
#[derive(Debug, Clone)]
struct Finding {
    state: State,
    found: String,
    advice: String,
}

/// What was found, by item.
#[derive(Debug, Default)]
struct Findings(HashMap<&'static str, Finding>);

impl Findings {
    fn note(&mut self, item: &'static str, state: State, found: impl Into<String>, advice: &str) {
        let finding = Finding {
            state,
            found: found.into(),
            advice: advice.to_owned(),
        };
        self.0.insert(item, finding);
    }

    fn good(&mut self, item: &'static str, found: impl Into<String>) {
        self.note(item, State::Good, found, "");
    }

    fn open(&mut self, item: &'static str, found: impl Into<String>, advice: &str) {
        self.note(item, State::Open, found, advice);
    }

    fn unknown(&mut self, item: &'static str, found: impl Into<String>) {
        self.note(item, State::Unknown, found, "");
    }
}

/// The columns by default.
const COLUMNS: &[&str] = &["item", "state", "found", "advice"];

/// Prints the checklist.
///
/// # Errors
/// [`CliError::Negative`] if something is open; [`CliError`] if the platform can't be asked.
pub(super) async fn run(context: &Context) -> Result<(), CliError> {
    let platform = context.platform()?;
    let mut findings = Findings::default();
    signing_in::look(&platform, &mut findings).await?;
    network::look(&platform, &mut findings).await;
    access::look(context, &platform, &mut findings).await;
    print(context, &platform, &findings)
}

fn print(context: &Context, platform: &NeMoPlatform, findings: &Findings) -> Result<(), CliError> {
    let mut rows = Vec::new();
    let mut counts = [0_usize; 3];
    for (section, items) in CHECKLIST {
        for item in *items {
            let finding = findings.0.get(item);
            let state = finding.map_or(State::Unknown, |finding| finding.state);
            let (name, place) = match state {
                State::Good => ("good", 0),
                State::Open => ("open", 1),
                State::Unknown => ("unknown", 2),
            };
            if let Some(count) = counts.get_mut(place) {
                *count += 1;
            }
            let found = finding.map_or("can't be seen from here", |finding| &finding.found);
            let advice = finding.map_or("", |finding| &finding.advice);
            rows.push(
                Record::default()
                    .with("section", *section)
                    .with("item", *item)
                    .with("state", name)
                    .with("found", found)
                    .with("advice", advice),
            );
        }
    }
    let [good, open, unknown] = counts;
    let about = Record::default()
        .with("base_url", platform.base_url())
        .with("good", good)
        .with("open", open)
        .with("unknown", unknown);
    output::print(context, &Data::list(rows, COLUMNS).beside(about), None)?;
    context.say(&format!(
        "{good} good, {open} open, {unknown} unknown. How to check those: docs/hardening.md"
    ));
    match open {
        0 => Ok(()),
        _ => Err(CliError::Negative),
    }
}
