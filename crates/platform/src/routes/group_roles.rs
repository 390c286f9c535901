//! `GET /apis/auth/v2/group-roles`: the settings' rules that give groups roles.

use axum::Json;
use axum::extract::{RawQuery, State};
use nmp_types::{GroupRule, Role};
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::ApiError;
use crate::routes::Allowed;
use crate::state::AppState;
use crate::store::Visible;
use crate::validation::{self, Query};

/// All that the caller may see: there are no pages.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct GroupRoles {
    /// In the order of the settings.
    data: Vec<Rule>,
}

/// A rule of `auth.group_roles`.
#[derive(Debug, Serialize, JsonSchema)]
struct Rule {
    /// The groups: a name, or a pattern with one `*` for one or more characters, none of them a
    /// colon.
    group: String,
    /// The workspaces: a name, or one with a `*` for the same characters.
    workspace: String,
    /// `Viewer`, `Editor` or `Admin`.
    #[schemars(with = "String")]
    role: Role,
    /// The group that has the role in the workspace of the request, or a pattern where several have
    /// it; `null` without a workspace.
    group_here: Option<String>,
}

impl Rule {
    fn of(rule: &GroupRule, group_here: Option<String>) -> Self {
        Self {
            group: rule.group().to_owned(),
            workspace: rule.workspace().to_owned(),
            role: rule.role().clone(),
            group_here,
        }
    }
}

/// Those that reach the workspace in the query, for those who may see its members. Without one, those
/// that reach any workspace which the caller may read; all of them for platform administrators.
pub(super) async fn list(
    State(state): State<AppState>,
    allowed: Allowed,
    RawQuery(query): RawQuery,
) -> Result<Json<GroupRoles>, ApiError> {
    let query = Query::parse(query.as_deref());
    let data = match validation::workspace(&query)? {
        Some(workspace) => {
            let rules = state.store.group_rules().iter();
            let here = rules.filter_map(|rule| rule.within(workspace));
            here.map(|here| Rule::of(&here.rule, Some(here.group)))
                .collect()
        }
        None => {
            let visible = allowed.sees_only().map_or(Visible::All, Visible::BoundTo);
            let rules = state.store.visible_group_rules(&visible).await?;
            rules.iter().map(|rule| Rule::of(rule, None)).collect()
        }
    };
    Ok(Json(GroupRoles { data }))
}
