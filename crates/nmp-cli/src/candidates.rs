//! What a shell offers in place of a value that is typed: names that are on this machine already.

use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use nmp_sdk::native::config::settings::Given;
use nmp_sdk::native::config::{Environment, Settings};
use nmp_types::Role;

use crate::names::Names;

/// The workspaces that were listed last.
pub fn workspaces() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let environment = Environment::of_process();
        let settings = Settings::resolve(&Given::default(), &environment);
        let names = settings.ok().map(|found| Names::of(&found, &environment));
        candidates(names.map(|names| names.workspaces()).unwrap_or_default())
    })
}

/// The roles that can be given in any workspace.
pub fn roles() -> ArgValueCandidates {
    ArgValueCandidates::new(|| candidates(Role::ASSIGNABLE.iter().map(Role::to_string)))
}

/// The contexts of the configuration file.
pub fn contexts() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let environment = Environment::of_process();
        let settings = Settings::resolve_for_any(&Given::default(), &environment);
        let document = settings.ok().and_then(|settings| settings.document);
        let names = document
            .iter()
            .flat_map(|document| document.context_names());
        candidates(names.map(str::to_owned))
    })
}

fn candidates(names: impl IntoIterator<Item = String>) -> Vec<CompletionCandidate> {
    names.into_iter().map(CompletionCandidate::new).collect()
}
