//! The rights of the person who uses the app.

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use leptos::prelude::*;
use nmp_access::rights::effective::source_for;
use nmp_access::{Known, PlatformRoles, Rights};
use nmp_sdk::{RefusalKind, group_roles, members};
use nmp_types::member::settle_admin_role;
use nmp_types::workspace::SYSTEM;
use nmp_types::{GroupRules, Identity, Member};

use super::question::Question;
use super::revision::Revision;
use crate::chunk::chunk;
use crate::session::{Session, SessionState};
use crate::transport::Api;

/// The rights of the app; tracked when read.
#[derive(Clone, Copy)]
pub struct RightsSignal {
    rights: Memo<Rights>,
    creation_refused: RwSignal<bool>,
}

impl RightsSignal {
    /// The rights that [`provide_rights`] provided.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The rights as far as they are known now.
    pub fn get(self) -> Rights {
        self.rights.get()
    }

    /// The same, not tracked.
    pub fn get_untracked(self) -> Rights {
        self.rights.get_untracked()
    }

    /// Whether a change to a principal's roles can change what the person at the keyboard may
    /// do.
    pub fn touches_me(self, principal: &str) -> bool {
        self.rights.with_untracked(|rights| match rights {
            Rights::Open => false,
            Rights::Of { identity, .. } => source_for(identity, principal).is_some(),
        })
    }

    /// Whether creating workspaces may be offered: not after the platform refused it.
    pub fn may_create(self) -> bool {
        !self.creation_refused.get() && self.rights.with(|r| r.create_workspace().is_allowed())
    }

    /// The platform refused to create a workspace.
    pub fn remember_refused_creation(self) {
        self.creation_refused.set(true);
    }
}

/// Settles who is a platform admin, by the members of `system`: members are to be read through here
/// before anything is made of their roles.
pub(super) fn settle(session: Session, workspace: &str, members: &mut [Member]) {
    if workspace == SYSTEM {
        let identity = session.identity_untracked();
        settle_admin_role(members, session.admin_role(), |principal| {
            identity
                .as_ref()
                .is_some_and(|identity| source_for(identity, principal).is_some())
        });
    }
}

/// Asks for the platform's rules for groups.
type AskRules = fn(Api) -> LocalBoxFuture<'static, GroupRules>;

// Most platforms have none, so the code isn't fetched with the first page.
chunk!(
    account,
    fn asking_rules() -> AskRules {
        |api| ask_rules(api).boxed_local()
    }
);

/// A platform that doesn't have rules after all has none.
async fn ask_rules(api: Api) -> GroupRules {
    match api.send(group_roles::list()).await {
        Ok(list) => GroupRules::known(list.data),
        Err(error) if error.kind() == Some(RefusalKind::NotFound) => GroupRules::default(),
        Err(_) => GroupRules::missing(),
    }
}

async fn group_rules(api: Api, has_rules: bool) -> GroupRules {
    if !has_rules {
        return GroupRules::default();
    }
    match asking_rules().await {
        Ok(ask) => ask(api).await,
        Err(_) => GroupRules::missing(),
    }
}

/// Finds out the platform-wide roles and the rules for groups, and provides the rights to everything below. They live as
/// long as the app: a page that is being built while the session ends may still read them.
pub fn provide_rights(session: Session) {
    let api = Api::new(session);
    let revision = Revision::expect();
    let asked = Question::ask(move || {
        revision.track();
        let identity = session.identity();
        let has_rules = session.has_group_roles();
        async move {
            let identity = identity?;
            let system = match api.send(members::list(SYSTEM)).await {
                Ok(mut list) => {
                    settle(session, SYSTEM, &mut list.data);
                    Known::Listed(PlatformRoles::of(&identity, &list.data))
                }
                Err(error) if error.is_forbidden() => Known::Forbidden,
                Err(_) => Known::Loading,
            };
            Some((identity, system, group_rules(api, has_rules).await))
        }
    });
    let rights = Memo::new(move |before: Option<&Rights>| match session.state() {
        SessionState::SignedIn(identity) => {
            // An answer about the person before says nothing about this one.
            let asked = asked.get().flatten();
            let asked = asked.filter(|(about, ..)| about.subject == identity.subject);
            let (system, group_rules) = match asked {
                Some((_, system, rules)) => (system, rules),
                None if session.has_group_roles() => (Known::Loading, GroupRules::missing()),
                None => (Known::Loading, GroupRules::default()),
            };
            let identity = Identity {
                group_rules,
                ..(*identity).clone()
            };
            Rights::Of { identity, system }.or_as(before)
        }
        SessionState::Open => Rights::Open,
        // Nobody is signed in; no page is shown.
        _ => Rights::Of {
            identity: Identity::default(),
            system: Known::Loading,
        },
    });
    provide_context(RightsSignal {
        rights,
        creation_refused: RwSignal::new(false),
    });
}
