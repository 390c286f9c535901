//! The start page goes on: to the workspace that was open last, if it is still there for this
//! person, else to the list.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use nmp_sdk::{ApiError, RefusalKind, workspaces};

use crate::paths::Path;
use crate::session::Session;
use crate::state::last_workspace::{self, FirstVisit};
use crate::transport::Api;
use crate::ui::skeleton::Skeleton;

/// The page: seen only while the platform is asked.
#[component]
pub fn HomePage() -> impl IntoView {
    let session = Session::expect();
    let api = Api::expect();
    let navigate = use_navigate();
    let first_visit = FirstVisit::expect();
    let is_shown = StoredValue::new(());
    let go_on = move |path: &Path| {
        // Unless the person has gone elsewhere since.
        if !is_shown.is_disposed() {
            let options = NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(&path.to(), options);
        }
    };
    spawn_local(async move {
        let Some(name) = last_workspace::recall(session).await else {
            first_visit.begin();
            return go_on(&Path::Workspaces);
        };
        match api.send(workspaces::get(&name)).await {
            Err(error)
                if matches!(
                    error.kind(),
                    Some(RefusalKind::Forbidden | RefusalKind::NotFound)
                ) =>
            {
                last_workspace::forget(session).await;
                go_on(&Path::Workspaces);
            }
            // On the way to a sign-in, which leads back here.
            Err(ApiError::SessionEnded) => {}
            // Whatever else is wrong is said there, with a way on.
            Ok(_) | Err(_) => go_on(&Path::Members(name)),
        }
    });
    view! { <Skeleton label="Loading" /> }
}
