//! The pages whose code is downloaded when it is first asked for, and what is asked once they are there.

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use leptos::prelude::*;

use super::access::AccessPage;
use super::account::AccountPage;
use super::me::MePage;
use super::quickstart_form::QuickstartForm;
use super::sign_in_failed::WhySignInFailed;
use super::workspace::{activity::ActivityPage, members::MembersPage, overview::OverviewPage};
use super::workspaces::create::create_workspace;
use crate::chunk::chunk;
use crate::session::Session;
use crate::state::who;
use crate::ui::lazy::{LoadingPage, Page};

/// The account page.
pub fn account() -> LoadingPage {
    Box::pin(account_page())
}

/// What the person can get at.
pub fn me() -> LoadingPage {
    Box::pin(me_page())
}

/// The overview of a workspace.
pub fn overview() -> LoadingPage {
    Box::pin(overview_page())
}

/// The members of a workspace.
pub fn members() -> LoadingPage {
    Box::pin(members_page())
}

/// Access across workspaces.
pub fn access() -> LoadingPage {
    Box::pin(access_page())
}

/// What was changed in a workspace, by whom and when.
pub fn activity() -> LoadingPage {
    Box::pin(activity_page())
}

/// Signing in on a platform without an identity provider.
pub fn quickstart() -> LoadingPage {
    Box::pin(quickstart_page())
}

chunk!(
    quickstart,
    fn quickstart_page() -> Page {
        || view! { <QuickstartForm /> }.into_any()
    }
);

/// Why signing in has failed.
pub fn why_sign_in_failed() -> LoadingPage {
    Box::pin(why_page())
}

chunk!(
    failure,
    fn why_page() -> Page {
        || view! { <WhySignInFailed /> }.into_any()
    }
);

chunk!(
    account,
    fn account_page() -> Page {
        || view! { <AccountPage /> }.into_any()
    }
);

chunk!(
    account,
    fn me_page() -> Page {
        || view! { <MePage /> }.into_any()
    }
);

chunk!(
    workspace,
    fn overview_page() -> Page {
        || view! { <OverviewPage /> }.into_any()
    }
);

chunk!(
    workspace,
    fn members_page() -> Page {
        || view! { <MembersPage /> }.into_any()
    }
);

chunk!(
    access,
    fn access_page() -> Page {
        || view! { <AccessPage /> }.into_any()
    }
);

chunk!(
    activity,
    fn activity_page() -> Page {
        || view! { <ActivityPage /> }.into_any()
    }
);

/// Asks about the person at the keyboard.
type Ask = fn(Session) -> LocalBoxFuture<'static, ()>;

// With what else is about the person's tokens.
chunk!(
    tokens,
    fn asking() -> Ask {
        |session| who::ask(session).boxed_local()
    }
);

/// Asks the platform whom it takes the person for, if it may say so and hasn't yet.
pub async fn ask_who(session: Session) {
    if session.names_people()
        && let Ok(ask) = asking().await
    {
        ask(session).await;
    }
}

/// Fetches all of them. One that doesn't come is fetched again, and the failure reported, on first use.
pub async fn prefetch() {
    let _ = overview().await;
    let _ = create_workspace().await;
    let _ = account().await;
    let _ = access().await;
}
