//! The workspace of a page, with what is known of its members.

use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::{Fault, KnownMembers, Verdict};
use nmp_types::{Member, Permission, Workspace};

use crate::session::Session;
use crate::state::RightsSignal;

/// A workspace that the person may see, with what is known of its members.
#[derive(Clone, Copy)]
pub struct Shown {
    /// The workspace.
    pub workspace: Signal<Workspace>,
    /// What is known of its members.
    pub members: Signal<KnownMembers>,
    /// Why what is shown of them may be out of date.
    pub members_trouble: Signal<Option<Fault>>,
}

impl Shown {
    /// The members, if they may be seen; tracked.
    pub fn listed(self) -> Option<Arc<Vec<Member>>> {
        self.members.with(|members| members.listed().cloned())
    }

    /// The name of the workspace; not tracked.
    pub fn name(self) -> String {
        self.workspace
            .with_untracked(|workspace| workspace.name.clone())
    }

    /// Whether the audit trail may be offered here; tracked. Denied as well where there is none.
    pub fn may_read_audit(self) -> bool {
        Session::expect().has_audit()
            && self
                .members
                .with(|members| {
                    RightsSignal::expect()
                        .get()
                        .read_audit(&self.name(), members)
                })
                .is_allowed()
    }

    /// Whether something may be offered here; tracked.
    pub fn verdict(self, permission: Permission) -> Verdict {
        self.workspace.with(|workspace| {
            self.members.with(|members| {
                RightsSignal::expect()
                    .get()
                    .in_workspace(permission, &workspace.name, members)
            })
        })
    }
}
