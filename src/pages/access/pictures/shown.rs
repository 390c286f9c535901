//! Whom the pictures of a person are about.

use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::plan::planner::Intent;
use nmp_access::survey::person::{Standing, Who};

use crate::pages::access::state::AccessState;

/// A person, for the pictures; provided by the person's page.
#[derive(Clone, Copy)]
pub struct Shown {
    /// The pages' state.
    pub state: AccessState,
    /// Who it is.
    pub who: Memo<Who>,
    /// What they have in each workspace.
    pub standings: Memo<Arc<Vec<Standing>>>,
    /// Proposes a plan by its title, and goes to it.
    pub propose: Callback<(String, Intent)>,
}
