//! Logs which names of a token don't count, once per subject: otherwise nobody could find out why
//! a binding has no effect.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use nmp_types::claims::Named;

/// How many subjects are remembered. Beyond it all are dropped, and logged again.
const REMEMBERED: usize = 1_000;

/// Subjects already logged.
#[derive(Default)]
pub(super) struct Unused(Mutex<HashSet<String>>);

impl Unused {
    /// Logs the names of a token that don't count, once per subject.
    pub(super) fn log(&self, named: &Named) {
        let complete = named.subject_counts && named.unused_groups == 0 && !named.groups_left_out;
        if complete || !self.is_new(&named.subject) {
            return;
        }
        let subject = named.subject.as_str();
        if !named.subject_counts {
            tracing::warn!(
                subject,
                "the subject of a token has the form of an e-mail address or a service, but it is \
                 not its verified e-mail address: it matches no role binding. If the identity \
                 provider vouches for it, set auth.oidc.subject_is_email; else choose another \
                 auth.oidc.subject_claim, or set auth.oidc.subject_prefix"
            );
        }
        if named.unused_groups > 0 {
            tracing::warn!(
                subject,
                groups = named.unused_groups,
                "groups of a token have the form of e-mail addresses, services or *: they match \
                 no role binding. Set auth.oidc.groups_prefix, such as oidc:, to use them"
            );
        }
        if named.groups_left_out {
            tracing::warn!(
                subject,
                "a token omits groups, because there are too many for the identity provider \
                 to put in (overage): roles of these groups don't count. Have the provider put \
                 in only those groups that are assigned to the application"
            );
        }
    }

    fn is_new(&self, subject: &str) -> bool {
        // No code panics while holding the lock.
        let mut logged = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if logged.len() >= REMEMBERED {
            logged.clear();
        }
        logged.insert(subject.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_per_subject_and_bounded() {
        let unused = Unused::default();
        assert!(unused.is_new("a"));
        assert!(!unused.is_new("a"));
        for number in 0..3 * REMEMBERED {
            assert!(unused.is_new(&number.to_string()));
        }
        assert!(unused.0.lock().unwrap().len() <= REMEMBERED);
    }
}
