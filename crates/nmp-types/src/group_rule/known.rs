//! The rules of a platform, as far as a client knows them.

use std::sync::Arc;

use super::{GroupRole, GroupRule};

/// The rules that a platform shows to the person. By default, none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupRules {
    rules: Arc<[GroupRule]>,
    is_missing: bool,
}

impl GroupRules {
    /// These rules and no others.
    pub fn known(rules: Vec<GroupRule>) -> Self {
        Self {
            rules: rules.into(),
            is_missing: false,
        }
    }

    /// The platform has rules, and it isn't known which.
    pub fn missing() -> Self {
        Self {
            rules: Arc::default(),
            is_missing: true,
        }
    }

    /// Whether there may be rules that aren't known.
    pub fn is_missing(&self) -> bool {
        self.is_missing
    }

    /// Those that reach a workspace, as they are there.
    pub fn within(&self, workspace: &str) -> Vec<GroupRole> {
        let rules = self.rules.iter();
        rules.filter_map(|rule| rule.within(workspace)).collect()
    }
}
