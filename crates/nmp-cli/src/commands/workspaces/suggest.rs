//! The workspace that was meant, where the platform doesn't know the one that was named.

use nmp_sdk::native::NeMoPlatform;
use nmp_sdk::workspaces::{self, Listing};
use nmp_sdk::{ApiError, RefusalKind};
use nmp_types::WorkspaceSort;
use nmp_types::page::MAX_PAGE_SIZE;

use crate::CliError;

/// An error about a workspace, with the name that was probably meant, if one is visible that is
/// nearly the same.
pub async fn about(platform: &NeMoPlatform, workspace: &str, error: ApiError) -> CliError {
    let unknown = matches!(
        error.kind(),
        Some(RefusalKind::Forbidden | RefusalKind::NotFound)
    );
    if !unknown {
        return error.into();
    }
    match meant(platform, workspace).await {
        Some(near) => CliError::from(error).hinted(format!("Did you mean the workspace {near}?")),
        None => error.into(),
    }
}

/// The workspace that was probably meant, where none of that name is visible, if one is that is nearly the
/// same.
pub async fn meant(platform: &NeMoPlatform, workspace: &str) -> Option<String> {
    let listing = Listing {
        search: String::new(),
        sort: WorkspaceSort::default(),
        page: 1,
        page_size: MAX_PAGE_SIZE,
    };
    let page = platform.send(workspaces::list(&listing)).await.ok()?;
    let names: Vec<String> = page.data.into_iter().map(|found| found.name).collect();
    let is_there = names.iter().any(|name| name == workspace);
    let near = nearest(workspace, &names)?;
    (!is_there).then(|| near.to_owned())
}

/// A workspace that was named is not among those that are listed.
pub fn missing<'a>(workspace: &str, listed: impl IntoIterator<Item = &'a String>) -> CliError {
    let hint = match nearest(workspace, listed) {
        Some(near) => format!("Did you mean the workspace {near}?"),
        None => "See them: nmp workspaces list".to_owned(),
    };
    let message = format!("No workspace {workspace} is visible to you.");
    CliError::remote("no_workspace", message, hint)
}

/// The name that is nearest to another, if it is near.
pub fn nearest<'a>(name: &str, others: impl IntoIterator<Item = &'a String>) -> Option<&'a str> {
    others
        .into_iter()
        .filter(|other| *other != name)
        .map(|other| (strsim::osa_distance(other, name), other.as_str()))
        .filter(|(distance, other)| *distance <= (other.chars().count() / 3).clamp(1, 3))
        .min()
        .map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_near_is_meant() {
        let names = ["ml-team", "research", "default"].map(str::to_owned);
        assert_eq!(nearest("ml-taem", &names), Some("ml-team"));
        assert_eq!(nearest("reserch", &names), Some("research"));
        assert_eq!(nearest("finance", &names), None);
        assert_eq!(nearest("default", &names), None);
        let hint = missing("ml-taem", &names).hint().unwrap();
        assert_eq!(hint, "Did you mean the workspace ml-team?");
    }
}
